"""What a circle now thinks: written, superseded, supported and doubted."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from learning import access
from learning.actions.sources import Sources, readable
from learning.models import Insight, InsightSource, InsightVoice, Share
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person


class NoInsight(Refused):
    """There are no words."""


class Superseded(Refused):
    """A later insight has taken its place."""


@action
def write_insight(
    *,
    by: Person,
    circle: Circle,
    text: str,
    how_sure: str = Insight.Sure.HUNCH,
    sources: Sources = (),
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Insight:
    """Write down what `circle` now thinks, how sure it is, and what that rests on. The same `id` again changes nothing.

    A source of another circle of `by`'s is shown to those alone who are in that one too; the others read how many there are.
    Raises `NoInsight`, `SourceGone`; `NotFound` when `by` is not in the circle, or not in that of a source.
    """
    if not access.can_write_insight(by, circle):
        raise NotFound
    must_go_on(circle)
    id = id or uuid7()
    if (there := _already(by, circle, id)) is not None:
        return there
    insight = _write(
        Insight(
            id=id,
            circle_id=circle.pk,
            text=text,
            how_sure=how_sure,
            written_by=by,
            created_at=at or timezone.now(),
        ),
        sources,
    )
    if insight is not None:
        audit.record(by=by, verb="insight.written", subject=insight, circle=circle)
    return insight or _stored(by, circle, id)


@action
def supersede_insight(
    *,
    by: Person,
    insight: Insight,
    text: str,
    what_changed: str,
    how_sure: str = Insight.Sure.HUNCH,
    sources: Sources = (),
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Insight:
    """Write what the circle thinks in the place of `insight`, and what changed its mind. The older stays readable.

    Gives the new one. The same `id` again changes nothing.
    Raises `Superseded` where another was first, `NoInsight`, `SourceGone`; `NotFound` when `by` is not in its circle.
    """
    in_turn(insight.pk)
    older = Insight.objects.select_related("circle").get(pk=insight.pk)
    if not access.can_write_insight(by, older.circle):
        raise NotFound
    must_go_on(older.circle)
    id = id or uuid7()
    if (there := _already(by, older.circle, id)) is not None:
        return there
    _must_stand(older)
    if not what_changed.strip():
        raise NoInsight(_("Write what changed our minds. It is what others learn most from."))
    newer = _write(
        Insight(
            id=id, circle=older.circle, text=text, how_sure=how_sure, written_by=by, supersedes=older,
            what_changed=what_changed.strip(), created_at=at or timezone.now(),
        ),
        sources,
    )  # fmt: skip
    if newer is not None:
        audit.record(
            by=by, verb="insight.superseded", subject=newer, circle=older.circle, concerns=older.written_by_id
        )
    return newer or _stored(by, older.circle, id)


@action
def voice_insight(
    *,
    by: Person,
    insight: Insight,
    kind: str,
    reason: str,
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> InsightVoice:
    """Say that one sees it too, or doubts it, and why. What one said before stays in the trail.

    The same `id` again, or the same words, change nothing.
    Raises `NoInsight` without a reason, `Superseded`; `NotFound` when `by` is not in its circle.
    """
    insight, standing = _to_be_voiced(by, insight)
    id, reason = id or uuid7(), reason.strip()
    there = InsightVoice.objects.filter(pk=id, insight=insight, person=by).first()
    if there is None and standing is not None and (standing.kind, standing.reason) == (kind, reason):
        there = standing
    if there is not None:
        audit.nothing_changed()
        return there
    _must_stand(insight)
    if not reason:
        raise NoInsight(_("Write why. A reason is what the others can think about."))
    at = at or timezone.now()
    try:
        with transaction.atomic():
            InsightVoice.objects.filter(insight=insight, person=by, until=None).update(until=at)
            voice = InsightVoice.objects.create(
                id=id, insight=insight, person=by, kind=kind, reason=reason, created_at=at
            )
    except IntegrityError:
        raise IdentifierTaken from None
    audit.record(
        by=by,
        verb="insight.voiced",
        subject=insight,
        circle=insight.circle,
        concerns=insight.written_by_id,
        kind=str(kind),
    )
    return voice


@action
def take_back_voice(*, by: Person, insight: Insight, at: datetime.datetime | None = None) -> Insight:
    """Neither support nor doubt it any more. What one said stays in the trail. Taken back twice, nothing changes.

    Raises `NotFound` when `by` is not in its circle.
    """
    insight, standing = _to_be_voiced(by, insight)
    if standing is None:
        audit.nothing_changed()
        return insight
    standing.until = at or timezone.now()
    standing.save(update_fields=["until"])
    audit.record(by=by, verb="insight.voice_taken_back", subject=insight, circle=insight.circle)
    return insight


def _to_be_voiced(by: Person, insight: Insight) -> tuple[Insight, InsightVoice | None]:
    """The insight as it is now, in its turn, and what `by` says to it so far."""
    in_turn(insight.pk)
    insight = Insight.objects.select_related("circle").get(pk=insight.pk)
    if not access.can_voice(by, insight):
        raise NotFound
    must_go_on(insight.circle)
    return insight, InsightVoice.objects.standing().filter(insight=insight, person=by).first()


def _must_stand(insight: Insight) -> None:
    if Insight.objects.filter(supersedes=insight).exists():
        raise Superseded(_("Somebody has written a newer one meanwhile. Read that one first."))


def _already(by: Person, circle: Circle, id: uuid.UUID) -> Insight | None:
    """The insight that was sent before under this id; then nothing changes."""
    there = Insight.objects.filter(pk=id, written_by=by, circle_id=circle.pk).first()
    if there is not None:
        audit.nothing_changed()
    return there


def _stored(by: Person, circle: Circle, id: uuid.UUID) -> Insight:
    """What somebody stored under this id in this very moment. Raises `Refused` where it is not `by`'s."""
    there = _already(by, circle, id)
    if there is None:
        raise IdentifierTaken
    return there


def _write(insight: Insight, sources: Sources) -> Insight | None:
    """Store it with its sources; None where its id is taken."""
    insight.text = insight.text.strip()
    if not insight.text:
        raise NoInsight(_("Write what you now think. Half a sentence is a beginning."))
    rests_on = readable(insight.written_by, sources)
    insight.sources_told = len(rests_on)
    try:
        with transaction.atomic():
            insight.save(force_insert=True)
            InsightSource.objects.bulk_create(_as_sources(insight, rests_on))
    except IntegrityError:
        return None
    return insight


def _as_sources(insight: Insight, rests_on: Iterable[Share | Insight]) -> list[InsightSource]:
    return [
        InsightSource(
            insight=insight,
            circle_id=each.circle_id,
            **{"share" if isinstance(each, Share) else "earlier": each},
        )
        for each in rests_on
    ]
