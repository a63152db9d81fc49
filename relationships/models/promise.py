"""A promise made by one organisation of a partnership to another, the funder's on the same list."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.organisation import Organisation
from relationships.models.partnership import Partnership

if TYPE_CHECKING:
    from relationships.models.person import Person


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
    text = models.TextField(_("what is promised"))
    due_on = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    reason = models.TextField(_("why"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return self.text
