"""What a partnership does: conversations and promises."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Day, Filters, Known, Moment, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from relationships.actions import partnerships as together
from relationships.models import Conversation, Organisation, Partnership, Promise


class ConversationShown(Shown):
    class Meta:
        model = Conversation
        fields = ("id", "partnership", "starts_at", "about", "held_at", "notes")


class ConversationFilters(Filters):
    partnership = serializers.UUIDField(required=False, source="partnership_id")
    since = Moment(
        required=False, source="starts_at__gte", help_text="Those that begin at this moment or later."
    )
    until = Moment(required=False, source="starts_at__lt")
    held = serializers.BooleanField(required=False, source="held_at__isnull")

    def validate_held(self, held: bool) -> bool:
        return not held


class ConversationToPlan(Sent):
    partnership = Known(Partnership)
    starts_at = Moment()
    about = serializers.CharField(max_length=200)


class WhatWasHeard(Sent):
    notes = Words(allow_blank=True)


class Conversations(Resource):
    """The learning conversations of your partnerships, planned and held."""

    shown = ConversationShown
    order = ("-starts_at", "-id")
    filters = ConversationFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Conversation]:
        return Conversation.objects.visible_to(self.person).select_related("partnership")

    @creates(ConversationToPlan)
    def create(self, sent: dict[str, Any]) -> Conversation:
        """Plan a conversation."""
        return together.plan_conversation(by=self.person, **sent)

    @changes(WhatWasHeard)
    def hold(self, conversation: Conversation, sent: dict[str, Any]) -> Conversation:
        """Write down what was heard in a conversation; again replaces the notes."""
        return together.hold_conversation(by=self.person, conversation=conversation, **sent)


class PromiseShown(Shown):
    class Meta:
        model = Promise
        fields = (
            "id",
            "partnership",
            "by_organisation",
            "to_organisation",
            "text",
            "due_on",
            "state",
            "reason",
            "created_at",
            "closed_at",
        )


class PromiseFilters(Filters):
    partnership = serializers.UUIDField(required=False, source="partnership_id")
    by_organisation = serializers.UUIDField(required=False, source="by_organisation_id")
    to_organisation = serializers.UUIDField(required=False, source="to_organisation_id")
    state = serializers.ChoiceField(Promise.State.choices, required=False)
    due_before = Day(required=False, source="due_on__lt")
    since = Moment(required=False, source="created_at__gte")


class PromiseToMake(Sent):
    partnership = Known(Partnership)
    by_organisation = Known(Organisation, help_text="The organisation you stand for there.")
    to_organisation = Known(Organisation)
    text = Words()
    due_on = Day(required=False, allow_null=True, default=None)


class PromiseToClose(Sent):
    state = serializers.ChoiceField([each for each in Promise.State.choices if each[0] != Promise.State.OPEN])
    reason = Words(**may_be_left_out(help_text="Needed unless it was kept."))


class Promises(Resource):
    """Promises that organisations of your partnerships made to each other, the funder's among them."""

    shown = PromiseShown
    filters = PromiseFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Promise]:
        return Promise.objects.visible_to(self.person).select_related("partnership", "by_organisation")

    @creates(PromiseToMake)
    def create(self, sent: dict[str, Any]) -> Promise:
        """Promise something for the organisation you stand for."""
        return together.make_promise(by=self.person, **sent)

    @changes(PromiseToClose)
    def close(self, promise: Promise, sent: dict[str, Any]) -> Promise:
        """Say how a promise ended."""
        return together.close_promise(by=self.person, promise=promise, **sent)
