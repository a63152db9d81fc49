"""What the people of a partnership chose about one item that the composer proposes for their report."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from funders.models.report import Report
from hls_platform.identifiers import uuid7
from relationships.models import Circle, Person


class ReportChoiceQuerySet(models.QuerySet["ReportChoice"]):
    def visible_to(self, person: Person) -> Self:
        """What was chosen for the reports of the partnerships that `person` is in now."""
        return self.filter(report__partnership__in=Circle.objects.having_member(person))


class ReportChoice(models.Model):
    """Found by the item's key, so that it holds when the report is composed again. Both sides see who chose it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="choices")
    key = models.CharField(max_length=80, help_text=_("Of the item; see funders/reports/document.py."))
    left_out_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(null=True, help_text=_("Where it stands in its section."))
    comment = models.TextField(
        _("what we say about it"), blank=True, help_text=_("The partnership’s words, in nobody’s name.")
    )

    objects = ReportChoiceQuerySet.as_manager()

    EDITED = ("comment",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="chosen_once_for_each_item")]

    def __str__(self) -> str:
        return f"{self.key} in {self.report_id}"
