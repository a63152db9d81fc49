"""The community: groups on the map, asking to come in, events, and what stewards look at."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Moment, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.identifiers import uuid7
from hls_platform.versions import kept
from relationships.actions import events as announcing
from relationships.actions import listings as listing_them
from relationships.actions import public_writing
from relationships.models import AskToJoin, Circle, Concern, Event, Listing, Look, PeerGroup


def degrees(most: int, **said: Any) -> serializers.DecimalField:
    """A position, to a hundredth of a degree."""
    return serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        min_value=-most,
        max_value=most,
        required=False,
        allow_null=True,
        **said,
    )


class ListingShown(Shown):
    class Meta:
        model = Listing
        fields = (
            "id", "group", "name", "purpose", "place", "latitude", "longitude", "rhythm", "joining", "edition",
            "asked_at", "taken_down_at",
        )  # fmt: skip


class ListingFilters(Filters):
    place = serializers.CharField(required=False, source="place__icontains")
    joining = serializers.ChoiceField(PeerGroup.Joining.choices, required=False)
    since = Moment(required=False, source="asked_at__gte")


class ListingToAskFor(Sent):
    group = Known(PeerGroup)
    name = serializers.CharField(max_length=160)
    purpose = Words()
    place = serializers.CharField(max_length=120)
    latitude = degrees(90, default=None)
    longitude = degrees(180, default=None)
    rhythm = serializers.CharField(max_length=160, **may_be_left_out())
    id = serializers.UUIDField(required=False, default=uuid7)


class ListingInOtherWords(Sent):
    name = serializers.CharField(max_length=160, required=False)
    purpose = Words(required=False)
    place = serializers.CharField(max_length=120, required=False)
    latitude = degrees(90)
    longitude = degrees(180)
    rhythm = serializers.CharField(max_length=160, required=False, allow_blank=True)


class Listings(Resource):
    """Groups on the public map, and those of your groups and of a steward that are not there yet."""

    shown = ListingShown
    order = ("name", "id")
    filters = ListingFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Listing]:
        return Listing.objects.visible_to(self.person)

    @creates(ListingToAskFor)
    def create(self, sent: dict[str, Any]) -> Listing:
        """Ask for a group that you lead or facilitate to stand on the map; a steward reads it first."""
        return listing_them.list_group(by=self.person, **sent)

    @changes(ListingInOtherWords)
    def partial_update(self, listing: Listing, sent: dict[str, Any]) -> Listing:
        """Say something else of it; a steward reads that first."""
        return listing_them.change_listing(
            by=self.person, listing=listing, **{**kept(listing, Listing.EDITED), **sent}
        )

    @changes()
    def take_down(self, listing: Listing, sent: dict[str, Any]) -> Listing:
        """Take it off the map; the group goes on."""
        return listing_them.take_down_listing(by=self.person, listing=listing)


class AskToJoinShown(Shown):
    yours = serializers.SerializerMethodField()

    class Meta:
        model = AskToJoin
        fields = (
            "id", "group", "yours", "name", "text", "asked_at", "answered_at", "welcome", "answer", "withdrawn_at",
        )  # fmt: skip

    def get_yours(self, ask: AskToJoin) -> bool:
        return bool(ask.person_id == self.context["request"].user.pk)


class AskToJoinFilters(Filters):
    group = serializers.UUIDField(required=False, source="group_id")
    since = Moment(required=False, source="asked_at__gte")


class AskToSend(Sent):
    listing = Known(Listing)
    text = Words()
    name = serializers.CharField(max_length=120, **may_be_left_out())
    id = serializers.UUIDField(required=False, default=uuid7)


class AnswerToAsk(Sent):
    welcome = serializers.BooleanField()
    answer = Words(**may_be_left_out())


class AsksToJoin(Resource):
    """Who would like to come into a group: yours, and those to groups that you lead or facilitate."""

    shown = AskToJoinShown
    order = ("-asked_at", "-id")
    filters = AskToJoinFilters
    to_write = "circles"

    def rows(self) -> QuerySet[AskToJoin]:
        return AskToJoin.objects.visible_to(self.person)

    @creates(AskToSend)
    def create(self, sent: dict[str, Any]) -> AskToJoin:
        """Ask those who tend a group on the map to let you in."""
        return listing_them.ask_to_join(by=self.person, **sent)

    @changes(AnswerToAsk)
    def answer(self, ask: AskToJoin, sent: dict[str, Any]) -> AskToJoin:
        """Let somebody in, or not, with a few words."""
        return listing_them.answer_ask_to_join(by=self.person, ask=ask, **sent)

    @changes()
    def withdraw(self, ask: AskToJoin, sent: dict[str, Any]) -> AskToJoin:
        """Take yours back."""
        return listing_them.withdraw_ask_to_join(by=self.person, ask=ask)


class EventShown(Shown):
    class Meta:
        model = Event
        fields = (
            "id", "circle", "title", "text", "starts_at", "ends_at", "place", "public", "edition", "changed_at",
            "called_off_at",
        )  # fmt: skip


class EventFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    public = serializers.BooleanField(required=False)
    since = Moment(required=False, source="starts_at__gte")


class EventToAnnounce(Sent):
    circle = Known(Circle)
    title = serializers.CharField(max_length=160)
    place = serializers.CharField(max_length=200)
    starts_at = Moment()
    ends_at = Moment(required=False, allow_null=True, default=None)
    text = Words(**may_be_left_out())
    public = serializers.BooleanField(required=False, default=False)
    id = serializers.UUIDField(required=False, default=uuid7)


class EventChanged(Sent):
    title = serializers.CharField(max_length=160, required=False)
    place = serializers.CharField(max_length=200, required=False)
    starts_at = Moment(required=False)
    ends_at = Moment(required=False)
    text = Words(required=False, allow_blank=True)
    public = serializers.BooleanField(required=False)


class Events(Resource):
    """Events of your circles, and the public ones."""

    shown = EventShown
    order = ("-starts_at", "-id")
    filters = EventFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Event]:
        return Event.objects.visible_to(self.person)

    @creates(EventToAnnounce)
    def create(self, sent: dict[str, Any]) -> Event:
        """Announce an event of a circle that you lead or facilitate; a public one is read by a steward first."""
        return announcing.announce_event(by=self.person, **sent)

    @changes(EventChanged)
    def partial_update(self, event: Event, sent: dict[str, Any]) -> Event:
        """Move it, or say something else of it."""
        return announcing.change_event(by=self.person, event=event, **{**kept(event, Event.EDITED), **sent})

    @changes()
    def call_off(self, event: Event, sent: dict[str, Any]) -> Event:
        """Call it off; calendars that have it say so."""
        return announcing.call_off_event(by=self.person, event=event)


class LookShown(Shown):
    class Meta:
        model = Look
        fields = ("id", "kind", "thing", "edition", "allowed", "words", "at", "until")


class LookFilters(Filters):
    kind = serializers.ChoiceField(Look.Kind.choices, required=False)
    thing = serializers.UUIDField(required=False)
    since = Moment(required=False, source="at__gte")


class LookToTake(Sent):
    kind = serializers.ChoiceField(Look.Kind.choices)
    thing = serializers.UUIDField()
    edition = serializers.IntegerField(min_value=1, max_value=2_000_000_000)
    allowed = serializers.BooleanField()
    words = Words(**may_be_left_out())


class Looks(Resource):
    """What stewards said about what people would like to be public: that something may be, and why something of yours may not."""

    shown = LookShown
    order = ("-at", "-id")
    filters = LookFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Look]:
        return Look.objects.visible_to(self.person)

    @creates(LookToTake)
    def create(self, sent: dict[str, Any]) -> Look:
        """Say, as a steward, whether this edition of something may be public."""
        return public_writing.look_at(by=self.person, **sent)


class ConcernShown(Shown):
    class Meta:
        model = Concern
        fields = ("id", "kind", "thing", "text", "said_at", "closed_at")


class ConcernFilters(Filters):
    kind = serializers.ChoiceField(Look.Kind.choices, required=False)
    since = Moment(required=False, source="said_at__gte")


class ConcernToSay(Sent):
    kind = serializers.ChoiceField(Look.Kind.choices)
    thing = serializers.UUIDField()
    text = serializers.CharField(max_length=2000)
    id = serializers.UUIDField(required=False, default=uuid7)


class Concerns(Resource):
    """What you said is wrong with something public; for a steward, what anybody said."""

    shown = ConcernShown
    order = ("-said_at", "-id")
    filters = ConcernFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Concern]:
        return Concern.objects.visible_to(self.person)

    @creates(ConcernToSay)
    def create(self, sent: dict[str, Any]) -> Concern:
        """Say what is wrong with something public."""
        return public_writing.say_concern(by=self.person, **sent)

    @changes()
    def close(self, concern: Concern, sent: dict[str, Any]) -> Concern:
        """Note, as a steward, that you have seen to it."""
        return public_writing.close_concern(by=self.person, concern=concern)
