"""A publication: a map, or a view of one, that everybody may read. What stands there is a copy, made on purpose, edition by edition."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person
from systems.models.system_map import SystemMap
from systems.models.view import View


class PublishedMapQuerySet(models.QuerySet["PublishedMap"]):
    def visible_to(self, person: Person | None) -> Self:
        """All: that something was published under an address everybody may know, and that it was withdrawn. It holds no words."""
        return self.all()

    def public(self) -> Self:
        """Those that everybody reads now."""
        return self.filter(withdrawn_at=None)

    def of_maps_of(self, person: Person) -> Self:
        """Those of the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))


class PublishedMap(models.Model):
    """The address at which editions of a map stand. All that they say stands in the editions; here is no word."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="publications")
    view = models.ForeignKey(View, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PublishedMapQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="published_map_newest")]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("systems:published", args=[self.pk])


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, person: Person | None) -> Self:
        """Those that everybody reads, and the withdrawn ones of maps of the circles that `person` is in now."""
        public = Q(publication__withdrawn_at=None)
        if person is None:
            return self.filter(public)
        return self.filter(public | Q(publication__map__circle__in=Circle.objects.having_member(person)))


class Edition(models.Model):
    """One edition of a publication. `content` is all that anybody is shown of the map: names, places and signs, and its
    descriptions where whoever published it chose so; never evidence, attributes, ids of files, or what the work ties to it.
    """

    class Licence(models.TextChoices):
        BY = "by", _("Anybody may use it and change it, and says where it is from (CC BY 4.0)")
        BY_SA = "by-sa", _("The same, and what is made of it is shared in the same way (CC BY-SA 4.0)")
        ZERO = "zero", _("Anybody may do with it what they like (CC0 1.0)")
        KEPT = "kept", _("It may be read here; all other rights stay with its authors")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    publication = models.ForeignKey(PublishedMap, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=160)
    words = models.TextField(_("what it shows, and how it came about"), blank=True)
    credit = models.CharField(
        _("whose work it is"),
        max_length=300,
        blank=True,
        help_text=_("As it stands below the map. Name people only if they said yes."),
    )
    licence = models.CharField(
        _("what others may do with it"), max_length=10, choices=Licence.choices, default=Licence.BY
    )
    why = models.TextField(
        _("what is new in it"), blank=True, help_text=_("Everybody reads this beside the edition.")
    )
    content = models.JSONField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["publication", "number"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="edition_number_once"),
            models.CheckConstraint(condition=~Q(title="") & Q(number__gte=1), name="edition_has_a_title"),
            models.CheckConstraint(
                condition=Q(licence__in=["by", "by-sa", "zero", "kept"]), name="edition_licence_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def licence_address(self) -> str:
        """Where the licence can be read; empty where there is none to read."""
        said = {"by": "licenses/by/4.0/", "by-sa": "licenses/by-sa/4.0/", "zero": "publicdomain/zero/1.0/"}
        return f"https://creativecommons.org/{said[self.licence]}" if self.licence in said else ""
