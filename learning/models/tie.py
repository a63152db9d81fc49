"""What ties the work to a map: a factor and what a circle learned about it; a change on the map and the insight that led to it."""

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from hls_platform.identifiers import uuid7
from learning.models.adaptation import Adaptation
from learning.models.experiment import Experiment
from learning.models.insight import Insight
from learning.models.learning_question import LearningQuestion
from learning.models.measure import Measure
from relationships.models import Organisation, Person
from systems.models import Change, Factor

NOUNS: dict[str, type[models.Model]] = {
    "insight": Insight,
    "question": LearningQuestion,
    "experiment": Experiment,
    "measure": Measure,
    "adaptation": Adaptation,
    "organisation": Organisation,
}
"""What a factor can be tied to, by the name of the field. (A reflection is tied by its author: a `Mention`.)"""


def _only(noun: str) -> Q:
    return Q(**{f"{each}__isnull": each != noun for each in NOUNS})


class TieQuerySet(models.QuerySet["Tie"]):
    def visible_to(self, person: Person, nouns: Collection[str] = NOUNS) -> Self:
        """Those where one may see the factor and what it is tied to; of some `nouns` alone, where others do not occur."""
        seen = Q(pk__in=[])
        for name in nouns:
            things = NOUNS[name]._default_manager.visible_to(person)  # type: ignore[attr-defined]
            seen |= Q(**{f"{name}__in": things})
        return self.filter(seen, factor__in=Factor.objects.visible_to(person))

    def nouns(self) -> list[str]:
        """To which of `NOUNS` any of them is tied. One query."""
        tied = self.aggregate(**{f"{name}s": Count(f"{name}_id") for name in NOUNS})
        return [name for name in NOUNS if tied[f"{name}s"]]


class Tie(models.Model):
    """A factor and one thing that it hangs together with in the work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    factor = models.ForeignKey(Factor, on_delete=models.CASCADE, related_name="ties")
    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, null=True, related_name="ties")
    question = models.ForeignKey(LearningQuestion, on_delete=models.CASCADE, null=True, related_name="ties")
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, null=True, related_name="ties")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, null=True, related_name="ties")
    adaptation = models.ForeignKey(Adaptation, on_delete=models.CASCADE, null=True, related_name="ties")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="ties")
    tied_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tied_at = models.DateTimeField(default=timezone.now)

    objects = TieQuerySet.as_manager()

    class Meta:
        ordering = ["tied_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["factor", name], name=f"tie_to_{name}_once") for name in NOUNS
        ] + [models.CheckConstraint(condition=reduce(or_, map(_only, NOUNS)), name="tie_is_to_one_thing")]

    def __str__(self) -> str:
        return f"{self.factor_id} and a {self.noun}"

    @property
    def noun(self) -> str:
        """Which of `NOUNS` it is tied to."""
        return next(name for name in NOUNS if getattr(self, f"{name}_id") is not None)

    @property
    def thing(self) -> Any:
        """What it is tied to."""
        return getattr(self, self.noun)


class ChangeReasonQuerySet(models.QuerySet["ChangeReason"]):
    def visible_to(self, person: Person) -> Self:
        """Those where one may see the map and the insight."""
        return self.filter(
            change__in=Change.objects.visible_to(person), insight__in=Insight.objects.visible_to(person)
        )


class ChangeReason(models.Model):
    """A change on a map, and an insight that led to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="reasons")
    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="changes_on_maps")
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    objects = ChangeReasonQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [models.UniqueConstraint(fields=["change", "insight"], name="change_reason_once")]

    def __str__(self) -> str:
        return f"{self.insight_id} led to {self.change_id}"
