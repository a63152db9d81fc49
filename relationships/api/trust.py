"""Trust from both sides: the periods, one's own side's words, and both sides' once they are opened."""

import uuid
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Day, Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.identifiers import uuid7
from relationships.actions import trust as writing
from relationships.models import Partnership, TrustReflection, TrustRound


class TrustRoundShown(Shown):
    class Meta:
        model = TrustRound
        fields = ("id", "partnership", "starts_on", "ends_on", "begun_at", "opened_at")


class TrustRoundFilters(Filters):
    partnership = serializers.UUIDField(required=False, source="partnership_id")


class TrustRoundToBegin(Sent):
    partnership = Known(Partnership)
    starts_on = Day()
    ends_on = Day(help_text="The last day.")
    id = serializers.UUIDField(required=False, default=uuid7)


class TrustRounds(Resource):
    """Periods about which the two sides of your partnerships write of trust; each opened once, or never."""

    shown = TrustRoundShown
    order = ("-starts_on", "-id")
    filters = TrustRoundFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[TrustRound]:
        return TrustRound.objects.visible_to(self.person)

    @creates(TrustRoundToBegin)
    def create(self, sent: dict[str, Any]) -> TrustRound:
        """Begin a period."""
        return writing.begin_trust_round(by=self.person, **sent)


class TrustReflectionShown(Shown):
    """In words, and without a moment: when a side wrote is nobody's to know."""

    handed_in = serializers.SerializerMethodField()

    class Meta:
        model = TrustReflection
        fields = ("id", "round", "side", "variety", "empathy", "strengths", "trust", "handed_in")

    def get_handed_in(self, reflection: TrustReflection) -> bool:
        return reflection.handed_in_at is not None


class TrustReflectionFilters(Filters):
    round = serializers.UUIDField(required=False, source="round_id")


class FourWords(Sent):
    variety = Words(**may_be_left_out())
    empathy = Words(**may_be_left_out())
    strengths = Words(**may_be_left_out())
    trust = Words(**may_be_left_out())


class TrustToWrite(FourWords):
    round = Known(TrustRound)
    id = serializers.UUIDField(required=False, default=uuid.uuid4)


class TrustReflections(Resource):
    """What your side wrote of trust, sealed until both sides have handed in; then what both wrote."""

    shown = TrustReflectionShown
    order = ("-id",)
    filters = TrustReflectionFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[TrustReflection]:
        return TrustReflection.objects.visible_to(self.person).select_related("round")

    @creates(TrustToWrite)
    def create(self, sent: dict[str, Any]) -> TrustReflection:
        """Write your side's first words about a period."""
        return writing.write_trust(by=self.person, **sent)

    @changes(FourWords)
    def change(self, reflection: TrustReflection, sent: dict[str, Any]) -> TrustReflection:
        """Put other words there while they are sealed; they are in your side's hands then."""
        return writing.change_trust(by=self.person, reflection=reflection, **sent)

    @changes()
    def hand_in(self, reflection: TrustReflection, sent: dict[str, Any]) -> TrustReflection:
        """Say that the words speak for your side; with the second side, both are opened."""
        return writing.hand_in_trust(by=self.person, reflection=reflection)

    @changes()
    def take_back(self, reflection: TrustReflection, sent: dict[str, Any]) -> TrustReflection:
        """Take them back into your side's hands while they are sealed."""
        return writing.take_back_trust(by=self.person, reflection=reflection)
