"""Writing to the people of a circle, and sending what waits: each letter once, as a digest's are."""

import datetime
import uuid
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.db import connection
from django.utils import timezone

from hls_platform.errands import queue_on_commit
from hls_platform.post import refused_for_good
from hls_platform.security.asking import as_circles, as_job, as_person
from relationships.models import Letter

TOO_LATE = datetime.timedelta(days=14)
"""A letter that could not be sent for so long is not sent any more."""

TO_MEMBERS = """
    INSERT INTO relationships_letter (id, circle_id, person_id, about, told_of, created_at)
    SELECT gen_random_uuid(), %(circle)s, person_id, %(about)s, %(told_of)s, %(now)s FROM (
        SELECT DISTINCT person_id FROM relationships_membership membership
        JOIN relationships_person person ON person.id = person_id AND person.is_active
        WHERE circle_id = %(circle)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    ) member
    ON CONFLICT DO NOTHING"""


def write_to_members(circle_id: uuid.UUID, *, about: str, told_of: datetime.datetime) -> None:
    """A letter to each person who is in the circle now, in the caller's transaction; one about the same is enough."""
    from relationships.tasks import deliver_letters

    with as_circles([circle_id]), connection.cursor() as cursor:
        said: dict[str, Any] = {
            "circle": circle_id,
            "about": str(about),
            "told_of": told_of,
            "now": timezone.now(),
        }
        cursor.execute(TO_MEMBERS, said)
    queue_on_commit(deliver_letters)


def deliver_waiting(*, at: datetime.datetime | None = None) -> int:
    """Send every letter that waits; how many were sent. Several workers can do this at once."""
    sent = 0
    after = uuid.UUID(int=0)
    while True:
        waiting = Letter.objects.filter(sent_at=None, dropped_at=None, pk__gt=after).order_by("pk")
        with as_job("hls_post"):
            ids = list(waiting.values_list("pk", flat=True)[:100])
        if not ids:
            return sent
        sent += sum(send(letter_id=each, at=at or timezone.now()) for each in ids)
        after = ids[-1]


def send(*, letter_id: uuid.UUID, at: datetime.datetime) -> bool:
    """Send one letter under the lock of its row; False when it was sent, is being sent, is refused, or is not due.

    As `learning.actions.digests.send_delivery` does, with the same promise: docs/decisions/0010-once.md.
    """
    from relationships.letters import about_a_circle

    with as_job("hls_post"):
        waiting = Letter.objects.select_for_update(skip_locked=True).filter(sent_at=None, dropped_at=None)
        letter = waiting.filter(pk=letter_id).first()
        if letter is None:
            return False
        with as_person(letter.person_id):
            email = about_a_circle(letter) if at - letter.created_at < TOO_LATE else None
        this = Letter.objects.filter(pk=letter.pk)
        if email is None:
            this.update(dropped_at=at)
            return False
        try:
            email.send()
        except (SMTPRecipientsRefused, SMTPDataError) as refused:
            if refused_for_good(refused):
                this.update(dropped_at=at)
            return False
        this.update(sent_at=at)
        return True
