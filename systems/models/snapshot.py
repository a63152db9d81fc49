"""A snapshot: a map as it was at a moment, with a name and a reason, comparable with any other."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person
from systems.models.system_map import SystemMap


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, person: Person) -> Self:
        """The snapshots of the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))


class Snapshot(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="snapshots")
    name = models.CharField(_("name"), max_length=160)
    reason = models.TextField(_("why we keep this version"), blank=True)
    taken_at = models.DateTimeField(default=timezone.now)
    content = models.JSONField(help_text=_("Factors and links, in our own map format."))

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at"]

    def __str__(self) -> str:
        return self.name
