"""Opening conversations: first words, views in words, one decision with its reason. No number stands in any of it."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from funders.actions import deciding
from funders.actions import openings as writing
from funders.actions.openings import Bearer
from funders.models import (
    Fund,
    OpeningConversation,
    OpeningDecision,
    OpeningInterest,
    OpeningTalk,
    OpeningView,
)
from hls_platform.api.fields import Filters, Known, Moment, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from relationships.models import Organisation


class OpeningTalkShown(Shown):
    class Meta:
        model = OpeningTalk
        fields = ("id", "starts_at", "place", "cancelled_at", "heard_by_applicant", "heard_by_funder")


class OpeningInterestShown(Shown):
    class Meta:
        model = OpeningInterest
        fields = ("person", "is_tied", "words", "declared_at")


class OpeningViewShown(Shown):
    class Meta:
        model = OpeningView
        fields = ("person", "text", "written_at")


class OpeningDecisionShown(Shown):
    class Meta:
        model = OpeningDecision
        fields = ("outcome", "reason", "helps", "decided_at", "partnership")


class OpeningShown(Shown):
    yours = serializers.SerializerMethodField()
    talks = OpeningTalkShown(many=True)
    interests = OpeningInterestShown(many=True)
    views = OpeningViewShown(many=True)
    decision = OpeningDecisionShown(allow_null=True)

    class Meta:
        model = OpeningConversation
        fields = (
            "id", "fund", "yours", "name", "email", "organisation", "matters", "who", "learn", "begun_at", "sent_at",
            "withdrawn_at", "answer", "answered_at", "talks", "interests", "views", "decision",
        )  # fmt: skip

    def get_yours(self, opening: OpeningConversation) -> bool:
        return bool(opening.applicant_id == self.context["request"].user.pk)

    def to_representation(self, opening: OpeningConversation) -> dict[str, Any]:
        opening.decision = getattr(opening, "decision", None)
        shown: dict[str, Any] = super().to_representation(opening)
        return shown


class OpeningFilters(Filters):
    fund = serializers.UUIDField(required=False, source="fund_id")
    decided = serializers.BooleanField(required=False, source="decision__isnull")
    since = Moment(required=False, source="sent_at__gte")

    def validate_decided(self, decided: bool) -> bool:
        return not decided


class WordsToBegin(Sent):
    fund = Known(Fund)
    matters = Words(**may_be_left_out(max_length=writing.LONGEST))
    who = Words(**may_be_left_out(max_length=writing.LONGEST))
    learn = Words(**may_be_left_out(max_length=writing.LONGEST))
    organisation = serializers.CharField(**may_be_left_out(max_length=160))
    name = serializers.CharField(**may_be_left_out(max_length=120))


class InterestToDeclare(Sent):
    is_tied = serializers.BooleanField()
    words = Words(**may_be_left_out())


class ViewToWrite(Sent):
    text = Words()


class TalkToPlan(Sent):
    starts_at = Moment()
    place = serializers.CharField(max_length=200)


class DecisionToGive(Sent):
    outcome = serializers.ChoiceField(OpeningDecision.Outcome.choices)
    reason = Words()
    helps = Words(**may_be_left_out())


class Answer(Sent):
    answer = Words()


class ToBeginTogether(Sent):
    organisation = Known(Organisation)
    name = serializers.CharField(max_length=160)
    purpose = Words(**may_be_left_out())


class Openings(Resource):
    """First words: yours, and those that were sent to the funds of your organisations, in the order in which they began."""

    shown = OpeningShown
    order = ("-begun_at", "-id")
    filters = OpeningFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[OpeningConversation]:
        person = self.person
        return (
            OpeningConversation.objects.visible_to(person)
            .select_related("fund", "decision")
            .prefetch_related(
                Prefetch("talks", OpeningTalk.objects.visible_to(person)),
                Prefetch(
                    "interests", OpeningInterest.objects.visible_to(person).order_by("person__name", "id")
                ),
                Prefetch("views", OpeningView.objects.visible_to(person).order_by("person__name", "id")),
            )
        )

    @creates(WordsToBegin)
    def create(self, sent: dict[str, Any]) -> OpeningConversation:
        """Begin first words to an open fund, as yourself; nobody else sees them before you send them."""
        fund = sent.pop("fund")
        return writing.begin_words(fund=fund, words=sent, by=self.person)[0]

    @changes()
    def send(self, opening: OpeningConversation, sent: dict[str, Any]) -> OpeningConversation:
        """Send yours, once something stands in each box."""
        writing.send_words(opening=opening, bearer=Bearer(self.person))
        return opening

    @changes()
    def withdraw(self, opening: OpeningConversation, sent: dict[str, Any]) -> OpeningConversation:
        """Take yours back: every word of it is gone at once."""
        return writing.withdraw_words(by=self.person, opening=opening)

    @changes(Answer)
    def answer(self, opening: OpeningConversation, sent: dict[str, Any]) -> OpeningConversation:
        """Answer a “not now”, once."""
        return writing.answer_decision(by=self.person, opening=opening, **sent)

    @changes(InterestToDeclare)
    def declare(self, opening: OpeningConversation, sent: dict[str, Any]) -> OpeningConversation:
        """Say whether anything ties you to them, before you have a view."""
        deciding.declare_interest(by=self.person, opening=opening, **sent)
        return opening

    @changes(ViewToWrite)
    def view(self, opening: OpeningConversation, sent: dict[str, Any]) -> OpeningConversation:
        """Write your view with its reasons, or change it."""
        deciding.write_view(by=self.person, opening=opening, **sent)
        return opening

    @changes(TalkToPlan)
    def talk(self, opening: OpeningConversation, sent: dict[str, Any]) -> OpeningConversation:
        """Plan a conversation with them."""
        deciding.plan_talk(by=self.person, opening=opening, **sent)
        return opening

    @changes(DecisionToGive)
    def decide(self, opening: OpeningConversation, sent: dict[str, Any]) -> OpeningConversation:
        """Give the decision with its reason, once several of you have written a view."""
        deciding.decide(by=self.person, opening=opening, **sent)
        return opening

    @changes(ToBeginTogether)
    def begin(self, opening: OpeningConversation, sent: dict[str, Any]) -> OpeningConversation:
        """After a yes: begin the partnership with their organisation, and invite them into it."""
        deciding.begin_with_applicant(by=self.person, opening=opening, **sent)
        return opening
