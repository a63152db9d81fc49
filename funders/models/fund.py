"""A fund: money with a purpose, held by one funder or commissioner."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Circle, Organisation, Person


class FundQuerySet(models.QuerySet["Fund"]):
    def visible_to(self, person: Person) -> Self:
        """The funds of one's own organisations, and those behind agreements of one's partnerships."""
        from funders.models.agreement import Agreement

        mine = Circle.objects.having_member(person)
        agreed = Agreement.objects.filter(partnership__in=mine, fund__isnull=False).values("fund_id")
        return self.filter(Q(funder__in=mine) | Q(pk__in=agreed))


class Fund(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="funds")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    purpose = models.TextField(_("what it is for"))
    place = models.CharField(_("place"), max_length=120, blank=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
