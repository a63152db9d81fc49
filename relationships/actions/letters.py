"""Writing to the people of a circle, and sending what waits: each letter once, as a digest's are."""

import datetime
import uuid
from typing import Any

from django.db import connection
from django.utils import timezone

from hls_platform.errands import queue_on_commit
from hls_platform.post import send_waiting
from hls_platform.security.asking import as_circles
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
    from relationships.letters import about_a_circle

    return send_waiting(Letter.objects.all(), about_a_circle, too_late=TOO_LATE, at=at)
