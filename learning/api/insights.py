"""What circles now think and do differently, with what that rests on as far as one may see."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hls_platform.api.fields import Day, Filters, Known, Moment, Sent, Shown, Words
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.identifiers import uuid7
from learning import actions
from learning.models import Adaptation, AdaptationSource, Insight, InsightSource, InsightVoice, Share
from learning.queries.insights import RestsOn, traced
from relationships.models import Circle


class RestsOnShown(serializers.Serializer):
    shares = serializers.ListField(child=serializers.UUIDField(), help_text="Those that you may read.")
    insights = serializers.ListField(child=serializers.UUIDField(), help_text="Those that you may read.")
    taken_back = serializers.IntegerField(help_text="How many sources were taken back.")
    hidden = serializers.IntegerField(help_text="How many more there are that you may not see.")


def _as_shown(rests_on: RestsOn) -> dict[str, Any]:
    return {
        "shares": [str(each.share.pk) for each in rests_on.causes if each.share],
        "insights": [str(each.insight.pk) for each in rests_on.causes if each.insight],
        "taken_back": rests_on.taken_back,
        "hidden": rests_on.hidden,
    }


class VoiceShown(serializers.Serializer):
    id = serializers.UUIDField()
    person = serializers.UUIDField(source="person_id")
    person_name = serializers.CharField(source="person.name")
    kind = serializers.ChoiceField(InsightVoice.Kind.choices)
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()
    until = serializers.DateTimeField(
        allow_null=True, help_text="When they said something else, or took it back."
    )


class InsightShown(Shown):
    written_by_name = serializers.CharField(source="written_by.name")
    superseded_by = serializers.SerializerMethodField(help_text="The insight that took its place.")
    rests_on = serializers.SerializerMethodField()
    voices = VoiceShown(many=True, help_text="In the order in which people spoke.")

    class Meta:
        model = Insight
        fields = (
            "id", "circle", "text", "how_sure", "written_by", "written_by_name", "created_at", "supersedes",
            "what_changed", "superseded_by", "rests_on", "voices",
        )  # fmt: skip

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_superseded_by(self, insight: Insight) -> str | None:
        newer = getattr(insight, "followed_by", None)
        return str(newer.pk) if newer else None

    @extend_schema_field(RestsOnShown)
    def get_rests_on(self, insight: Insight) -> dict[str, Any]:
        return _as_shown(traced(insight, insight.seen))  # type: ignore[attr-defined]


class InsightFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    how_sure = serializers.ChoiceField(Insight.Sure.choices, required=False)
    since = Moment(required=False, source="created_at__gte")
    standing = serializers.BooleanField(
        required=False,
        source="followed_by__isnull",
        help_text="Those that stand, or those that were superseded.",
    )


class RestingOn(Sent):
    shares = serializers.ListField(
        child=Known(Share), required=False, default=list, max_length=100, help_text="What it rests on."
    )
    insights = serializers.ListField(
        child=Known(Insight),
        required=False,
        default=list,
        max_length=100,
        help_text="And of what was thought.",
    )


class InsightToWrite(RestingOn):
    circle = Known(Circle)
    text = Words()
    how_sure = serializers.ChoiceField(Insight.Sure.choices, required=False, default=Insight.Sure.HUNCH)
    id = serializers.UUIDField(required=False, default=uuid7)


class InsightInItsPlace(RestingOn):
    text = Words()
    what_changed = Words()
    how_sure = serializers.ChoiceField(Insight.Sure.choices, required=False, default=Insight.Sure.HUNCH)
    id = serializers.UUIDField(required=False, default=uuid7)


class VoiceToRaise(Sent):
    kind = serializers.ChoiceField(InsightVoice.Kind.choices)
    reason = Words()
    id = serializers.UUIDField(required=False, default=uuid7)


def with_sources(sent: dict[str, Any]) -> dict[str, Any]:
    """What was sent, in the words of the actions."""
    rest = {name: value for name, value in sent.items() if name not in {"shares", "insights"}}
    return {**rest, "sources": [*sent["shares"], *sent["insights"]]}


class Insights(Resource):
    """What your circles now think, and thought before."""

    shown = InsightShown
    filters = InsightFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Insight]:
        sources = InsightSource.objects.visible_to(self.person).select_related("share", "earlier")
        return (
            Insight.objects.visible_to(self.person)
            .select_related("written_by", "circle", "followed_by")
            .prefetch_related(
                Prefetch("sources", sources, to_attr="seen"),
                Prefetch("voices", InsightVoice.objects.select_related("person")),
            )
        )

    @creates(InsightToWrite)
    def create(self, sent: dict[str, Any]) -> Insight:
        """Write down what a circle of yours now thinks."""
        return actions.write_insight(by=self.person, **with_sources(sent))

    @changes(InsightInItsPlace)
    def supersede(self, insight: Insight, sent: dict[str, Any]) -> Insight:
        """Write what it thinks in its place, and what changed its mind. The answer is the older one, which names the newer."""
        actions.supersede_insight(by=self.person, insight=insight, **with_sources(sent))
        return insight

    @changes(VoiceToRaise)
    def voice(self, insight: Insight, sent: dict[str, Any]) -> Insight:
        """Support or doubt it, with a reason; what you said before stays in the trail."""
        actions.voice_insight(by=self.person, insight=insight, **sent)
        return insight

    @changes()
    def take_back(self, insight: Insight, sent: dict[str, Any]) -> Insight:
        """Neither support nor doubt it any more."""
        return actions.take_back_voice(by=self.person, insight=insight)


class AdaptationShown(Shown):
    written_by_name = serializers.CharField(source="written_by.name")
    followed_by = serializers.SerializerMethodField(help_text="What is done in its place.")
    rests_on = serializers.SerializerMethodField()

    class Meta:
        model = Adaptation
        fields = (
            "id", "circle", "text", "since", "written_by", "written_by_name", "created_at", "follows",
            "ended_on", "ended_because", "ended_by", "followed_by", "rests_on",
        )  # fmt: skip

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_followed_by(self, adaptation: Adaptation) -> str | None:
        newer = getattr(adaptation, "followed_by", None)
        return str(newer.pk) if newer else None

    @extend_schema_field(RestsOnShown)
    def get_rests_on(self, adaptation: Adaptation) -> dict[str, Any]:
        return _as_shown(traced(adaptation, adaptation.seen))  # type: ignore[attr-defined]


class AdaptationFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    since = Day(required=False, source="since__gte", help_text="Done since this day or later.")
    standing = serializers.BooleanField(
        required=False, source="ended_on__isnull", help_text="Those still done, or those that ended."
    )


class AdaptationToBegin(RestingOn):
    circle = Known(Circle)
    text = Words()
    since = Day(required=False, default=None)
    id = serializers.UUIDField(required=False, default=uuid7)


class AdaptationInItsPlace(RestingOn):
    text = Words()
    reason = Words()
    since = Day(required=False, default=None)
    id = serializers.UUIDField(required=False, default=uuid7)


class HowItEnded(Sent):
    reason = Words()
    on = Day(required=False, default=None)


class Adaptations(Resource):
    """What your circles do differently now, and did before."""

    shown = AdaptationShown
    filters = AdaptationFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Adaptation]:
        sources = AdaptationSource.objects.visible_to(self.person).select_related("share", "insight")
        return (
            Adaptation.objects.visible_to(self.person)
            .select_related("written_by", "circle", "followed_by")
            .prefetch_related(Prefetch("sources", sources, to_attr="seen"))
        )

    @creates(AdaptationToBegin)
    def create(self, sent: dict[str, Any]) -> Adaptation:
        """Write down what a circle of yours does differently now."""
        return actions.begin_adaptation(by=self.person, **with_sources(sent))

    @changes(AdaptationInItsPlace)
    def change(self, adaptation: Adaptation, sent: dict[str, Any]) -> Adaptation:
        """Do it otherwise, and say why. The answer is the older one, which names the newer."""
        actions.change_adaptation(by=self.person, adaptation=adaptation, **with_sources(sent))
        return adaptation

    @changes(HowItEnded)
    def end(self, adaptation: Adaptation, sent: dict[str, Any]) -> Adaptation:
        """Say that it is not done any more, and why; it stays readable."""
        return actions.end_adaptation(by=self.person, adaptation=adaptation, **sent)
