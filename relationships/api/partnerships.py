"""What a partnership does: conversations, what each side heard, promises, relationships handed over."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hls_platform.api.fields import Day, Filters, Known, Moment, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from relationships.actions import handovers as handing_over
from relationships.actions import hearing
from relationships.actions import partnerships as together
from relationships.actions import promises as promising
from relationships.commitments import COMMITMENTS
from relationships.models import (
    Conversation,
    Handover,
    Heard,
    Organisation,
    Partnership,
    Person,
    Promise,
    Rhythm,
)
from relationships.models.conversation import AN_HOUR


class ConversationShown(Shown):
    there = serializers.SerializerMethodField(
        help_text="The ids of the people of the partnership who were there."
    )

    class Meta:
        model = Conversation
        fields = (
            "id",
            "partnership",
            "starts_at",
            "minutes",
            "about",
            "rhythm",
            "planned_for",
            "follows",
            "held_at",
            "cancelled_at",
            "there",
            "others_there",
            "notes",
        )

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_there(self, conversation: Conversation) -> list[str]:
        return sorted(str(each.person_id) for each in conversation.presences.all())


class ConversationFilters(Filters):
    partnership = serializers.UUIDField(required=False, source="partnership_id")
    since = Moment(
        required=False, source="starts_at__gte", help_text="Those that begin at this moment or later."
    )
    until = Moment(required=False, source="starts_at__lt")
    held = serializers.BooleanField(required=False, source="held_at__isnull")

    def validate_held(self, held: bool) -> bool:
        return not held


class Minutes(serializers.IntegerField):
    """How long something is."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**{"min_value": 5, "max_value": 24 * 60, **said})


class HowOften(serializers.ChoiceField):
    """A rhythm."""

    def __init__(self, **said: Any) -> None:
        super().__init__(choices=Rhythm.choices, **said)


class ConversationToPlan(Sent):
    partnership = Known(Partnership)
    starts_at = Moment()
    about = serializers.CharField(max_length=200)
    minutes = Minutes(required=False, default=AN_HOUR)
    rhythm = HowOften(
        required=False, allow_blank=True, default="", help_text="How often again; empty: just this once."
    )


class AnotherTime(Sent):
    starts_at = Moment()
    minutes = Minutes(required=False)
    rhythm = HowOften(required=False, allow_blank=True)


class WhatItWas(Sent):
    notes = Words(allow_blank=True)
    there = serializers.ListField(
        child=Known(Person), required=False, max_length=200, help_text="Who of the partnership was there."
    )
    others_there = serializers.CharField(required=False, allow_blank=True, max_length=300)


class Conversations(Resource):
    """The learning conversations of your partnerships, planned and held."""

    shown = ConversationShown
    order = ("-starts_at", "-id")
    filters = ConversationFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Conversation]:
        seen = Conversation.objects.visible_to(self.person).select_related("partnership")
        return seen.prefetch_related("presences")

    @creates(ConversationToPlan)
    def create(self, sent: dict[str, Any]) -> Conversation:
        """Plan a conversation."""
        return together.plan_conversation(by=self.person, **sent)

    @changes(AnotherTime)
    def move(self, conversation: Conversation, sent: dict[str, Any]) -> Conversation:
        """Move one that is to come, or say how long it is and in which rhythm."""
        return together.move_conversation(by=self.person, conversation=conversation, **sent)

    @changes()
    def cancel(self, conversation: Conversation, sent: dict[str, Any]) -> Conversation:
        """Cancel one that is to come. Its rhythm goes on."""
        return together.cancel_conversation(by=self.person, conversation=conversation)

    @changes(WhatItWas)
    def hold(self, conversation: Conversation, sent: dict[str, Any]) -> Conversation:
        """Write down what a conversation was and who was there; again replaces it."""
        return together.hold_conversation(by=self.person, conversation=conversation, **sent)


class HeardShown(Shown):
    class Meta:
        model = Heard
        fields = ("id", "conversation", "organisation", "text", "hours", "what_took_time", "written_at")


class HeardFilters(Filters):
    conversation = serializers.UUIDField(required=False, source="conversation_id")
    partnership = serializers.UUIDField(required=False, source="conversation__partnership_id")
    organisation = serializers.UUIDField(required=False, source="organisation_id")
    since = Moment(required=False, source="written_at__gte")


class Hours(serializers.DecimalField):
    """A length of time, in hours."""

    def __init__(self, **said: Any) -> None:
        super().__init__(max_digits=5, decimal_places=2, min_value=0, **said)


class HeardToChange(Sent):
    text = Words(**may_be_left_out(help_text="What your organisation heard."))
    hours = Hours(
        required=False, allow_null=True, default=None, help_text="How long preparing took all of you."
    )
    what_took_time = serializers.CharField(max_length=300, **may_be_left_out())


class HeardToWrite(HeardToChange):
    conversation = Known(Conversation)
    organisation = Known(Organisation, help_text="The organisation you stand for there.")


class HeardByEach(Resource):
    """What each organisation heard in the conversations of your partnerships, and how long preparing took it."""

    shown = HeardShown
    order = ("-written_at", "-id")
    filters = HeardFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Heard]:
        seen = Heard.objects.visible_to(self.person)
        return seen.select_related("conversation__partnership", "organisation")

    @creates(HeardToWrite)
    def create(self, sent: dict[str, Any]) -> Heard:
        """Write down what your organisation heard; again replaces it."""
        return hearing.write_heard(by=self.person, **sent)

    @changes(HeardToChange)
    def write(self, heard: Heard, sent: dict[str, Any]) -> Heard:
        """Write your organisation's anew."""
        return hearing.write_heard(
            by=self.person, conversation=heard.conversation, organisation=heard.organisation, **sent
        )


class PromiseShown(Shown):
    class Meta:
        model = Promise
        fields = (
            "id",
            "partnership",
            "by_organisation",
            "to_organisation",
            "text",
            "commitment",
            "follows",
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
    commitment = serializers.ChoiceField([*COMMITMENTS], required=False)
    due_before = Day(required=False, source="due_on__lt")
    since = Moment(required=False, source="created_at__gte")


class PromiseToMake(Sent):
    partnership = Known(Partnership)
    by_organisation = Known(Organisation, help_text="The organisation you stand for there.")
    to_organisation = Known(Organisation)
    text = Words(**may_be_left_out(help_text="Needed unless it is a commitment."))
    commitment = serializers.ChoiceField(
        [*COMMITMENTS],
        required=False,
        help_text="One of the eight that a funder can take: in these words, unless text says others.",
    )
    due_on = Day(required=False, allow_null=True, default=None)


class PromiseToClose(Sent):
    state = serializers.ChoiceField([each for each in Promise.State.choices if each[0] != Promise.State.OPEN])
    reason = Words(**may_be_left_out(help_text="Needed unless it was kept."))
    text = Words(
        **may_be_left_out(help_text="If it was renegotiated: what is promised now; empty, the same.")
    )
    due_on = Day(required=False, allow_null=True, default=None, help_text="And by when.")


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
        return promising.make_promise(by=self.person, **sent)

    @changes(PromiseToClose)
    def close(self, promise: Promise, sent: dict[str, Any]) -> Promise:
        """Say how a promise ended. One that is renegotiated is followed by a new one."""
        return promising.close_promise(by=self.person, promise=promise, **sent)


class HandoverShown(Shown):
    class Meta:
        model = Handover
        fields = (
            "id",
            "partnership",
            "organisation",
            "written_by",
            "to_person",
            "story",
            "written_at",
            "accepted_at",
            "taken_back_at",
        )


class HandoverFilters(Filters):
    partnership = serializers.UUIDField(required=False, source="partnership_id")
    organisation = serializers.UUIDField(required=False, source="organisation_id")
    since = Moment(required=False, source="written_at__gte")


class StoryToTell(Sent):
    story = Words()


class HandoverToWrite(StoryToTell):
    partnership = Known(Partnership)
    organisation = Known(Organisation, help_text="The organisation you stand for there.")
    to_person = Known(Person, help_text="Who comes, and stands for the same organisation there.")


class Handovers(Resource):
    """Relationships handed over in your partnerships: the story so far, by whoever leaves."""

    shown = HandoverShown
    order = ("-written_at", "-id")
    filters = HandoverFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Handover]:
        return Handover.objects.visible_to(self.person).select_related("partnership")

    @creates(HandoverToWrite)
    def create(self, sent: dict[str, Any]) -> Handover:
        """Tell the story so far to the one who comes."""
        return handing_over.write_handover(by=self.person, **sent)

    @changes(StoryToTell)
    def partial_update(self, handover: Handover, sent: dict[str, Any]) -> Handover:
        """Write the story anew while it waits."""
        return handing_over.change_handover(by=self.person, handover=handover, **sent)

    @changes()
    def accept(self, handover: Handover, sent: dict[str, Any]) -> Handover:
        """Take up a relationship that is handed over to you."""
        return handing_over.accept_handover(by=self.person, handover=handover)

    @changes()
    def take_back(self, handover: Handover, sent: dict[str, Any]) -> Handover:
        """Take back what waits, by either of the two."""
        return handing_over.take_back_handover(by=self.person, handover=handover)
