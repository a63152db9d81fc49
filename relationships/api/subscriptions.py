"""Webhooks: having the events of a circle sent to an address."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Sent, Shown
from hls_platform.api.resources import Resource, changes, creates
from relationships.actions import subscriptions as actions
from relationships.models import Circle, Subscription


class SubscriptionShown(Shown):
    events = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Subscription
        fields: tuple[str, ...] = (
            "id",
            "circle",
            "url",
            "events",
            "created_at",
            "last_sent_at",
            "failures",
            "fault",
            "next_try_at",
            "stopped_at",
            "stopped_at_entry",
        )


class SubscriptionBegun(SubscriptionShown):
    secret = serializers.CharField(help_text="What messages are signed with; shown this once.")

    class Meta(SubscriptionShown.Meta):
        fields = (*SubscriptionShown.Meta.fields, "secret")


class SubscriptionFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    stopped = serializers.BooleanField(required=False, source="stopped_at__isnull")

    def validate_stopped(self, stopped: bool) -> bool:
        return not stopped


class SubscriptionToBegin(Sent):
    circle = Known(Circle)
    url = serializers.CharField(max_length=500)
    events = serializers.ListField(child=serializers.CharField(max_length=80), max_length=100)


class GoingOn(Sent):
    skip = serializers.BooleanField(default=False, help_text="True leaves out the event at which it stopped.")


class Subscriptions(Resource):
    """Your subscriptions: where events of your circles are sent to, and how that goes. Nobody else sees them."""

    shown = SubscriptionShown
    filters = SubscriptionFilters
    to_read = "webhooks"
    to_write = "webhooks"

    def rows(self) -> QuerySet[Subscription]:
        return Subscription.objects.visible_to(self.person)

    @creates(SubscriptionToBegin, again=False, shown=SubscriptionBegun)
    def create(self, sent: dict[str, Any]) -> tuple[Subscription, dict[str, str]]:
        """Have events of a circle sent to an address from now on. The answer shows the secret, this once."""
        subscription, secret = actions.subscribe(by=self.person, **sent)
        return subscription, {"secret": secret}

    @changes()
    def destroy(self, subscription: Subscription, sent: dict[str, Any]) -> None:
        """Send nothing more."""
        actions.end_subscription(by=self.person, subscription=subscription)

    @changes(GoingOn)
    def resume(self, subscription: Subscription, sent: dict[str, Any]) -> Subscription:
        """Go on after eight tries failed: with the event at which it stopped, or the one after it."""
        return actions.resume_subscription(by=self.person, subscription=subscription, **sent)
