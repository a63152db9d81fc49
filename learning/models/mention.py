"""A mention ties a reflection to a factor of a map, by the reflection's author."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from hls_platform.identifiers import uuid7
from learning.models.reflection import Reflection
from learning.models.share import Share
from relationships.models import Person
from systems.models import Factor


class MentionQuerySet(models.QuerySet["Mention"]):
    def visible_to(self, person: Person) -> Self:
        """One's own, and those of what was shared with one, where one may see the factor too.

        Of what was shared without a name only those on maps of the circle it was shared with: a map of
        another circle would tell that the author is in that one as well.
        """
        shared = Share.objects.live().in_circles_of(person)
        told = shared.filter(reflection=OuterRef("reflection")).filter(
            Q(anonymous=False) | Q(circle=OuterRef("factor__map__circle"))
        )
        return self.filter(
            Q(reflection__author=person) | Exists(told), factor__in=Factor.objects.visible_to(person)
        )

    def told_by(self, share: Share) -> Self:
        """What a reader of `share` may learn that it touches, before it is asked what they may see."""
        touched = self.filter(reflection=share.reflection_id)
        return touched.filter(factor__map__circle=share.circle_id) if share.anonymous else touched


class Mention(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="mentions")
    factor = models.ForeignKey(Factor, on_delete=models.CASCADE, related_name="mentions")

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reflection", "factor"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.reflection_id} mentions {self.factor_id}"
