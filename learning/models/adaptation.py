"""An adaptation: what a circle does differently now, since when, and what led there."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models.insight import Insight, Source
from relationships.models import Circle, Person


class AdaptationQuerySet(models.QuerySet["Adaptation"]):
    def visible_to(self, person: Person) -> Self:
        """The adaptations of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))

    def standing(self) -> Self:
        """What is still done."""
        return self.filter(ended_on=None)


class Adaptation(models.Model):
    """Its words stay as they are: what is done otherwise again is the next one, which says why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="adaptations")
    text = models.TextField(_("what we do differently now"))
    since = models.DateField(_("since when"), default=timezone.localdate)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    ended_on = models.DateField(_("until when"), null=True, blank=True)
    ended_because = models.TextField(_("why not any more"), blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sources_told = models.PositiveSmallIntegerField(
        default=0, help_text=_("How many sources led there, those included that a reader may not see.")
    )

    objects = AdaptationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="adaptation_says_something"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_because="", ended_by=None)
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_because="")),
                name="adaptation_ends_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["circle", "-created_at", "-id"], name="adaptation_of_circle")]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("learning:adaptation", args=[self.pk])


class AdaptationSourceQuerySet(models.QuerySet["AdaptationSource"]):
    def visible_to(self, person: Person) -> Self:
        """What led to adaptations of one's circles, where one is in the circle of the source as well."""
        mine = Circle.objects.having_member(person)
        return self.filter(circle__in=mine, adaptation__circle__in=mine)


class AdaptationSource(Source):
    """What led to an adaptation: something shared, or an insight."""

    adaptation = models.ForeignKey(Adaptation, on_delete=models.CASCADE, related_name="sources")
    insight = models.ForeignKey(Insight, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AdaptationSourceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["adaptation", "share"], name="adaptation_rests_on_it_once"),
            models.UniqueConstraint(
                fields=["adaptation", "insight"], name="adaptation_rests_on_insight_once"
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(insight=None), name="adaptation_source_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adaptation_id} rests on {self.share_id or self.insight_id}"
