"""Short ways to build digests, to let everybody's moment come, and to read what stands in them."""

import datetime

from django.utils import timezone

from learning.actions.digests import Delivered, deliver_waiting
from learning.models import Digest
from learning.queries.digests import ReadDigest, digest_for, read_digest
from relationships.models import Circle, Person

LONG_ENOUGH = datetime.timedelta(days=8)
"""Whoever has not chosen has had a moment by then."""


def delivered(at: datetime.datetime | None = None) -> Delivered:
    """Everybody's moment has come, and their letters are sent; `at` is when what they get was built (default: now)."""
    return deliver_waiting(at=(at or timezone.now()) + LONG_ENOUGH)


def read(digest: Digest, person: Person | None = None) -> ReadDigest:
    """What stands in the digest now, for `person` (default: anybody in its circle)."""
    reader = (
        person
        or Person.objects.filter(
            memberships__in=Circle.objects.get(pk=digest.circle_id).memberships.current()
        ).first()
    )
    assert reader is not None
    found = digest_for(reader, digest.pk)
    assert found is not None
    return read_digest(found, reader)
