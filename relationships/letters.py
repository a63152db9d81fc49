"""The e-mail that brings an invitation."""

import uuid
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from hls_platform.post import refused_for_good
from hls_platform.security.asking import as_person
from relationships.actions.memberships import hash_of, say_undeliverable
from relationships.models import Invitation


def send_invitation_letter(invitation_id: uuid.UUID, token: str) -> None:
    """Send the link of an invitation that is still open; one that was withdrawn or used is not sent.

    An address refused for good is noted. Raises SMTPException or OSError when trying again may help.
    """
    with as_person(None, token_hash=hash_of(token)):
        invitation = (
            Invitation.objects.open()
            .filter(pk=invitation_id)
            .select_related("circle", "invited_by", "on_behalf_of")
            .first()
        )
    if invitation is None or invitation.circle is None:
        return
    said = {
        "invitation": invitation,
        "platform_name": settings.PLATFORM_NAME,
        "link": settings.PUBLIC_URL + reverse("relationships:accept", args=[token]),
    }
    letter = EmailMultiAlternatives(
        subject=_("%(name)s invites you into %(circle)s")
        % {"name": invitation.invited_by or settings.PLATFORM_NAME, "circle": invitation.circle.name},
        body=render_to_string("relationships/letters/invitation.txt", said),
        to=[invitation.email],
    )
    letter.attach_alternative(render_to_string("relationships/letters/invitation.html", said), "text/html")
    try:
        letter.send()
    except (SMTPRecipientsRefused, SMTPDataError) as refused:
        if not refused_for_good(refused):
            raise
        say_undeliverable(invitation=invitation)
