"""A circle's own questions to reflect by. A version of them is never changed: old reflections answered it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Membership, Person


class PromptSetQuerySet(models.QuerySet["PromptSet"]):
    def visible_to(self, person: Person) -> Self:
        """Those of the circles one is in now."""
        return self.filter(
            circle_id__in=Membership.objects.current().filter(person=person).values("circle_id")
        )

    def offered(self) -> Self:
        """Those that are asked now."""
        return self.filter(retired_at=None, circle__ended_at=None)


class PromptSet(models.Model):
    EDITED = ("name", "questions")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="prompt_sets")
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the circle stopped asking it.")
    )

    objects = PromptSetQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["circle", "created_at"], name="prompts_of_a_circle")]

    def __str__(self) -> str:
        return f"questions {self.pk}"

    @property
    def latest(self) -> "PromptSetVersion":
        """The version that is asked now."""
        return self.versions.order_by("-number")[0]

    @property
    def name(self) -> str:
        return self.latest.name

    @property
    def questions(self) -> list[str]:
        return self.latest.questions


class PromptSetVersionQuerySet(models.QuerySet["PromptSetVersion"]):
    def visible_to(self, person: Person) -> Self:
        """Those of the sets one may see."""
        return self.filter(prompt_set__in=PromptSet.objects.visible_to(person))


class PromptSetVersion(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    prompt_set = models.ForeignKey(PromptSet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    questions = models.JSONField(_("questions"), help_text=_("The questions in their order, one text each."))
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="prompts_written")
    written_at = models.DateTimeField(default=timezone.now)

    objects = PromptSetVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prompt_set", "number"], name="one_version_of_a_number"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(questions=[]), name="prompts_ask_something"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.prompt_set_id}"
