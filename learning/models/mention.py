"""A mention ties a reflection to a factor of a map, by the reflection's author."""

from typing import Self

from django.db import models

from hls_platform.identifiers import uuid7
from learning.models.reflection import Reflection
from relationships.models import Person
from systems.models import Factor


class MentionQuerySet(models.QuerySet["Mention"]):
    def visible_to(self, person: Person) -> Self:
        """Those where one may see both the reflection and the factor."""
        return self.filter(
            reflection__in=Reflection.objects.visible_to(person), factor__in=Factor.objects.visible_to(person)
        )


class Mention(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="mentions")
    factor = models.ForeignKey(Factor, on_delete=models.CASCADE, related_name="mentions")

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reflection", "factor"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.reflection_id} mentions {self.factor_id}"
