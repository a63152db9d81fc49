"""A partnership: the named people of two or more organisations, and the side each organisation stands on."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle, CircleQuerySet
from relationships.models.organisation import Organisation

if TYPE_CHECKING:
    from relationships.models.person import Person


class Partnership(Circle):
    circle = models.OneToOneField(Circle, on_delete=models.CASCADE, parent_link=True, primary_key=True)
    organisations = models.ManyToManyField(
        Organisation, through="PartnershipParty", related_name="partnerships"
    )

    objects: ClassVar = CircleQuerySet.as_manager()


class PartnershipPartyQuerySet(models.QuerySet["PartnershipParty"]):
    def visible_to(self, person: "Person") -> Self:
        """The parties of the partnerships that `person` is in now."""
        return self.filter(partnership__in=Circle.objects.having_member(person))


class PartnershipParty(models.Model):
    class Side(models.TextChoices):
        RESOURCING = "resourcing", _("resourcing")
        DELIVERING = "delivering", _("delivering")
        SUPPORTING = "supporting", _("supporting")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parties")
    side = models.CharField(_("side"), max_length=20, choices=Side.choices)

    objects = PartnershipPartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "partnership parties"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "organisation"], name="one_side_per_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_side_display()})"
