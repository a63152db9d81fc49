"""A report over many partnerships, for a committee of one organisation: of each partnership what it gave, and no more."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funders.models.report import Report
from hls_platform.identifiers import uuid7
from relationships.models import Circle, Organisation, Person


class CommitteeReportQuerySet(models.QuerySet["CommitteeReport"]):
    def visible_to(self, person: Person) -> Self:
        """Those of the organisations that `person` is in now, and those that ask a partnership of theirs for a part."""
        mine = Circle.objects.having_member(person).values("pk")
        asked = CommitteePart.objects.filter(report__partnership__in=mine).values("committee_report")
        return self.filter(Q(organisation__in=mine) | Q(pk__in=asked))


class CommitteeReport(models.Model):
    """It holds no words of partnerships: they are read from their issued reports each time, as far as they say yes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="committee_reports")
    title = models.CharField(_("what it is called"), max_length=160)
    for_whom = models.CharField(_("who will read it"), max_length=160)
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)

    objects = CommitteeReportQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(for_whom=""), name="committee_report_is_named"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("funders:committee_report", args=[self.pk])


class CommitteePartQuerySet(models.QuerySet["CommitteePart"]):
    def visible_to(self, person: Person) -> Self:
        """What one's organisations ask for, and what one's partnerships are asked."""
        mine = Circle.objects.having_member(person).values("pk")
        return self.filter(Q(report__partnership__in=mine) | Q(committee_report__organisation__in=mine))


class CommitteePart(models.Model):
    """What one organisation of a partnership gives of an issued report. A section flows when each of them gives it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    committee_report = models.ForeignKey(CommitteeReport, on_delete=models.CASCADE, related_name="parts")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="committee_parts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sections = models.JSONField(
        null=True,
        help_text=_("The keys of the sections it gives; empty for none, null until it has answered."),
    )
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = CommitteePartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee_report", "report", "organisation"], name="asked_once_of_each_organisation"
            ),
            models.CheckConstraint(
                condition=Q(sections=None, answered_by=None, answered_at=None)
                | Q(sections__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="committee_part_is_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} for {self.committee_report_id}"
