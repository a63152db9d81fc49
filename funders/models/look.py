"""How an organisation's reports look when it hands them on: its own name, logo and colour."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Organisation, Person


class ReportLookQuerySet(models.QuerySet["ReportLook"]):
    def visible_to(self, person: Person) -> Self:
        """The looks of the organisations that `person` may know of: partners read reports in each other's."""
        return self.filter(organisation__in=Circle.objects.visible_to(person))


class ReportLook(models.Model):
    """One for an organisation. Its words and pictures are printed on reports; what a report says is the same in any look."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="look")
    name = models.CharField(
        _("our name as it is printed"),
        max_length=160,
        blank=True,
        help_text=_("In both languages, if you have two. Empty: the name you have here."),
    )
    colour = models.CharField(
        _("our colour"),
        max_length=7,
        blank=True,
        help_text=_("Like #1d5c4d: for headings on white paper. Empty: the colour of this place."),
    )
    logo = models.BinaryField(blank=True, default=b"", help_text=_("A JPEG that this place painted anew."))
    logo_alt = models.CharField(
        _("what the logo shows, in words"),
        max_length=200,
        blank=True,
        help_text=_("For those who do not see it."),
    )

    objects = ReportLookQuerySet.as_manager()

    EDITED: ClassVar = ("name", "colour", "logo_alt")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(colour="") | Q(colour__regex=r"^#[0-9a-f]{6}$"), name="look_colour_is_one"
            ),
            models.CheckConstraint(condition=Q(logo=b"") | ~Q(logo_alt=""), name="look_logo_is_told"),
        ]

    def __str__(self) -> str:
        return f"the look of {self.organisation_id}"

    @property
    def has_logo(self) -> bool:
        return bool(self.logo)
