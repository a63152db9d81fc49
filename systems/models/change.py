"""A change: one step of one person on a map, in the order in which all see them. Nothing of it is ever changed or taken away."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person
from systems.models.system_map import SystemMap


class ChangeQuerySet(models.QuerySet["Change"]):
    def visible_to(self, person: Person) -> Self:
        """The changes of the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))


class Change(models.Model):
    """What it set stands in `sets`: a list of {"on": "factor" | "link" | "map", "id", "set": {field: value}, "was": {field: value}}.

    What was not there before `was` {"removed": true}.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveBigIntegerField()
    seen = models.PositiveBigIntegerField(
        help_text=_("The number of the last change that whoever made it had seen.")
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    guest = models.ForeignKey("systems.Guest", on_delete=models.PROTECT, null=True, related_name="changes")
    at = models.DateTimeField(default=timezone.now)
    sets = models.JSONField()
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["map", "number"], name="change_number_once_per_map"),
            models.CheckConstraint(
                condition=Q(by=None) | Q(guest=None), name="change_by_a_person_or_a_guest"
            ),
            models.CheckConstraint(condition=Q(seen__lt=F("number")), name="change_follows_what_was_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.map_id}"


class ContestQuerySet(models.QuerySet["Contest"]):
    def visible_to(self, person: Person) -> Self:
        """Those on the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))

    def open(self) -> Self:
        """Those that nobody has settled."""
        return self.filter(settled_by=None)


class Contest(models.Model):
    """What somebody wanted to set that somebody else had set meanwhile: both stand side by side until one is chosen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="contests")
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="contests")
    on = models.CharField(max_length=10)
    thing = models.UUIDField()
    field = models.CharField(max_length=140)
    value = models.JSONField()
    settled_by = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="settles")

    objects = ContestQuerySet.as_manager()

    class Meta:
        ordering = ["change__number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["change", "on", "thing", "field"], name="contest_once_per_change")
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.thing}"
