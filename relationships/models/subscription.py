"""A subscription: the events of one circle, sent to an address on behalf of one person who is in it."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from hls_platform.event_names import all_events
from hls_platform.identifiers import uuid7
from hls_platform.transaction_number import TransactionNumber
from relationships.models.circle import Circle
from relationships.models.person import Person


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, person: Person) -> Self:
        """One's own only."""
        return self.filter(person=person)


class Subscription(models.Model):
    """Where it stands in the audit trail is `after_transaction` and `after_entry`: what comes later waits to be sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="subscriptions")
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="subscriptions")
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    after_transaction = TransactionNumber()
    after_entry = models.UUIDField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True, help_text=_("What went wrong at the last try."))
    next_try_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_at_entry = models.UUIDField(
        null=True, blank=True, help_text=_("The event that could not be sent.")
    )

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(stopped_at=None), name="subscription_next_try"
            )
        ]

    def __str__(self) -> str:
        return f"{self.url} of {self.circle_id}"

    @property
    def told(self) -> list[str]:
        """Its events in words."""
        in_words = all_events()
        return [in_words[verb] for verb in self.events if verb in in_words]

    @property
    def key(self) -> bytes:
        """What its messages are signed with: made from SECRET_KEY and its id, so that it is kept nowhere."""
        return salted_hmac("webhook", str(self.pk), algorithm="sha256").digest()
