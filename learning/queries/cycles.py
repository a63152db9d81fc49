"""What the pages of cycles need to read; and what came back down to a circle from wider ones."""

import datetime
import uuid
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hls_platform.rows import rows
from hls_platform.security.asking import as_job
from hls_platform.security.held import RIGHTS
from hls_platform.web.addresses import address_of
from learning.models import LearningCycle, Scale, Stage
from learning.pictures.nest import Nested
from relationships.models import Person

MOST_IN_A_NEST = 60
MINE = """
    SELECT circle_id FROM relationships_membership
    WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)"""
NEST = f"""
    WITH RECURSIVE seen AS (
        SELECT cycle.id, cycle.wider_id, cycle.name, scale, stage, circle.name AS circle, cycle.created_at
        FROM learning_learningcycle cycle JOIN relationships_circle circle ON circle.id = cycle.circle_id
        WHERE cycle.circle_id IN ({MINE})
    ), up AS (
        SELECT id, wider_id FROM seen WHERE id = %(cycle)s
        UNION ALL SELECT seen.id, seen.wider_id FROM seen JOIN up ON seen.id = up.wider_id
    ), nest AS (
        SELECT seen.* FROM seen JOIN up USING (id) WHERE NOT EXISTS (SELECT FROM seen outer_one WHERE outer_one.id = seen.wider_id)
        UNION ALL SELECT seen.* FROM seen JOIN nest ON seen.wider_id = nest.id
    )
    SELECT id, wider_id, name, scale, stage, circle FROM nest ORDER BY created_at, id LIMIT {MOST_IN_A_NEST}"""  # noqa: S608  our own words
"""The widest cycle around one that its reader sees without a gap, and all within it that they see."""
STEPS_OF_ANSWERS = """
    SELECT step.question_id, step.written_at, step.text
    FROM learning_obstacle obstacle JOIN learning_understanding step ON step.question_id = obstacle.question_id
    WHERE obstacle.cycle_id = %(cycle)s ORDER BY step.written_at, step.id"""
RAISED = """
    SELECT question.id, question.text, question.why, raised_at, closed_at, raised_in
    FROM learning_obstacle obstacle JOIN learning_learningquestion question ON question.id = obstacle.question_id
    WHERE obstacle.cycle_id = %(cycle)s ORDER BY raised_at, obstacle.id"""
RAISED_BY = "SELECT question_id FROM learning_obstacle WHERE raised_by_id = %(person)s"


def cycles_of(person: Person, *, stage: str = "", circle: str = "") -> QuerySet[LearningCycle]:
    """The cycles that `person` may see, with their circles; of one stage, of the circle with that slug."""
    found = LearningCycle.objects.visible_to(person).select_related("circle", "tended_by")
    if stage in Stage.values:
        found = found.filter(stage=stage)
    return found.filter(circle__slug=circle) if circle else found


def wider_ones_for(person: Person, cycle: LearningCycle) -> QuerySet[LearningCycle]:
    """The cycles in which `person` may nest `cycle`: of a wider scale, in their circles, that go on."""
    wider = Scale.values[Scale.values.index(cycle.scale) + 1 :]
    return (
        LearningCycle.objects.visible_to(person)
        .filter(scale__in=wider, circle__ended_at=None)
        .exclude(stage=Stage.ENDED)
        .select_related("circle")
        .order_by("name", "id")
    )


@dataclass(frozen=True)
class Nest:
    """What `person` sees of the nest around a cycle, and whether it goes on around that."""

    tops: list[Nested]
    alone: bool
    goes_on: bool
    """Whether the outermost that is seen nests in one that is not."""


def nest_of(person: Person, cycle: LearningCycle) -> Nest:
    """The nest that `cycle` is in, as far as `person` sees it. One query."""
    values = {"person": person.pk, "now": timezone.now(), "cycle": cycle.pk}
    found = rows(lambda *row: row, NEST, values)
    by_id: dict[uuid.UUID, Nested] = {}
    tops, goes_on = [], False
    for id, _wider, name, scale, stage, circle in found:
        said = {
            "scale": capfirst(str(Scale(scale).label)),
            "stage": Stage(stage).label,
            "circle": circle,
        }
        by_id[id] = Nested(
            name=name,
            meta=_("%(scale)s · %(stage)s · %(circle)s") % said,
            url=address_of("learning:cycle", id),
            here=id == cycle.pk,
        )
    for id, wider_id, *_rest in found:
        if wider_id in by_id:
            by_id[wider_id].inner.append(by_id[id])
        else:
            tops.append(by_id[id])
            goes_on = goes_on or wider_id is not None
    return Nest(tops, alone=len(found) < 2, goes_on=goes_on)


@dataclass
class Raised:
    """What was raised from a cycle, and what came back: each step with its moment, and by nobody's name."""

    id: uuid.UUID
    text: str
    why: str
    raised_at: datetime.datetime
    closed_at: datetime.datetime | None
    raised_in: str
    steps: list[tuple[datetime.datetime, str]] = field(default_factory=list)


def raised_from(cycle: LearningCycle) -> list[Raised]:
    """What was raised from `cycle`, the oldest first, with its answers. Two queries."""
    raised = rows(Raised, RAISED, {"cycle": cycle.pk})
    by_id = {each.id: each for each in raised}
    for id, at, text in rows(lambda *row: row, STEPS_OF_ANSWERS, {"cycle": cycle.pk}) if raised else []:
        by_id[id].steps.append((at, text))
    return raised


def questions_raised_by(person: Person) -> list[uuid.UUID]:
    """The questions that `person`, who asks, raised from cycles, also in circles that they have left."""
    with as_job(RIGHTS):
        return rows(lambda id: id, RAISED_BY, {"person": person.pk})
