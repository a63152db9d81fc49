"""A link: one factor acts on another, in the same direction (+), the opposite (−), or we do not know yet."""

from typing import Self

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person
from systems.models.factor import Factor
from systems.models.system_map import SystemMap


class LinkQuerySet(models.QuerySet["Link"]):
    def visible_to(self, person: Person) -> Self:
        """The links of the maps of the circles that `person` is in now."""
        return self.filter(map__circle__in=Circle.objects.having_member(person))

    def live(self) -> Self:
        """Those that are on their map now, and so are both their ends."""
        return self.filter(removed=False, source__removed=False, target__removed=False)


class Link(models.Model):
    class Polarity(models.TextChoices):
        SAME = "+", _("more leads to more")
        OPPOSITE = "-", _("more leads to less")
        UNKNOWN = "", _("not known yet")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    map = models.ForeignKey(SystemMap, on_delete=models.CASCADE, related_name="links")
    external_id = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Factor, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Factor, on_delete=models.CASCADE, related_name="links_in")
    label = models.CharField(_("name"), max_length=300, blank=True, default="", db_default="")
    description = models.TextField(_("description"), blank=True, default="", db_default="")
    kind = models.CharField(_("kind"), max_length=120, blank=True, default="", db_default="")
    polarity = models.CharField(_("direction of change"), max_length=1, choices=Polarity.choices, blank=True)
    strength = models.CharField(_("strength"), max_length=40, blank=True)
    delay = models.BooleanField(_("takes time"), default=False)
    confidence = models.CharField(_("how sure we are"), max_length=40, blank=True)
    evidence = models.TextField(_("what makes us think so"), blank=True)
    extra = models.JSONField(default=dict, blank=True)
    removed = models.BooleanField(default=False, db_default=False)
    stamps = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        editable=False,
        help_text=_("The number of the change that set each field last."),
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(polarity__in=["+", "-", ""]), name="link_polarity_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
