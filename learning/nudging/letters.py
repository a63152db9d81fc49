"""A nudge as an e-mail: a few kind words, a link, and one touch to stop. It knows nothing of what anybody wrote, or did not."""

import datetime
import hashlib

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learning.models import Nudge, ReplyAddress
from learning.nudging.replies import WRITE_ABOVE, address_for
from learning.nudging.stopping import stop_a_nudge

WORDS: tuple[tuple[Promise, Promise], ...] = (
    (
        _("A moment to think back"),
        _("Was there a moment lately that stayed with you? A few words are enough; so is thinking of it."),
    ),
    (
        _("What surprised you?"),
        _("If something went otherwise than you thought, it may be worth a line. If not, have a good day."),
    ),
    (
        _("Something small"),
        _("What did somebody say, in their own words, that you would like to keep?"),
    ),
    (
        _("A moment of strength"),
        _("What did you see somebody do well? It can be small, and it can be yours."),
    ),
    (
        _("Something still open"),
        _("Is there something you are not sure about? It may stay open, and still be written down."),
    ),
    (
        _("A minute for yourself"),
        _("You asked for a minute to look back. Here it is; use it as you like."),
    ),
)
"""Subjects and words, one after the other by chance: none counts, reminds of what was missed, or asks for more."""


def letter_of(nudge: Nudge, due: datetime.datetime) -> EmailMessage | None:
    """The letter of the nudge that was due at that moment; None where its person has left. Its Message-ID stays the same."""
    person = nudge.person
    if not person.is_active:
        return None
    mark = hashlib.sha256(f"{nudge.pk} {due.isoformat()}".encode()).hexdigest()
    subject, words = WORDS[int(mark[:8], 16) % len(WORDS)]
    reply = ReplyAddress.objects.visible_to(person).first()
    reply_to = address_for(reply) if reply else ""
    host = settings.PUBLIC_URL.split("://")[-1].split(":")[0]
    said = {
        "words": words,
        "site": settings.PUBLIC_URL,
        "platform_name": settings.PLATFORM_NAME,
        "stop": stop_a_nudge.link(person.pk, str(nudge.pk)),
        "write_above": WRITE_ABOVE if reply_to else "",
    }
    return EmailMessage(
        subject=str(subject),
        body=render_to_string("learning/letters/nudge.txt", said),
        to=[person.email],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "Message-ID": f"<nudge-{mark[:32]}@{host}>",
            "Auto-Submitted": "auto-generated",
            **stop_a_nudge.headers(person.pk, str(nudge.pk)),
        },
    )
