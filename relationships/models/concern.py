"""A concern: somebody, signed in or not, says that something public should not stand as it does."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.look import Look
from relationships.models.person import Person


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, person: "Person") -> Self:
        """One's own; for a steward all."""
        return self.all() if person.is_a_steward else self.filter(said_by=person)

    def waiting(self) -> Self:
        return self.filter(closed_at=None)


class Concern(models.Model):
    """Whoever wrote the thing never learns who said it. Of somebody who has not signed in nothing is kept but the words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Look.Kind.choices)
    thing = models.UUIDField()
    text = models.TextField(_("what is wrong with it"), max_length=2000)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="concern_says_something"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="concern_is_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["listing", "event", "offer", "piece"]), name="concern_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"concern about {self.kind} {self.thing}"
