"""The private address of a person's calendar: made, and ended."""

import datetime
import secrets

from django.utils import timezone

from hls_platform.actions import action, in_turn
from hls_platform.security import audit
from relationships.actions.memberships import hash_of
from relationships.models import CalendarFeed, Person


@action
def make_calendar(
    *, by: Person, names_partnerships: bool = False, at: datetime.datetime | None = None
) -> str:
    """A new private address for the conversations of one's partnerships; returns its secret part, which is kept nowhere.

    The one before leads nowhere from now on. With `names_partnerships` each says which partnership it is of.
    """
    in_turn(by.pk)
    secret = secrets.token_urlsafe(32)
    said = {"secret_hash": hash_of(secret), "made_at": at or timezone.now()}
    feed, _made = CalendarFeed.objects.update_or_create(
        person=by, defaults={**said, "names_partnerships": names_partnerships}
    )
    audit.record(by=by, verb="calendar.made", subject=feed)
    return secret


@action
def end_calendar(*, by: Person) -> None:
    """The address of one's calendar leads nowhere from now on; again changes nothing."""
    feed = CalendarFeed.objects.filter(person=by).first()
    if feed is None:
        audit.nothing_changed()
        return
    audit.record(by=by, verb="calendar.ended", subject=feed)
    feed.delete()
