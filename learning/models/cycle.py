"""A learning cycle of a circle: understand, design, experiment, embed. It nests in a wider one, and may run otherwise than planned."""

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.learning_question import LearningQuestion, Scale
from relationships.models import Circle, Person


class Stage(models.TextChoices):
    """Where a cycle stands, in the order in which it is planned."""

    UNDERSTAND = "understand", _("understand")
    DESIGN = "design", _("design")
    EXPERIMENT = "experiment", _("experiment")
    EMBED = "embed", _("embed")
    ENDED = "ended", _("at an end")


STAGES = (Stage.UNDERSTAND, Stage.DESIGN, Stage.EXPERIMENT, Stage.EMBED)
"""The four that can be planned."""


class LearningCycleQuerySet(models.QuerySet["LearningCycle"]):
    def visible_to(self, person: Person) -> Self:
        """The cycles of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))


def _wider_than(scale: str) -> list[str]:
    return Scale.values[Scale.values.index(scale) + 1 :]


class LearningCycle(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="cycles")
    name = models.CharField(_("what we call it"), max_length=160)
    to_learn = models.TextField(_("what it is to learn"))
    scale = models.CharField(_("at which scale"), max_length=20, choices=Scale.choices)
    question = models.ForeignKey(
        LearningQuestion,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cycles",
        verbose_name=_("learning question"),
    )
    tended_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(
        max_length=20, choices=Stage.choices, default=Stage.UNDERSTAND, help_text=_("As its last step says.")
    )
    understand_from = models.DateField(_("understand from"), null=True, blank=True)
    design_from = models.DateField(_("design from"), null=True, blank=True)
    experiment_from = models.DateField(_("experiment from"), null=True, blank=True)
    embed_from = models.DateField(_("embed from"), null=True, blank=True)
    wider = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="inner")
    wider_scale = models.CharField(max_length=20, choices=Scale.choices, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LearningCycleQuerySet.as_manager()

    PLANNED: ClassVar = tuple(f"{stage.value}_from" for stage in STAGES)
    EDITED: ClassVar = ("name", "to_learn", "question_id", *PLANNED)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(to_learn=""), name="cycle_says_what_for"),
            models.CheckConstraint(condition=Q(scale__in=Scale.values), name="cycle_scale_is_known"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="cycle_stage_is_known"),
            # With the key (wider, wider_scale) → (id, scale) of the migration: what each cycle nests in is wider, so no
            # chain of cycles ever comes back to where it began.
            models.UniqueConstraint(fields=["id", "scale"], name="cycle_with_its_scale"),
            models.CheckConstraint(
                condition=Q(wider=None)
                | Q(scale="person", wider_scale__in=_wider_than("person"))
                | Q(scale="team", wider_scale__in=_wider_than("team"))
                | Q(scale="organisation", wider_scale__in=_wider_than("organisation"))
                | Q(scale="place", wider_scale__in=_wider_than("place")),
                name="cycle_nests_in_a_wider_one",
            ),
        ]
        indexes = [models.Index(fields=["circle", "-created_at"], name="cycle_of_circle")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("learning:cycle", args=[self.pk])

    @property
    def ended(self) -> bool:
        return self.stage == Stage.ENDED

    @property
    def planned(self) -> dict[str, datetime.date | None]:
        """By stage the day from which it was planned, if it was."""
        return {stage.value: getattr(self, f"{stage.value}_from") for stage in STAGES}


class CycleStepQuerySet(models.QuerySet["CycleStep"]):
    def visible_to(self, person: Person) -> Self:
        """The steps of the cycles of the circles that `person` is in now."""
        return self.filter(cycle__circle__in=Circle.objects.having_member(person))


class CycleStep(models.Model):
    """A cycle entered a stage on a day, and why. It may have gone back, left one out or stopped: each step stays readable."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cycle = models.ForeignKey(LearningCycle, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    entered_on = models.DateField(_("since which day"), default=timezone.localdate)
    why = models.TextField(_("why"), blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = CycleStepQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="cycle_step_is_known")
        ]
        indexes = [models.Index(fields=["cycle", "written_at"], name="cycle_step_trail")]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.stage}"


class ObstacleQuerySet(models.QuerySet["Obstacle"]):
    def visible_to(self, person: Person) -> Self:
        """What was raised from the cycles of the circles that `person` is in now."""
        return self.filter(cycle__circle__in=Circle.objects.having_member(person))


class Obstacle(models.Model):
    """What stood in a cycle's way and became a question of the wider one. Only the smaller circle knows that it was this cycle, and who."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cycle = models.ForeignKey(LearningCycle, on_delete=models.CASCADE, related_name="obstacles")
    question = models.OneToOneField(LearningQuestion, on_delete=models.CASCADE, related_name="obstacle")
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now)

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at"]
        indexes = [models.Index(fields=["cycle", "raised_at"], name="obstacle_of_cycle")]

    def __str__(self) -> str:
        return f"obstacle {self.pk}"
