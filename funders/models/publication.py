"""What a funder published of a fund: its agreements as grants, in the open, exactly as somebody looked at them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funders.models.fund import Fund
from funders.money import said_exactly
from hls_platform.identifiers import uuid7
from relationships.models import Person


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, person: Person | None) -> Self:
        """All of them: a publication is for anybody, signed in or not."""
        return self.all()


class Publication(models.Model):
    """The files as they were made when they were published: nothing that changes later slips into them.

    It holds nothing that is not in the files. Whoever reads it may not read the fund.
    """

    class Licence(models.TextChoices):
        CC_BY = (
            "https://creativecommons.org/licenses/by/4.0/",
            _("Creative Commons Attribution 4.0 (CC BY 4.0)"),
        )
        CC0 = "https://creativecommons.org/publicdomain/zero/1.0/", _("No rights reserved (CC0 1.0)")
        OGL = (
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            _("Open Government Licence 3.0"),
        )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fund = models.OneToOneField(Fund, on_delete=models.CASCADE, related_name="publication")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=400)
    funder = models.CharField(max_length=160)
    licence = models.CharField(_("licence"), max_length=100, choices=Licence.choices, default=Licence.CC_BY)
    id_prefix = models.CharField(
        _("your 360Giving prefix"),
        max_length=60,
        help_text=_("With which the identifiers of your grants begin."),
    )
    description = models.TextField(_("what its grants are for"))
    left_out = models.JSONField(default=list, help_text="The agreements that are not published.")
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    grants = models.PositiveIntegerField()
    amounts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, help_text="Of the JSON.")
    package = models.BinaryField(help_text="The JSON, packed with gzip.")
    table = models.BinaryField(help_text="The CSV, packed with gzip.")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(grants__gt=0), name="publication_holds_a_grant"),
            models.CheckConstraint(
                condition=Q(id_prefix__regex=r"^360G-[A-Za-z0-9_.-]+$"), name="publication_prefix"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("funders:published", args=[self.slug])

    @property
    def said(self) -> str:
        """The amounts for reading, one for each currency."""
        return said_exactly(self.amounts)
