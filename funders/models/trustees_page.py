"""What an organisation learned and changed in a quarter, for those who govern it: made by people, not by sums."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models import Adaptation, Insight
from relationships.models import Circle, Organisation, Person


class TrusteesPageQuerySet(models.QuerySet["TrusteesPage"]):
    def visible_to(self, person: Person) -> Self:
        """Those of the organisations that `person` is in now."""
        return self.filter(organisation__in=Circle.objects.having_member(person))


class TrusteesPage(models.Model):
    """One for each quarter. Written by some, reviewed by another; what is changed after that is to be reviewed anew."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="trustees_pages")
    quarter = models.DateField(help_text="Its first day.")
    opening = models.TextField(_("in our own words"), blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    objects = TrusteesPageQuerySet.as_manager()

    EDITED = ("opening",)

    class Meta:
        ordering = ["-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "quarter"], name="one_trustees_page_a_quarter"),
            models.CheckConstraint(
                condition=Q(quarter__month__in=[1, 4, 7, 10], quarter__day=1), name="a_quarter_begins_then"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="a_review_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(reviewed_by=F("written_by")) | Q(reviewed_by=None), name="another_reviews_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.quarter:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("funders:trustees_page", args=[self.pk])

    @property
    def ends(self) -> datetime.date:
        """The first day of the quarter after it."""
        return (self.quarter + datetime.timedelta(days=95)).replace(day=1)


class TrusteesLineQuerySet(models.QuerySet["TrusteesLine"]):
    def visible_to(self, person: Person) -> Self:
        """The lines of the pages that `person` may see. What a line rests on, only who is where that was written reads."""
        return self.filter(page__organisation__in=Circle.objects.having_member(person))


class TrusteesLine(models.Model):
    """An insight or an adaptation that somebody chose, and why it matters. The words of the thing itself are not kept here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    page = models.ForeignKey(TrusteesPage, on_delete=models.CASCADE, related_name="lines")
    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, null=True, related_name="+")
    adaptation = models.ForeignKey(Adaptation, on_delete=models.CASCADE, null=True, related_name="+")
    why = models.TextField(_("why it matters to us"), blank=True)
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)

    objects = TrusteesLineQuerySet.as_manager()

    class Meta:
        ordering = ["chosen_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(insight=None, adaptation__isnull=False)
                | Q(insight__isnull=False, adaptation=None),
                name="trustees_line_rests_on_one_thing",
            ),
            models.UniqueConstraint(fields=["page", "insight"], name="trustees_line_of_an_insight_once"),
            models.UniqueConstraint(
                fields=["page", "adaptation"], name="trustees_line_of_an_adaptation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"
