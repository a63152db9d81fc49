"""What a circle does differently now: begun, done otherwise again, and ended with a reason."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from learning import access
from learning.actions.sources import Sources, readable
from learning.models import Adaptation, AdaptationSource, Share
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person


class NoAdaptation(Refused):
    """There are no words, or no reason."""


class OverAlready(Refused):
    """It is not done any more."""


@action
def begin_adaptation(
    *,
    by: Person,
    circle: Circle,
    text: str,
    since: datetime.date | None = None,
    sources: Sources = (),
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Adaptation:
    """Write down what `circle` does differently now, since when, and what led there. The same `id` again changes nothing.

    Sources are read as those of `write_insight`.
    Raises `NoAdaptation`, `SourceGone`; `NotFound` when `by` is not in the circle, or not in that of a source.
    """
    if not access.can_adapt(by, circle):
        raise NotFound
    must_go_on(circle)
    id = id or uuid7()
    if (there := _already(by, circle, id)) is not None:
        return there
    at = at or timezone.now()
    begun = _write(
        Adaptation(
            id=id, circle_id=circle.pk, text=text, since=since or timezone.localdate(at), written_by=by, created_at=at
        ),
        sources,
    )  # fmt: skip
    if begun is not None:
        audit.record(by=by, verb="adaptation.begun", subject=begun, circle=circle)
    return begun or _stored(by, circle, id)


@action
def change_adaptation(
    *,
    by: Person,
    adaptation: Adaptation,
    text: str,
    reason: str,
    since: datetime.date | None = None,
    sources: Sources = (),
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Adaptation:
    """Do it otherwise from `since` on, and say why: the older ends on that day and stays readable.

    Gives the new one. The same `id` again changes nothing.
    Raises `OverAlready`, `NoAdaptation`, `SourceGone`; `NotFound` when `by` is not in its circle.
    """
    older, at = _in_its_turn(by, adaptation), at or timezone.now()
    id = id or uuid7()
    if (there := _already(by, older.circle, id)) is not None:
        return there
    since = since or timezone.localdate(at)
    _end(older, by, reason, since)
    newer = _write(
        Adaptation(
            id=id, circle=older.circle, text=text, since=since, written_by=by, created_at=at, follows=older
        ),
        sources,
    )
    if newer is None:
        raise IdentifierTaken
    audit.record(
        by=by, verb="adaptation.changed", subject=newer, circle=older.circle, concerns=older.written_by_id
    )
    return newer


@action
def end_adaptation(
    *,
    by: Person,
    adaptation: Adaptation,
    reason: str,
    on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Adaptation:
    """Say that it is not done any more, since when, and why. Ended twice with the same reason, nothing changes.

    Raises `OverAlready`, `NoAdaptation` without a reason; `NotFound` when `by` is not in its circle.
    """
    ending = _in_its_turn(by, adaptation)
    if ending.ended_on is not None and ending.ended_because == reason.strip():
        audit.nothing_changed()
        return ending
    _end(ending, by, reason, on or timezone.localdate(at or timezone.now()))
    audit.record(
        by=by, verb="adaptation.ended", subject=ending, circle=ending.circle, concerns=ending.written_by_id
    )
    return ending


def _in_its_turn(by: Person, adaptation: Adaptation) -> Adaptation:
    in_turn(adaptation.pk)
    now = Adaptation.objects.select_related("circle").get(pk=adaptation.pk)
    if not access.can_adapt(by, now.circle):
        raise NotFound
    must_go_on(now.circle)
    return now


def _end(adaptation: Adaptation, by: Person, reason: str, on: datetime.date) -> None:
    if adaptation.ended_on is not None:
        raise OverAlready(_("Somebody has ended it meanwhile. What stands there now says why."))
    if not reason.strip():
        raise NoAdaptation(_("Write why. It is what others learn most from."))
    if on < adaptation.since:
        raise NoAdaptation(_("Choose a day that is not before it began."))
    adaptation.ended_on, adaptation.ended_because, adaptation.ended_by = on, reason.strip(), by
    adaptation.save(update_fields=["ended_on", "ended_because", "ended_by"])


def _already(by: Person, circle: Circle, id: uuid.UUID) -> Adaptation | None:
    """The adaptation that was sent before under this id; then nothing changes."""
    there = Adaptation.objects.filter(pk=id, written_by=by, circle_id=circle.pk).first()
    if there is not None:
        audit.nothing_changed()
    return there


def _stored(by: Person, circle: Circle, id: uuid.UUID) -> Adaptation:
    """What somebody stored under this id in this very moment. Raises `Refused` where it is not `by`'s."""
    there = _already(by, circle, id)
    if there is None:
        raise IdentifierTaken
    return there


def _write(adaptation: Adaptation, sources: Sources) -> Adaptation | None:
    """Store it with its sources; None where its id is taken."""
    adaptation.text = adaptation.text.strip()
    if not adaptation.text:
        raise NoAdaptation(_("Write what you do differently now."))
    rests_on = readable(adaptation.written_by, sources)
    adaptation.sources_told = len(rests_on)
    try:
        with transaction.atomic():
            adaptation.save(force_insert=True)
            AdaptationSource.objects.bulk_create(
                AdaptationSource(
                    adaptation=adaptation,
                    circle_id=each.circle_id,
                    **{"share" if isinstance(each, Share) else "insight": each},
                )
                for each in rests_on
            )
    except IntegrityError:
        return None
    return adaptation
