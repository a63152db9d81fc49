"""An organisation is the circle of everyone who works there."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle, CircleQuerySet

if TYPE_CHECKING:
    from relationships.models.person import Person


class Organisation(Circle):
    class OrganisationKind(models.TextChoices):
        FUNDER = "funder", _("funder")
        COMMISSIONER = "commissioner", _("commissioner")
        DELIVERY = "delivery", _("delivery organisation")
        COMMUNITY = "community", _("community organisation")
        LEARNING_PARTNER = "learning_partner", _("learning partner")

    circle = models.OneToOneField(Circle, on_delete=models.CASCADE, parent_link=True, primary_key=True)
    organisation_kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    place = models.CharField(_("place"), max_length=120, blank=True)

    objects: ClassVar = CircleQuerySet.as_manager()

    @property
    def resources_others(self) -> bool:
        """Whether this organisation funds or commissions."""
        return self.organisation_kind in {self.OrganisationKind.FUNDER, self.OrganisationKind.COMMISSIONER}


class OrganisationIdentifierQuerySet(models.QuerySet["OrganisationIdentifier"]):
    def visible_to(self, person: "Person") -> Self:
        """Those of the organisations that `person` may know of: a public number here tells who is here."""
        return self.filter(organisation__in=Circle.objects.visible_to(person))


class OrganisationIdentifier(models.Model):
    """A public identifier as org-id.guide writes it: the list ("GB-CHC") and the number on it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=40)
    value = models.CharField(max_length=80)
    preferred = models.BooleanField(default=False)

    objects = OrganisationIdentifierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="one_organisation_per_identifier"),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(preferred=True), name="one_preferred_identifier"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}-{self.value}"
