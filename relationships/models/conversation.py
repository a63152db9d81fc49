"""A learning conversation of a partnership: planned, then held."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.partnership import Partnership

if TYPE_CHECKING:
    from relationships.models.person import Person


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, person: "Person") -> Self:
        """The conversations of the partnerships that `person` is in now."""
        return self.filter(partnership__in=Circle.objects.having_member(person))


class Conversation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="conversations")
    starts_at = models.DateTimeField(_("when"))
    about = models.CharField(_("what about"), max_length=200)
    held_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(_("what we heard"), blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None) | models.Q(held_at=None),
                name="conversation_held_or_cancelled",
            )
        ]
        indexes = [models.Index(fields=["partnership", "starts_at"], name="conversation_next")]

    def __str__(self) -> str:
        return self.about

    @property
    def state(self) -> str:
        """Where it stands now: "cancelled", "to come", or "begun", from the moment on that it was planned for."""
        if self.cancelled_at:
            return "cancelled"
        return "to come" if self.starts_at > timezone.now() else "begun"
