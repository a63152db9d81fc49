"""When, where and how a person's digests reach them, and what a circle puts into its own."""

import datetime
import secrets
from collections.abc import Collection
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning.access import is_in
from learning.digests.copies import as_at_first
from learning.digests.moments import next_moment
from learning.digests.sections import SECTIONS
from learning.models import DigestChoice, DigestCopy, DigestShape
from relationships.access import can_tend
from relationships.actions.memberships import hash_of
from relationships.models import Circle, Person

CHOICES: dict[str, Collection[Any]] = {
    "rhythm": Circle.Rhythm.values,
    "day": DigestChoice.Day.values,
    "channel": DigestChoice.Channel.values,
    "own": DigestChoice.Own.values,
}
LONGEST_AWAY = datetime.timedelta(days=366)


def choice_of(person: Person) -> DigestChoice:
    """How the person wants their digests; as it is at first where they have not chosen, and not saved then."""
    return DigestChoice.objects.filter(person=person).first() or as_at_first(person_id=person.pk)


def _held(person: Person, at: datetime.datetime) -> DigestChoice:
    """The person's choice, there now if it was not, and held: nobody delivers to them meanwhile."""
    in_turn(person.pk)
    first = as_at_first(person_id=person.pk)
    first.covered_until, first.next_at = at, next_moment(first, at)
    DigestChoice.objects.bulk_create([first], ignore_conflicts=True)
    return DigestChoice.objects.select_for_update().get(person=person)


@cache
def zones() -> list[str]:
    """The places whose clocks can be chosen, by name."""
    return [
        *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")),
        "UTC",
    ]


@action
def choose_digests(
    *, by: Person, read: str | None = None, at: datetime.datetime | None = None, **wanted: Any
) -> DigestChoice:
    """Choose one's rhythm, day, hour, zone, channel and what else `DigestChoice.EDITED` names; the same again changes nothing.

    What has come since the last digest comes with the next, whatever the new rhythm: nothing is lost, nothing comes twice. Who
    stops them (`off`) and begins again gets what comes from then on.

    `read` is the version that was edited. Raises ChangedMeanwhile, and Refused for what there is not.
    """
    at = at or timezone.now()
    choice = _held(by, at)
    before = kept(choice, DigestChoice.EDITED)
    if all(before[name] == value for name, value in wanted.items()):
        audit.nothing_changed()
        return choice
    must_be_as_read(read, before)
    if choice.rhythm == Circle.Rhythm.OFF:
        choice.covered_until = at
    for name, value in wanted.items():
        _must_be_one(name, value, at)
        setattr(choice, name, value)
    if choice.rhythm == Circle.Rhythm.OFF:
        DigestCopy.objects.filter(person=by, delivery=None).delete()
    choice.next_at = next_moment(choice, at)
    choice.save()
    audit.record(by=by, verb="digests.chosen", subject=choice, rhythm=choice.rhythm, channel=choice.channel)
    return choice


def _must_be_one(name: str, value: Any, at: datetime.datetime) -> None:
    """Raise Refused when `value` is none that the field takes."""
    if name == "zone":
        fits = value in zones()
    elif name == "hour":
        fits = value in range(24)
    elif name == "names_circles":
        fits = isinstance(value, bool)
    elif name == "away_until":
        if value is not None and value > timezone.localdate(at) + LONGEST_AWAY:
            raise Refused(_("Say when you are back, within a year; or choose that no digest comes."))
        fits = True
    else:
        fits = value in CHOICES[name]
    if not fits:
        raise Refused(_("Choose one of those that are offered."))


@action
def stop_letters(*, by: Person) -> None:
    """No digest comes to `by` as a letter any more; they go on standing on the platform. Again changes nothing."""
    choice = _held(by, timezone.now())
    if not choice.goes_by_letter:
        audit.nothing_changed()
        return
    choice.channel = DigestChoice.Channel.APP
    choice.save()
    audit.record(by=by, verb="digests.letters_stopped", subject=choice)


@action
def make_feed(*, by: Person, at: datetime.datetime | None = None) -> str:
    """A new private address for one's digests as a feed; returns its secret part, which is kept nowhere. The one before
    leads nowhere from now on."""
    at = at or timezone.now()
    choice = _held(by, at)
    secret = secrets.token_urlsafe(32)
    choice.feed_hash, choice.feed_made_at = hash_of(secret), at
    choice.save()
    audit.record(by=by, verb="feed.made", subject=choice)
    return secret


@action
def end_feed(*, by: Person) -> None:
    """The address of one's feed leads nowhere from now on; again changes nothing."""
    choice = _held(by, timezone.now())
    if choice.feed_hash is None:
        audit.nothing_changed()
        return
    choice.feed_hash = choice.feed_made_at = None
    choice.save()
    audit.record(by=by, verb="feed.ended", subject=choice)


@action
def choose_sections(
    *, by: Person, circle: Circle, sections: Collection[str], read: str | None = None
) -> DigestShape:
    """Say which sections stand in a circle's digests, old and new; the same again changes nothing.

    Raises ChangedMeanwhile, NotFound outside the circle, NotAllowed for those who do not tend it, and Refused for a section
    that there is not.
    """
    if not is_in(by, circle):
        raise NotFound
    if not can_tend(by, circle):
        raise NotAllowed
    if not set(sections) <= set(SECTIONS):
        raise Refused(_("Choose one of those that are offered."))
    in_turn(circle.pk)
    shape = shape_of(circle)
    left_out = [name for name in SECTIONS if name not in set(sections)]
    if shape.left_out == left_out:
        audit.nothing_changed()
        return shape
    must_be_as_read(read, kept(shape, DigestShape.EDITED))
    shape.left_out = left_out
    shape.save()
    audit.record(by=by, verb="digest.sections_chosen", subject=circle, circle=circle)
    return shape


def shape_of(circle: Model) -> DigestShape:
    """What the circle leaves out of its digests."""
    return DigestShape.objects.filter(circle_id=circle.pk).first() or DigestShape(circle_id=circle.pk)
