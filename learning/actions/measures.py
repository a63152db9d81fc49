"""What is done with measures: kept, described anew, put away; and observed, one day at a time or a file of days at once."""

import datetime
import uuid
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.measuring.table import Observed, Table, read_table
from learning.models import Measure, Observation
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person

MOST = Decimal(10) ** 12
"""An observation is nearer to zero than this, with up to six places after the point."""


class NotSaid(Refused):
    """Something that a measure has to say was left out."""


class NoNumber(Refused):
    """The value is none, is too large, or is of a day to come."""


class SaidBefore(Refused):
    """There is another value on that day already."""


class PutAway(Refused):
    """The measure is no longer taken."""


class ProblemsInFile(Refused):
    """Rows of the file cannot be brought in; nothing was. `table` says which, and why."""

    def __init__(self, table: Table) -> None:
        super().__init__(_("Nothing was brought in. Mend what stands above, and choose the file again."))
        self.table = table


def _as_said(said: dict[str, str]) -> dict[str, str]:
    """The words of a measure, without space around them. Raises NotSaid."""
    words = {name: text.strip() for name, text in said.items()}
    if not words["name"] or not words["why"]:
        raise NotSaid(_("Say what you measure, and how it helps you learn. If it does not, leave it out."))
    if not words["collected_by"] or not words["cost"]:
        raise NotSaid(_("Say who collects it, and what that costs them."))
    return words


@action
def keep_measure(
    *,
    by: Person,
    circle: Circle,
    name: str,
    why: str,
    collected_by: str,
    cost: str,
    unit: str = "",
    definition: str = "",
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Measure:
    """Begin to keep a measure in `circle`, with the reason why it helps to learn. The same `id` again changes nothing.

    Raises NotSaid; NotFound when `by` is not in the circle or it has ended.
    """
    if not access.can_begin(by, circle):
        raise NotFound
    said = {"name": name, "why": why, "collected_by": collected_by, "cost": cost, "unit": unit}
    words = _as_said({**said, "definition": definition})
    id = id or uuid7()
    try:
        with transaction.atomic():
            measure = Measure.objects.create(
                id=id, circle_id=circle.pk, kept_by=by, created_at=at or timezone.now(), **words
            )
    except IntegrityError:
        audit.nothing_changed()
        stored = Measure.objects.filter(pk=id, kept_by=by, circle_id=circle.pk).first()
        if stored is None:
            raise IdentifierTaken from None
        return stored
    audit.record(by=by, verb="measure.kept", subject=measure, circle=circle)
    return measure


def _held(by: Person, measure: Measure, *, adds: bool = False) -> Measure:
    """The measure as it stands now, in `by`'s turn; with `adds` for anyone in its circle, while it is taken."""
    in_turn(measure.pk)
    measure = Measure.objects.select_for_update(of=("self",)).select_related("circle").get(pk=measure.pk)
    if not access.is_in(by, measure.circle):
        raise NotFound
    if not adds and not access.can_keep_measure(by, measure):
        raise NotAllowed
    must_go_on(measure.circle)
    if adds and measure.ended_at is not None:
        raise PutAway(_("This measure was put away; what it showed can be read."))
    return measure


@action
def describe_measure(
    *,
    by: Person,
    measure: Measure,
    name: str,
    why: str,
    collected_by: str,
    cost: str,
    unit: str = "",
    definition: str = "",
    read: str | None = None,
) -> Measure:
    """Say anew what a measure is. `read` is the version (of `EDITED`) that was edited.

    Raises NotSaid, ChangedMeanwhile; NotAllowed for those who do not keep it.
    """
    measure = _held(by, measure)
    said = {"name": name, "why": why, "collected_by": collected_by, "cost": cost, "unit": unit}
    words = _as_said({**said, "definition": definition})
    before = kept(measure, Measure.EDITED)
    if words == before:
        audit.nothing_changed()
        return measure
    must_be_as_read(read, before)
    for column, value in words.items():
        setattr(measure, column, value)
    measure.save(update_fields=list(words))
    audit.record(
        by=by, verb="measure.described", subject=measure, circle=measure.circle, concerns=measure.kept_by_id
    )
    return measure


@action
def put_measure_away(*, by: Person, measure: Measure, at: datetime.datetime | None = None) -> Measure:
    """Stop taking a measure that has taught what it could; what it showed stays readable.

    Raises NotAllowed for those who do not keep it.
    """
    measure = _held(by, measure)
    if measure.ended_at is not None:
        audit.nothing_changed()
        return measure
    measure.ended_at = at or timezone.now()
    measure.save(update_fields=["ended_at"])
    audit.record(
        by=by, verb="measure.put_away", subject=measure, circle=measure.circle, concerns=measure.kept_by_id
    )
    return measure


def _number(value: Decimal, day: datetime.date) -> Decimal:
    if not value.is_finite() or abs(value) >= MOST or value != round(value, 6):
        raise NoNumber(_("Write a number, with at most twelve places before the point and six after it."))
    if day > timezone.localdate():
        raise NoNumber(_("That day is still to come."))
    return value


@action
def observe(
    *,
    by: Person,
    measure: Measure,
    day: datetime.date,
    value: Decimal,
    story: str = "",
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Observation:
    """Write down what was observed on a day, and its story. The same value for the same day again changes nothing.

    Raises NoNumber, SaidBefore, PutAway; NotFound when `by` is not in the measure's circle.
    """
    measure = _held(by, measure, adds=True)
    value = _number(value, day)
    there = measure.observations.filter(day=day).first()
    if there is not None:
        if there.value == value and there.story == story.strip():
            audit.nothing_changed()
            return there
        raise SaidBefore(
            _("There is %(value)s on that day already. Correct that one, if it is wrong.")
            % {"value": there.in_words}
        )
    observation = Observation.objects.create(
        id=id or uuid7(),
        measure=measure,
        day=day,
        value=value,
        story=story.strip(),
        written_by=by,
        created_at=at or timezone.now(),
    )
    audit.record(by=by, verb="observation.written", subject=observation, circle=measure.circle)
    return observation


@action
def correct_observation(
    *, by: Person, observation: Observation, value: Decimal, story: str = "", read: str | None = None
) -> Observation:
    """Put another value or story in the place of what was written. `read` is the version (of `EDITED`) that was edited.

    Raises NoNumber, PutAway, ChangedMeanwhile; NotFound when `by` is not in the measure's circle.
    """
    measure = _held(by, observation.measure, adds=True)
    observation = Observation.objects.select_for_update().get(pk=observation.pk)
    before = kept(observation, Observation.EDITED)
    value, story = _number(value, observation.day), story.strip()
    if before == {"value": value, "story": story}:
        audit.nothing_changed()
        return observation
    must_be_as_read(read, before)
    observation.value, observation.story = value, story
    observation.save(update_fields=["value", "story"])
    audit.record(
        by=by,
        verb="observation.corrected",
        subject=observation,
        circle=measure.circle,
        concerns=observation.written_by_id,
    )
    return observation


@action
def bring_observations(
    *, by: Person, measure: Measure, name: str, content: bytes, dry_run: bool = False
) -> Table:
    """Bring a CSV file of days, values and stories in: all of it or nothing, and what is there already once.

    Returns what was read, with how many rows are new and how many were there. With `dry_run` nothing is written.
    Raises ProblemsInFile, PutAway; NotAllowed for those who do not keep the measure.
    """
    measure = _held(by, measure)
    if measure.ended_at is not None:
        raise PutAway(_("This measure was put away; what it showed can be read."))
    table = read_table(name, content)
    there = {each.day: each for each in measure.observations.all()}
    new: list[Observed] = []
    for row in table.rows:
        try:
            _number(row.value, row.day)
        except NoNumber as refused:
            table.problem(row.number, str(refused))
            continue
        before = there.get(row.day)
        if before is None:
            new.append(row)
        elif before.value != row.value:
            table.problem(
                row.number,
                _("There is %(value)s on that day already. Correct it on the page, if it is wrong.")
                % {"value": before.in_words},
            )
    if table.problems:
        raise ProblemsInFile(table)
    table.new = len(new)
    table.already = len(table.rows) - len(new)
    if dry_run or not new:
        audit.nothing_changed()
        return table
    Observation.objects.bulk_create(
        Observation(measure=measure, day=row.day, value=row.value, story=row.story, written_by=by)
        for row in new
    )
    audit.record(by=by, verb="observations.brought", subject=measure, circle=measure.circle, number=len(new))
    return table
