"""The rare case in which an administrator reads one circle: for a reason, with a second administrator, for some hours."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.person import Person

LONGEST_HOURS = 24


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def visible_to(self, person: Person) -> Self:
        """Those that were allowed, for the people of their circle; for administrators also what was only asked for."""
        of_my_circles = Q(circle__in=Circle.objects.having_member(person), approved_at__isnull=False)
        return self.all() if person.is_administrator and person.is_active else self.filter(of_my_circles)

    def open(self, at: datetime.datetime | None = None) -> Self:
        """Those under which somebody may read at the moment `at` (default: now)."""
        return self.filter(approved_at__isnull=False, ended_at=None, until__gt=at or timezone.now())

    def waiting(self) -> Self:
        """Those that no second administrator has answered yet."""
        return self.filter(approved_at=None, ended_at=None)


class BreakGlass(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField(_("why"), max_length=1000)
    hours = models.PositiveSmallIntegerField(_("for how many hours"), default=2)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField(
        max_length=120, help_text=_("As it was then, for people who may not know the administrators.")
    )
    asked_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by_name = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text=_("When it was over, or was refused."))
    told_of_start_at = models.DateTimeField(null=True)
    told_of_end_at = models.DateTimeField(null=True)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "break glasses"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")),
                name="glass_has_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=LONGEST_HOURS), name="glass_is_open_for_hours"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, until=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, until__gt=F("approved_at")),
                name="glass_allowed_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"break glass for {self.circle}"

    @property
    def lasts(self) -> datetime.timedelta:
        return datetime.timedelta(hours=self.hours)
