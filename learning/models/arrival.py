"""An arrival: that something written on a device without a network came here, and what became of it."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models import Person


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(person=person)


class Arrival(models.Model):
    """Holds no words: those that were stored stand where they belong, and those that were refused stay on the device."""

    class Kind(models.TextChoices):
        REFLECT = "reflect", _("a reflection")
        EDIT = "edit", _("other words for a reflection")
        SHARE = "share", _("sharing")
        WITHDRAW = "withdraw", _("withdrawing")
        RESPOND = "respond", _("a response")
        REPLY = "reply", _("an answer")

    class Outcome(models.TextChoices):
        STORED = "stored", _("stored")
        REFUSED = "refused", _("refused, with a sentence why")
        CHANGED = "changed", _("changed meanwhile by somebody else")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="arrivals")
    entry = models.UUIDField(
        help_text="The id that the device gave it, by which it is known when it comes again."
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    said = models.TextField(blank=True, help_text="What the person is told of it, in our words.")
    asks = models.JSONField(default=list, help_text="The ticks that would let it through.")
    left = models.CharField(
        max_length=32, blank=True, help_text="The version it left, which the next entry about it has read."
    )
    arrived_at = models.DateTimeField(default=timezone.now)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="arrived_once")]
        indexes = [models.Index(fields=["arrived_at"], name="arrival_is_over")]

    def __str__(self) -> str:
        return f"arrival {self.pk}"
