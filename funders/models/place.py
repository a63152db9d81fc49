"""Where the work of a partnership is: a place by its name and where on the earth it lies."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Partnership, Person


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, person: Person) -> Self:
        """The places of the partnerships that `person` is in now."""
        return self.filter(partnership__in=Circle.objects.having_member(person))


class Place(models.Model):
    """A town or a part of one, never somebody's home: it stands on maps, and is published with a grant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(_("name"), max_length=120)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Degrees north, such as 53.645. A map’s address often shows it."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees east; west of Greenwich it begins with a minus."),
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="place_has_a_name"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="place_is_on_earth"
            ),
            models.UniqueConstraint(fields=["partnership", "name"], name="a_place_of_a_partnership_once"),
        ]

    def __str__(self) -> str:
        return self.name
