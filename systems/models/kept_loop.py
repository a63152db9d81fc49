"""A loop that people gave a name to and kept: "the trust spiral"."""

import uuid
from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person
from systems.models.system_map import SystemMap


class KeptLoopQuerySet(models.QuerySet["KeptLoop"]):
    def visible_to(self, person: Person) -> Self:
        """Those of the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))


class KeptLoop(models.Model):
    """It is known by its factors in their order, so that it is still this loop when a change breaks it."""

    class Kind(models.TextChoices):
        REINFORCING = "reinforcing", _("reinforcing")
        BALANCING = "balancing", _("balancing")
        UNKNOWN = "unknown", _("not known")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="kept_loops")
    name = models.CharField(_("what you call it"), max_length=120)
    words = models.TextField(_("what you see in it"), blank=True)
    way = models.CharField(
        max_length=600, help_text=_("The ids of its factors in order, the smallest of them first.")
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, help_text=_("When it was kept."))
    number = models.PositiveBigIntegerField(help_text=_("The number of the map’s last change before that."))
    kept_at = models.DateTimeField(default=timezone.now)

    objects = KeptLoopQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="kept_loop_has_a_name"),
            models.UniqueConstraint(fields=["map", "way"], name="loop_kept_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('systems:loops', args=[self.map.slug])}#kept-{self.pk}"

    @property
    def factors(self) -> list[uuid.UUID]:
        """The ids of its factors, each leading to the next and the last to the first."""
        return [uuid.UUID(each) for each in self.way.split()]


def way_of(factors: Sequence[uuid.UUID]) -> str:
    """How the loop through these factors is kept, wherever it was begun."""
    begin = factors.index(min(factors))
    return " ".join(map(str, [*factors[begin:], *factors[:begin]]))
