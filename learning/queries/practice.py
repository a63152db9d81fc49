"""What runs in circles: cycles by stage, what is tried, what is measured."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import Truncator, capfirst

from hls_platform.rows import rows
from hls_platform.web.addresses import address_of
from learning.models import STAGES, Adaptation, Experiment, LearningCycle, Measure, Stage
from relationships.models import Circle, Person

MOST_OF_EACH = 6
MOST_CYCLES = 40
RUNS_HERE = """
    (SELECT 'cycle', id, name, stage, NULL::date, tended_by_id FROM learning_learningcycle
     WHERE circle_id = %(circle)s AND stage <> 'ended' ORDER BY created_at DESC LIMIT %(most)s)
    UNION ALL
    (SELECT 'experiment', id, what, '', look_on, tended_by_id FROM learning_experiment
     WHERE circle_id = %(circle)s AND ended_at IS NULL ORDER BY look_on, id LIMIT %(most)s)
    UNION ALL
    (SELECT 'measure', id, name, '', NULL, kept_by_id FROM learning_measure
     WHERE circle_id = %(circle)s AND ended_at IS NULL ORDER BY created_at DESC LIMIT %(most)s)"""


@dataclass(frozen=True)
class Runs:
    """One cycle, experiment or measure that runs in a circle."""

    kind: str
    id: uuid.UUID
    said: str
    stage: str
    look_on: datetime.date | None
    tended_by: uuid.UUID

    @property
    def name(self) -> str:
        return Truncator(self.said).words(16)

    @property
    def stage_in_words(self) -> str:
        return capfirst(str(Stage(self.stage).label)) if self.stage else ""

    @property
    def its_day_has_come(self) -> bool:
        return self.look_on is not None and self.look_on <= timezone.localdate()

    @property
    def url(self) -> str:
        return address_of(f"learning:{self.kind}", self.id)


@dataclass(frozen=True)
class Practice:
    """What runs in one circle, a few of each; and those experiments of the reader's own whose day has come."""

    cycles: list[Runs]
    experiments: list[Runs]
    measures: list[Runs]
    to_look_at: list[Runs]


def practice_of(circle: Circle, person: Person) -> Practice:
    """What runs in `circle`, in one query. Whoever calls this has made sure that `person` is in it."""
    found = rows(Runs, RUNS_HERE, {"circle": circle.pk, "most": MOST_OF_EACH})
    by_kind = {
        kind: [each for each in found if each.kind == kind] for kind in ("cycle", "experiment", "measure")
    }
    mine = [each for each in by_kind["experiment"] if each.tended_by == person.pk and each.its_day_has_come]
    return Practice(by_kind["cycle"], by_kind["experiment"], by_kind["measure"], mine)


@dataclass(frozen=True)
class AtStage:
    """Cycles that stand at one stage."""

    stage: str
    name: str
    cycles: list[LearningCycle]


@dataclass(frozen=True)
class Mine:
    """What runs in all of a person's circles."""

    stages: list[AtStage]
    experiments: list[Experiment]
    adaptations: list[Adaptation]
    measures: list[Measure]


def practice_of_mine(person: Person) -> Mine:
    """The cycles of `person`'s circles by stage, what is tried there, by the day on which it is looked at, what is done differently now, and what is measured. Four queries."""
    cycles = list(
        LearningCycle.objects.visible_to(person)
        .exclude(stage=Stage.ENDED)
        .select_related("circle")
        .order_by("-created_at", "-id")[:MOST_CYCLES]
    )
    stages = [
        AtStage(stage.value, capfirst(str(stage.label)), [each for each in cycles if each.stage == stage])
        for stage in STAGES
    ]
    return Mine(
        stages=[each for each in stages if each.cycles],
        experiments=list(
            Experiment.objects.visible_to(person)
            .filter(ended_at=None)
            .select_related("circle")
            .order_by("look_on", "id")[:MOST_OF_EACH]
        ),
        adaptations=list(
            Adaptation.objects.visible_to(person)
            .standing()
            .select_related("circle")
            .order_by("-created_at", "-id")[:MOST_OF_EACH]
        ),
        measures=list(
            Measure.objects.visible_to(person)
            .filter(ended_at=None)
            .select_related("circle")
            .order_by("-created_at", "-id")[:MOST_OF_EACH]
        ),
    )
