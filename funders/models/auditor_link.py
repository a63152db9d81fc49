"""A link by which an auditor without an account reads one issued report, for some time."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funders.models.report import Report
from hls_platform.identifiers import uuid7
from relationships.models import Circle, Partnership, Person


class AuditorLinkQuerySet(models.QuerySet["AuditorLink"]):
    def visible_to(self, person: Person) -> Self:
        """The links to reports of the partnerships that `person` is in now."""
        return self.filter(partnership__in=Circle.objects.having_member(person))

    def working(self) -> Self:
        """Those that nobody has ended and whose time is not over."""
        return self.filter(ended_at=None, expires_at__gt=timezone.now())


class AuditorLink(models.Model):
    """Its secret is shown once and kept as a hash. Everybody in the partnership sees it, and when it was opened."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="auditor_links")
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    for_whom = models.CharField(_("for whom"), max_length=160)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was opened last."))

    objects = AuditorLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="auditor_link_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.for_whom}: {self.report_id}"

    @property
    def works(self) -> bool:
        return self.ended_at is None and self.expires_at > timezone.now()
