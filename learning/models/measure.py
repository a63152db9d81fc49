"""A measure helps a circle learn: it says how, what it costs whom, and has no target. Observations are its days, each with a story."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, person: Person) -> Self:
        """The measures of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))


class Measure(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(_("what we measure"), max_length=160)
    unit = models.CharField(_("counted in"), max_length=60, blank=True, help_text=_("Days, people, pounds."))
    definition = models.TextField(
        _("what exactly counts"), blank=True, help_text=_("So that two people would count the same.")
    )
    why = models.TextField(_("how this helps us learn"))
    collected_by = models.CharField(_("who collects it"), max_length=160)
    cost = models.TextField(
        _("what that costs them"), help_text=_("Their time, and what it does to those who are asked.")
    )
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it had taught us what it could.")
    )

    objects = MeasureQuerySet.as_manager()

    EDITED: ClassVar = ("name", "unit", "definition", "why", "collected_by", "cost")

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(why=""), name="measure_says_how_it_helps"),
            models.CheckConstraint(
                condition=~Q(collected_by="") & ~Q(cost=""), name="measure_says_what_it_costs"
            ),
        ]
        indexes = [models.Index(fields=["circle", "-created_at"], name="measure_of_circle")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("learning:measure", args=[self.pk])


class ObservationQuerySet(models.QuerySet["Observation"]):
    def visible_to(self, person: Person) -> Self:
        """The observations of the measures of the circles that `person` is in now."""
        return self.filter(measure__circle__in=Circle.objects.having_member(person))


class Observation(models.Model):
    """One value on one day; the database refuses a second for that day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="observations")
    day = models.DateField(_("the day"))
    value = models.DecimalField(_("how much"), max_digits=18, decimal_places=6)
    story = models.TextField(_("the story of it"), blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ObservationQuerySet.as_manager()

    EDITED: ClassVar = ("value", "story")

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "day"], name="one_observation_a_day"),
            models.CheckConstraint(
                condition=Q(value__gt=-(10**12), value__lt=10**12), name="observation_is_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.in_words}"

    @property
    def in_words(self) -> str:
        """The value without zeros that nobody wrote."""
        return plain(self.value)


def plain(value: object) -> str:
    """A decimal number as one writes it: "12", "0.5"."""
    said = f"{value:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said
