"""A map of the system that the work is part of; it lives in one circle."""

from typing import Self

from django.db import models
from django.db.models import Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person


class SystemMapQuerySet(models.QuerySet["SystemMap"]):
    def visible_to(self, person: Person) -> Self:
        """The maps of the circles that `person` is in now."""
        return self.filter(circle__in=Circle.objects.having_member(person))


class SystemMap(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="maps")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("what this map is about"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    look = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text=_("What colours and sizes mean on it."),
    )
    extra = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text=_("What a file said of it that we have no word for; it is given back."),
    )
    version = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text=_("The number of its last change.")
    )

    objects = SystemMapQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("systems:map", args=[self.slug])
