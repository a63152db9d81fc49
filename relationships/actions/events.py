"""Events of a circle: announced, changed, called off."""

import datetime
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships.actions.circles import must_tend
from relationships.actions.ending import must_go_on
from relationships.actions.public_writing import SaysNothing, must_be_confirmed, must_keep_measure
from relationships.models import Circle, Event, Person

HOURS = datetime.timedelta(hours=2)
"""How long it is where nobody says when it ends."""


class CalledOff(Refused):
    """It does not happen."""


@action
def announce_event(
    *,
    by: Person,
    circle: Circle,
    id: uuid.UUID,
    title: str,
    place: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime | None = None,
    text: str = "",
    public: bool = False,
    at: datetime.datetime | None = None,
) -> Event:
    """Announce an event of a circle that `by` tends; a `public` one is for everybody once a steward has read it.

    The same `id` again changes nothing. Raises `SaysNothing`, `Ended`, `Refused`; `NotConfirmed` and `TooMuch` for a
    public one; `NotFound`, `NotAllowed` for who does not tend the circle.
    """
    must_tend(by, circle)
    must_go_on(circle)
    in_turn(id)
    if there := Event.objects.filter(pk=id).first():
        if there.written_by_id != by.pk:
            raise IdentifierTaken
        audit.nothing_changed()
        return there
    said = _said(title, place, starts_at, ends_at, text)
    if public:
        must_be_confirmed(by)
        must_keep_measure(Event.objects.filter(written_by=by, public=True), "created_at", at)
    at = at or timezone.now()
    event = Event.objects.create(
        id=id, circle_id=circle.pk, public=public, written_by=by, created_at=at, changed_at=at, **said
    )
    audit.record(by=by, verb="event.announced", subject=event, circle=circle, public=public)
    return event


@action
def change_event(
    *,
    by: Person,
    event: Event,
    title: str,
    place: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime | None = None,
    text: str = "",
    public: bool = False,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Event:
    """Move an event or say something else of it; a public one is public again once a steward has read that.

    The same again changes nothing. `read` is the version (of `Event.EDITED`) that was edited. Raises `ChangedMeanwhile`,
    `CalledOff`, and what `announce_event` raises.
    """
    event = _tended(by, event)
    if event.called_off_at is not None:
        raise CalledOff(_("This was called off. Announce another one."))
    now = kept(event, Event.EDITED)
    said = _said(title, place, starts_at, ends_at, text) | {"public": public}
    if now == said:
        audit.nothing_changed()
        return event
    must_be_as_read(read, now)
    if public:
        must_be_confirmed(by)
    for field, value in said.items():
        setattr(event, field, value)
    event.edition += 1
    event.written_by, event.changed_at = by, at or timezone.now()
    event.save(update_fields=[*said, "edition", "written_by", "changed_at"])
    audit.record(by=by, verb="event.changed", subject=event, circle=event.circle, public=public)
    return event


@action
def call_off_event(*, by: Person, event: Event, at: datetime.datetime | None = None) -> Event:
    """Say that it does not happen; it stays to be read, called off. Twice changes nothing."""
    event = _tended(by, event)
    if event.called_off_at is not None:
        audit.nothing_changed()
        return event
    event.called_off_at = event.changed_at = at or timezone.now()
    event.save(update_fields=["called_off_at", "changed_at"])
    audit.record(by=by, verb="event.called_off", subject=event, circle=event.circle)
    return event


def _tended(by: Person, event: Event) -> Event:
    """The event as it is now, held against others. Raises `NotFound`, `NotAllowed` for who does not tend its circle."""
    in_turn(event.pk)
    found = Event.objects.get(pk=event.pk)
    circle = Circle.objects.filter(pk=found.circle_id).first() or Circle(pk=found.circle_id)
    must_tend(by, circle)
    found.circle = circle
    return found


def _said(
    title: str,
    place: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime | None,
    text: str,
) -> dict[str, object]:
    """What stands there. Raises `SaysNothing`, and `Refused` where it would end before it begins."""
    if not (title.strip() and place.strip()):
        raise SaysNothing(_("Say what it is and where."))
    ends_at = ends_at or starts_at + HOURS
    if ends_at <= starts_at:
        raise Refused(_("It ends before it begins. Look at the two times once more."))
    return {
        "title": title.strip(), "text": text.strip(), "starts_at": starts_at, "ends_at": ends_at,
        "place": place.strip(),
    }  # fmt: skip
