"""A digest as an e-mail: what its reader may see at the moment of sending, as text and as HTML."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from learning.models import Delivery, Digest
from learning.queries.digests import read_digest


def letter_of(delivery: Delivery) -> EmailMultiAlternatives | None:
    """The letter, or None when its reader has left or wants none, or nothing is left to read. Its Message-ID stays the same."""
    seen = Digest.objects.visible_to(delivery.person).select_related("circle")
    digest = seen.filter(pk=delivery.digest_id).first()
    reader = delivery.person
    if digest is None or not (reader.is_active and reader.digest_letters):
        return None
    read = read_digest(digest)
    if not read.noticed and not read.unsure:
        return None
    said = {
        "digest": digest,
        "read": read,
        "person": delivery.person,
        "platform_name": settings.PLATFORM_NAME,
        "site": settings.PUBLIC_URL,
    }
    host = settings.PUBLIC_URL.split("://")[-1].split(":")[0]
    letter = EmailMultiAlternatives(
        subject=_("%(circle)s: what we shared, %(period)s")
        % {"circle": digest.circle.name, "period": read.period},
        body=render_to_string("learning/letters/digest.txt", said),
        to=[delivery.person.email],
        headers={"Message-ID": f"<{delivery.pk}@{host}>"},
    )
    letter.attach_alternative(render_to_string("learning/letters/digest.html", said), "text/html")
    return letter
