"""Offers and asks across circles, and the conversations that two people chose."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Moment, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.identifiers import uuid7
from relationships.actions import offers as offering
from relationships.models import Offer, Talk, TalkLine


class OfferShown(Shown):
    yours = serializers.SerializerMethodField()

    class Meta:
        model = Offer
        fields = (
            "id",
            "kind",
            "about",
            "text",
            "place",
            "work",
            "name",
            "yours",
            "reach",
            "created_at",
            "closed_at",
        )

    def get_yours(self, offer: Offer) -> bool:
        return bool(offer.person_id == self.context["request"].user.pk)


class OfferFilters(Filters):
    kind = serializers.ChoiceField(Offer.Kind.choices, required=False)
    about = serializers.CharField(required=False, source="about__icontains")
    place = serializers.CharField(required=False, source="place__icontains")
    work = serializers.CharField(required=False, source="work__icontains")
    since = Moment(required=False, source="created_at__gte")


class OfferToPutUp(Sent):
    kind = serializers.ChoiceField(Offer.Kind.choices)
    about = serializers.CharField(max_length=160)
    text = Words()
    place = serializers.CharField(max_length=120, **may_be_left_out())
    work = serializers.CharField(max_length=120, **may_be_left_out())
    name = serializers.CharField(max_length=120, **may_be_left_out())
    reach = serializers.ChoiceField(Offer.Reach.choices)
    id = serializers.UUIDField(required=False, default=uuid7)


class Offers(Resource):
    """What people have tried and offer to talk about, and what they ask for: yours, and those for you to find."""

    shown = OfferShown
    filters = OfferFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Offer]:
        return Offer.objects.visible_to(self.person)

    @creates(OfferToPutUp)
    def create(self, sent: dict[str, Any]) -> Offer:
        """Put up an offer or an ask."""
        return offering.put_up_offer(by=self.person, **sent)

    @changes()
    def take_down(self, offer: Offer, sent: dict[str, Any]) -> Offer:
        """Take yours down; conversations that began go on."""
        return offering.take_down_offer(by=self.person, offer=offer)


class TalkShown(Shown):
    class Meta:
        model = Talk
        fields = ("id", "offer", "name", "text", "asked_at", "begun_at", "ended_at")


class TalkFilters(Filters):
    offer = serializers.UUIDField(required=False, source="offer_id")
    since = Moment(required=False, source="asked_at__gte")


class TalkToAskFor(Sent):
    offer = Known(Offer)
    text = Words()
    name = serializers.CharField(max_length=120, **may_be_left_out())
    id = serializers.UUIDField(required=False, default=uuid7)


class Talks(Resource):
    """Conversations about an offer, of which you are one of the two."""

    shown = TalkShown
    order = ("-asked_at", "-id")
    filters = TalkFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Talk]:
        return Talk.objects.visible_to(self.person).select_related("offer")

    @creates(TalkToAskFor)
    def create(self, sent: dict[str, Any]) -> Talk:
        """Ask whoever put something up to talk; they choose."""
        return offering.answer_offer(by=self.person, **sent)

    @changes()
    def begin(self, talk: Talk, sent: dict[str, Any]) -> Talk:
        """Say yes to talking about what you put up."""
        return offering.begin_talk(by=self.person, talk=talk)

    @changes()
    def end(self, talk: Talk, sent: dict[str, Any]) -> Talk:
        """End it, or say not now."""
        return offering.end_talk(by=self.person, talk=talk)


class TalkLineShown(Shown):
    yours = serializers.SerializerMethodField()

    class Meta:
        model = TalkLine
        fields = ("id", "talk", "yours", "text", "said_at")

    def get_yours(self, line: TalkLine) -> bool:
        return bool(line.by_id == self.context["request"].user.pk)


class TalkLineFilters(Filters):
    talk = serializers.UUIDField(required=False, source="talk_id")
    since = Moment(required=False, source="said_at__gte")


class LineToSay(Sent):
    talk = Known(Talk)
    text = Words()
    id = serializers.UUIDField(required=False, default=uuid7)


class TalkLines(Resource):
    """What was said in conversations that both chose."""

    shown = TalkLineShown
    order = ("-said_at", "-id")
    filters = TalkLineFilters
    to_write = "circles"

    def rows(self) -> QuerySet[TalkLine]:
        return TalkLine.objects.visible_to(self.person)

    @creates(LineToSay)
    def create(self, sent: dict[str, Any]) -> TalkLine:
        """Say something to the other."""
        return offering.say(by=self.person, **sent)
