"""A factor: something that can become more or less, and that other things depend on."""

from typing import Self

from django.db import models
from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person
from systems.models.system_map import SystemMap


class FactorQuerySet(models.QuerySet["Factor"]):
    def visible_to(self, person: Person) -> Self:
        """The factors of the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))

    def live(self) -> Self:
        """Those that are on their map now. One that was taken off it stays, so that this can be undone."""
        return self.filter(removed=False)


class Factor(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="factors")
    external_id = models.CharField(
        max_length=200, blank=True, help_text=_("Its id in the file it came from.")
    )
    label = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    cluster = models.CharField(_("cluster"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=120, blank=True, default="", db_default="")
    tags = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    attributes = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text=_("What else is said of it, by name: text, a number, or yes and no."),
    )
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    pinned = models.BooleanField(_("stays where it is"), default=False, db_default=False)
    extra = models.JSONField(default=dict, blank=True)
    removed = models.BooleanField(default=False, db_default=False)
    stamps = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        editable=False,
        help_text=_("The number of the change that set each field last."),
    )

    objects = FactorQuerySet.as_manager()

    class Meta:
        ordering = ["cluster", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["map", "external_id"], condition=~models.Q(external_id=""), name="factor_once_per_map"
            )
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("learning:factor", args=[self.map.slug, self.pk])
