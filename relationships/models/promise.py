"""A promise made by one organisation of a partnership to another, the funder's on the same list."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.commitments import COMMITMENTS
from relationships.models.circle import Circle
from relationships.models.organisation import Organisation
from relationships.models.partnership import Partnership

if TYPE_CHECKING:
    from relationships.models.person import Person

REMINDED_BEFORE = datetime.timedelta(days=21)
"""Whoever promised is reminded so long before the day; a digest reminds the others later (`learning.queries.digests`)."""


def reminded_on(made: datetime.date, due: datetime.date | None) -> datetime.date | None:
    """The day on which the one who promised is reminded: three weeks ahead, or half-way where that is shorter."""
    if due is None:
        return None
    half_way = made + (due - made) // 2
    return max(due - REMINDED_BEFORE, half_way)


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, person: "Person") -> Self:
        """The promises of the partnerships that `person` is in now."""
        return self.filter(partnership__in=Circle.objects.having_member(person))


class Promise(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("open")
        KEPT = "kept", _("kept")
        RENEGOTIATED = "renegotiated", _("renegotiated")
        LET_GO = "let_go", _("let go")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="promises")
    by_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="promises_made")
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="promises_received"
    )
    made_by = models.ForeignKey(
        "relationships.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="promises_made",
        help_text=_("Who promised it for the organisation, or took it over: reminded before anyone else."),
    )
    text = models.TextField(_("what is promised"))
    commitment = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text=_("Which of the eight commitments of open and trusting funders it is, if it is one."),
    )
    follows = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    reason = models.TextField(_("why"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    remind_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(by_organisation=F("to_organisation")), name="promise_is_to_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "kept"]) | ~Q(reason=""),
                name="promise_changed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(closed_at__isnull=False) & ~Q(state="open"),
                name="promise_closed_when_not_open",
            ),
            models.CheckConstraint(
                condition=Q(commitment__in=["", *COMMITMENTS]), name="promise_commitment_is_known"
            ),
            models.UniqueConstraint(
                fields=["partnership", "by_organisation", "to_organisation", "commitment"],
                condition=Q(state="open") & ~Q(commitment=""),
                name="commitment_taken_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_on"], condition=Q(state="open", reminded_at=None), name="promise_to_remind_of"
            )
        ]

    def __str__(self) -> str:
        return self.text
