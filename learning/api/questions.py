"""Learning questions, and how understanding moved."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Moment, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.identifiers import uuid7
from learning import actions
from learning.models import Insight, LearningQuestion, Understanding
from relationships.models import Circle, Conversation, Organisation, Promise


class QuestionShown(Shown):
    asked_by_name = serializers.CharField(
        source="who_asked",
        help_text="Who asked; of one that a smaller cycle raised, as much as its raiser agreed to.",
    )

    class Meta:
        model = LearningQuestion
        fields = (
            "id",
            "circle",
            "text",
            "why",
            "asked_by",
            "asked_by_name",
            "raised_at_scale",
            "raised_in",
            "put_to",
            "conversation",
            "promise",
            "created_at",
            "closed_at",
        )


class QuestionFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    put_to = serializers.UUIDField(required=False, source="put_to_id")
    conversation = serializers.UUIDField(required=False, source="conversation_id")
    promise = serializers.UUIDField(required=False, source="promise_id")
    since = Moment(required=False, source="created_at__gte")
    open = serializers.BooleanField(
        required=False, source="closed_at__isnull", help_text="Open ones, or closed ones."
    )


class QuestionToAsk(Sent):
    circle = Known(Circle)
    text = serializers.CharField(max_length=300)
    why = Words(**may_be_left_out())
    put_to = Known(
        Organisation, required=False, help_text="In a partnership: which of its organisations is asked."
    )
    conversation = Known(Conversation, required=False, help_text="In which conversation of it this is asked.")
    promise = Known(
        Promise, required=False, help_text="Which promise it is about; whoever made that is asked."
    )
    id = serializers.UUIDField(required=False, default=uuid7)


class WhoIsAsked(Sent):
    organisation = Known(Organisation)


class Questions(Resource):
    """The learning questions of your circles."""

    shown = QuestionShown
    filters = QuestionFilters
    to_write = "circles"

    def rows(self) -> QuerySet[LearningQuestion]:
        return LearningQuestion.objects.in_circles_of(self.person).select_related("asked_by", "circle")

    @creates(QuestionToAsk)
    def create(self, sent: dict[str, Any]) -> LearningQuestion:
        """Ask what a circle of yours wants to understand."""
        return actions.ask_question(by=self.person, **sent)

    @changes(WhoIsAsked)
    def put(self, question: LearningQuestion, sent: dict[str, Any]) -> LearningQuestion:
        """Put a partnership's question to one of its organisations, the funder as well as any other."""
        return actions.put_question(by=self.person, question=question, **sent)

    @changes()
    def close(self, question: LearningQuestion, sent: dict[str, Any]) -> LearningQuestion:
        """Say that the circle is done with a question; its trail stays readable."""
        return actions.close_question(by=self.person, question=question)


class UnderstandingShown(Shown):
    written_by_name = serializers.CharField(source="written_by.name")

    class Meta:
        model = Understanding
        fields = ("id", "question", "text", "written_by", "written_by_name", "written_at", "insights")


class UnderstandingFilters(Filters):
    question = serializers.UUIDField(required=False, source="question_id")
    circle = serializers.UUIDField(required=False, source="question__circle_id")
    since = Moment(required=False, source="written_at__gte")


class UnderstandingToRecord(Sent):
    question = Known(LearningQuestion)
    text = Words()
    insights = serializers.ListField(
        child=Known(Insight),
        required=False,
        default=list,
        max_length=100,
        help_text="Which of the circle’s insights led here.",
    )
    id = serializers.UUIDField(required=False, default=uuid7)


class Understandings(Resource):
    """The trail of what your circles came to understand, each step with its day."""

    shown = UnderstandingShown
    order = ("-written_at", "-id")
    filters = UnderstandingFilters
    to_write = "circles"

    def rows(self) -> QuerySet[Understanding]:
        return (
            Understanding.objects.in_circles_of(self.person)
            .select_related("written_by")
            .prefetch_related("insights")
        )

    @creates(UnderstandingToRecord)
    def create(self, sent: dict[str, Any]) -> Understanding:
        """Add a step to the trail; earlier ones stay."""
        return actions.record_understanding(by=self.person, **sent)
