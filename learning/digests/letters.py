"""A person's digest as an e-mail: what they may see at the moment of sending, as text and as HTML; or only that it is there."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.digests.stopping import stop_the_letters
from learning.models import Delivery, DigestChoice
from learning.queries.my_digests import MyDigest, read_delivery


def letter_of(delivery: Delivery) -> EmailMultiAlternatives | None:
    """The letter, or None when its reader has left or wants none, or nothing is left to read. Its Message-ID stays the same.

    It says what its reader wants today, whatever they wanted when it was written out.
    """
    choice = DigestChoice.objects.select_related("person").get(person=delivery.person_id)
    reader = delivery.person = choice.person
    if not (reader.is_active and choice.goes_by_letter):
        return None
    shown = read_delivery(delivery, reader, own=choice.own != DigestChoice.Own.NO, by_letter=True)
    return written(delivery, choice, shown) if shown.says_something else None


def written(delivery: Delivery, choice: DigestChoice, shown: MyDigest) -> EmailMultiAlternatives:
    """The letter of a delivery of which this is to be read, in the way that its reader chose."""
    reader = delivery.person
    said = {
        "shown": shown,
        "whole": choice.own == DigestChoice.Own.EVERYWHERE,
        "names_circles": choice.names_circles,
        "platform_name": settings.PLATFORM_NAME,
        "site": settings.PUBLIC_URL,
        "link": settings.PUBLIC_URL + delivery.get_absolute_url(),
        "stop": stop_the_letters.link(reader.pk),
    }
    titles = choice.channel == DigestChoice.Channel.TITLES
    kind = "titles" if titles else "digest"
    letter = EmailMultiAlternatives(
        subject=_("Your digest is there") if titles else subject_of(shown),
        body=render_to_string(f"learning/letters/{kind}.txt", said),
        to=[reader.email],
        headers={
            "Message-ID": f"<{delivery.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            **stop_the_letters.headers(reader.pk),
        },
    )
    letter.attach_alternative(render_to_string(f"learning/letters/{kind}.html", said), "text/html")
    return letter


def subject_of(shown: MyDigest) -> str:
    """The circles by name where they are few, otherwise how many."""
    names = [each.digest.circle.name for each in shown.circles]
    if not names:
        return _("What you kept to yourself")
    if len(names) == 1:
        return _("%(circle)s: what we shared, %(period)s") % {
            "circle": names[0],
            "period": shown.circles[0].period,
        }
    if len(names) <= 3:
        return _("What was shared in %(circles)s") % {"circles": ", ".join(names)}
    return ngettext(
        "What was shared in %(first)s and %(number)s other circle",
        "What was shared in %(first)s and %(number)s other circles",
        len(names) - 1,
    ) % {"first": names[0], "number": len(names) - 1}
