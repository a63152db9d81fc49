"""A file that an issued report was given out as, known by its hash, so that whoever holds it can ask whether it is genuine."""

from typing import Self

from django.db import models
from django.utils import timezone

from funders.models.report import Report
from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    def visible_to(self, person: Person) -> Self:
        """The files of the reports of the partnerships that `person` is in now."""
        return self.filter(report__partnership__in=Circle.objects.having_member(person))


class ReportFile(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    given_at = models.DateTimeField(default=timezone.now)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="report_file_once")]
        indexes = [models.Index(fields=["sha256"], name="report_file_by_hash")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.report_id}"
