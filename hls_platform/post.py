"""Sending letters that wait as rows, each once; and what the post office's answers mean. See docs/decisions/0010-once.md."""

import datetime
import uuid
from collections.abc import Callable
from contextlib import closing
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.utils import timezone

from hls_platform.security.asking import as_job, as_person

Writer = Callable[[Any], EmailMessage | None]
"""What makes the letter of a row, asked as its reader; None when there is nothing to send after all."""


def refused_for_good(refused: SMTPRecipientsRefused | SMTPDataError) -> bool:
    """Whether trying again would not help: a reply code of 500 or more (RFC 5321, section 4.2.1)."""
    if isinstance(refused, SMTPDataError):
        return refused.smtp_code >= 500
    return all(code >= 500 for code, _said in refused.recipients.values())


def send_waiting(
    letters: QuerySet[Any],
    write: Writer,
    *,
    too_late: datetime.timedelta,
    at: datetime.datetime | None = None,
) -> int:
    """Send each of `letters` that waits; how many were sent. Several workers can do this at once: each takes the next
    that nobody else has in hand.

    Rows have `person_id`, `created_at`, `sent_at` and `dropped_at`. One older than `too_late` is not sent any more.
    """
    sent = 0
    after = uuid.UUID(int=0)
    with closing(
        get_connection()
    ) as office:  # it is opened by the first letter, and stays open for the others
        while True:
            with as_job("hls_post"):
                waiting = letters.filter(sent_at=None, dropped_at=None, pk__gt=after).order_by("pk")
                row = waiting.select_for_update(skip_locked=True).first()
                if row is None:
                    return sent
                after = row.pk
                sent += _send(letters, row, write, office, too_late=too_late, at=at or timezone.now())


def _send(
    letters: QuerySet[Any],
    row: Any,
    write: Writer,
    office: BaseEmailBackend,
    *,
    too_late: datetime.timedelta,
    at: datetime.datetime,
) -> bool:
    """Send one letter, whose row the caller has locked; False when it is refused, or not due any more.

    The letter is written on behalf of its reader, and so holds what the reader may see.

    The row says "sent" in the same transaction. Should the machine fail between the post office's answer and
    the commit, the letter goes again with the same Message-ID, which mail readers show once. A letter that the post
    office refuses for good is dropped, one that it does not take just now waits: neither holds up the others.
    """
    with as_person(row.person_id):
        letter = write(row) if at - row.created_at < too_late else None
    this = letters.filter(pk=row.pk)
    if letter is None:
        this.update(dropped_at=at)
        return False
    office.open()
    letter.connection = office
    try:
        letter.send()
    except (SMTPRecipientsRefused, SMTPDataError) as refused:
        if refused_for_good(refused):
            this.update(dropped_at=at)
        return False
    this.update(sent_at=at)
    return True
