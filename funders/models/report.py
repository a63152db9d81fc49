"""An accountability-for-learning report: composed, signed off by every side, issued and then frozen."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from learning.models import Share
from relationships.models import Circle, Organisation, Partnership, Person


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Person) -> Self:
        """The reports of the partnerships that `person` is in now."""
        return self.filter(partnership__in=Circle.objects.having_member(person))


class Report(models.Model):
    class State(models.TextChoices):
        COMPOSING = "composing", _("being composed")
        SIGNING = "signing", _("waiting for signatures")
        ISSUED = "issued", _("issued")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reports")
    period_start = models.DateField(
        _("from"), help_text=_("The period is half-open: its first day belongs to it,")
    )
    period_end = models.DateField(_("until"), help_text=_("the day it ends on does not."))
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        default="",
        help_text=_(
            "Of its own words. What people wrote stays as they wrote it. Empty: the language of this place."
        ),
    )
    state = models.CharField(max_length=20, choices=State.choices, default=State.COMPOSING)
    number = models.CharField(max_length=20, null=True, unique=True, help_text=_("Given when issued."))
    content = models.JSONField(
        null=True, help_text=_("The composed document; see funders/reports/document.py.")
    )
    content_sha256 = models.CharField(max_length=64, blank=True)
    proposal = models.JSONField(
        null=True,
        help_text=_(
            "All that the composer proposes, of which the content is what was chosen; gone once issued."
        ),
    )
    summary = models.TextField(_("in plain words"), blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    what_changed = models.TextField(_("what changed since"), blank=True)
    version = models.PositiveIntegerField(
        default=0, help_text=_("Counted up with every change, for live pages.")
    )
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Percent of composing done."))
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    issued_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    EDITED = ("summary",)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(supersedes=None, what_changed="")
                | (Q(supersedes__isnull=False) & ~Q(what_changed="")),
                name="report_says_what_changed",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(proposal=None), name="report_issued_keeps_what_was_chosen"
            ),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="report_period_has_length"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="issued", number__isnull=False, issued_at__isnull=False, content__isnull=False
                )
                | (~Q(state="issued") & Q(number=None, issued_at=None)),
                name="report_issued_is_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} {self.period_start} to {self.period_end}"

    def get_absolute_url(self) -> str:
        return reverse("funders:report", args=[self.pk])

    @property
    def last_day(self) -> datetime.date:
        """The last day that belongs to the period."""
        return self.period_end - datetime.timedelta(days=1)

    @property
    def successor(self) -> "Report | None":
        """The issued report that stands in its place, if there is one. Needs `superseded_by`."""
        later: Report | None = getattr(self, "superseded_by", None)
        return later if later is not None and later.state == self.State.ISSUED else None


class ReportSourceQuerySet(models.QuerySet["ReportSource"]):
    def visible_to(self, person: Person) -> Self:
        """What the reports of the partnerships that `person` is in now rest on."""
        return self.filter(report__partnership__in=Circle.objects.having_member(person))


class ReportSource(models.Model):
    """A share that a report's content rests on, so that a withdrawal finds the reports it touches."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sources")
    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="report_sources")

    objects = ReportSourceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "share"], name="report_source_once")]

    def __str__(self) -> str:
        return f"{self.share_id} in {self.report_id}"


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def visible_to(self, person: Person) -> Self:
        """The signatures under the reports of the partnerships that `person` is in now."""
        return self.filter(report__partnership__in=Circle.objects.having_member(person))


class SignOff(models.Model):
    """One organisation's signature under exactly this content."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sign_offs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    content_sha256 = models.CharField(max_length=64)
    reservation = models.TextField(
        _("what we do not agree with"), blank=True, help_text=_("Printed with the signature; empty for none.")
    )

    objects = SignOffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "organisation"], name="signed_once_per_side")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} signs {self.report_id}"
