"""A person's own: reflections, the drafts of them, and with whom they are shared. A token needs the scope `reflect`."""

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hls_platform.api.fields import Day, Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates, reads
from hls_platform.identifiers import uuid7
from learning import actions
from learning.models import Draft, Mention, Reflection, ReflectionVersion, Share
from learning.prompts import MOST_QUESTIONS
from relationships.models import Circle
from systems.models import Factor


class AnswerShown(serializers.Serializer):
    question = serializers.CharField()
    answer = serializers.CharField()


def answers_shown(reflection: Reflection) -> list[dict[str, str]]:
    """Each answer with its question, as `AnswerShown`."""
    return [{"question": question, "answer": answer} for question, answer in reflection.answered]


class ReflectionShown(Shown):
    mentions = serializers.SerializerMethodField(help_text="The factors it touches.")
    answered = serializers.SerializerMethodField(help_text="Answers to the questions of a set.")
    consented = serializers.BooleanField(help_text="Whether the person whose own words it holds agreed.")

    class Meta:
        model = Reflection
        fields = (
            "id",
            "kind",
            "happened_on",
            "text",
            "what",
            "so_what",
            "now_what",
            "prompts",
            "answered",
            "consented",
            "voices",
            "pictures",
            "created_at",
            "updated_at",
            "mentions",
        )

    @extend_schema_field(AnswerShown(many=True))
    def get_answered(self, reflection: Reflection) -> list[dict[str, str]]:
        return answers_shown(reflection)

    def get_mentions(self, reflection: Reflection) -> list[uuid.UUID]:
        return sorted(mention.factor_id for mention in reflection.mentions.all())


class ReflectionFilters(Filters):
    kind = serializers.ChoiceField(Reflection.Kind.choices, required=False)
    since = Day(required=False, source="happened_on__gte", help_text="What happened on this day or later.")
    until = Day(required=False, source="happened_on__lt")


class ReflectionWords(Sent):
    text = Words(**may_be_left_out())
    what = Words(**may_be_left_out())
    so_what = Words(**may_be_left_out())
    now_what = Words(**may_be_left_out())
    answers = serializers.ListField(
        child=Words(allow_blank=True),
        required=False,
        max_length=MOST_QUESTIONS,
        help_text="To the questions of a set, one text for each; an empty one leaves a question out.",
    )
    consented = serializers.BooleanField(
        required=False, help_text="Whether the person whose own words it holds agreed."
    )
    kind = serializers.ChoiceField(Reflection.Kind.choices, required=False)
    happened_on = Day(required=False)


class ReflectionToWrite(ReflectionWords):
    prompts = serializers.CharField(
        required=False,
        max_length=60,
        help_text="The set that `answers` are to: gibbs:1, vest:1, after-action:1, strength:1, wisdom:1, or the id of "
        "a version of a circle's own.",
    )
    id = serializers.UUIDField(
        required=False,
        default=uuid7,
        help_text="A UUID of version 7 that you make; the same again stores once.",
    )
    share_with = Known(
        Circle, many=True, required=False, help_text="Circles of yours that may read it from now on."
    )
    anonymous = serializers.BooleanField(default=False, help_text="Share it without your name.")
    small_circle_understood = serializers.BooleanField(
        default=False, help_text="True when you know that fewer than five people could have written it."
    )


class VersionShown(Shown):
    words = serializers.DictField(help_text="The fields as they were.")

    class Meta:
        model = ReflectionVersion
        fields = ("id", "words", "written_at")


class VersionsShown(serializers.Serializer):
    items = VersionShown(many=True)


class FactorToMention(Sent):
    factor = Known(Factor)


class Reflections(Resource):
    """What you wrote. Nobody else reads it here: what was shared with circles is under /api/shared/."""

    shown = ReflectionShown
    filters = ReflectionFilters
    to_read = "reflect"
    to_write = "reflect"

    def rows(self) -> QuerySet[Reflection]:
        return Reflection.objects.filter(author=self.person).prefetch_related(
            Prefetch("mentions", Mention.objects.only("reflection_id", "factor_id"))
        )

    @creates(ReflectionToWrite)
    def create(self, sent: dict[str, Any]) -> Reflection:
        """Keep a reflection, for you alone unless `share_with` says otherwise."""
        return actions.write_reflection(by=self.person, **sent)

    @changes(ReflectionWords)
    def partial_update(self, reflection: Reflection, sent: dict[str, Any]) -> Reflection:
        """Change the words, kind or day; send all four texts, an empty one is taken out; answers stay where they are not sent. Earlier words stay in its history."""
        return actions.edit_reflection(by=self.person, reflection=reflection, **sent)

    @changes(FactorToMention)
    def mention(self, reflection: Reflection, sent: dict[str, Any]) -> Reflection:
        """Say that it touches a factor of a map."""
        actions.mention_factor(by=self.person, reflection=reflection, **sent)
        return reflection

    @changes(FactorToMention)
    def unmention(self, reflection: Reflection, sent: dict[str, Any]) -> Reflection:
        """Take that back."""
        actions.unmention_factor(by=self.person, reflection=reflection, **sent)
        return reflection

    @reads({200: VersionsShown})
    def versions(self, request: Request, pk: uuid.UUID) -> Response:
        """How the words were before each change, the latest first."""
        versions = self.thing(pk).versions.order_by("-written_at", "-id")
        return Response({"items": VersionShown(versions, many=True).data})


class ShareShown(Shown):
    class Meta:
        model = Share
        fields = ("id", "reflection", "circle", "anonymous", "shared_at", "withdrawn_at", "returned")


class ShareFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    reflection = serializers.UUIDField(required=False, source="reflection_id")
    live = serializers.BooleanField(
        required=False, source="withdrawn_at__isnull", help_text="Not withdrawn, or withdrawn."
    )


class OwnReflection(Known):
    def get_queryset(self) -> QuerySet[Reflection]:
        return Reflection.objects.filter(author=self.context["person"])


class ReflectionToShare(Sent):
    reflection = OwnReflection(Reflection)
    circle = Known(Circle)
    anonymous = serializers.BooleanField(default=False)
    small_circle_understood = serializers.BooleanField(default=False)


class CircleToHandOnTo(Sent):
    circle = Known(Circle)
    small_circle_understood = serializers.BooleanField(default=False)


class Shares(Resource):
    """With whom you shared what, and what you withdrew. Others do not see this list."""

    shown = ShareShown
    order = ("-shared_at", "-id")
    filters = ShareFilters
    to_read = "reflect"
    to_write = "reflect"

    def rows(self) -> QuerySet[Share]:
        return Share.objects.filter(reflection__author=self.person)

    @creates(ReflectionToShare)
    def create(self, sent: dict[str, Any]) -> Share:
        """Let the people of a circle read a reflection of yours."""
        return actions.share_reflection(by=self.person, **sent)

    @changes()
    def withdraw(self, share: Share, sent: dict[str, Any]) -> Share:
        """Take that back: from now on nobody but you reads it by this share."""
        return actions.withdraw_share(by=self.person, share=share)

    @changes(CircleToHandOnTo)
    def hand_on(self, share: Share, sent: dict[str, Any]) -> Share:
        """Let another circle of yours read what you shared with one that has ended, with or without your name as there."""
        actions.hand_on(by=self.person, shares=[share], **sent)
        return share


class DraftWords(Sent):
    answers = serializers.ListField(child=Words(allow_blank=True), required=False, max_length=MOST_QUESTIONS)
    prompts = serializers.CharField(required=False, max_length=60)
    text = Words(**may_be_left_out())
    what = Words(**may_be_left_out())
    so_what = Words(**may_be_left_out())
    now_what = Words(**may_be_left_out())
    kind = serializers.CharField(required=False, max_length=20)
    happened_on = serializers.CharField(required=False, max_length=20)


class DraftShown(Shown):
    words = serializers.DictField(source="as_typed", help_text="The fields of the form as typed.")

    class Meta:
        model = Draft
        fields = ("id", "words", "saved_at")


class DraftToKeep(DraftWords):
    id = serializers.UUIDField(
        required=False, default=uuid7, help_text="The id the reflection will have: a UUIDv7."
    )


class Drafts(Resource):
    """What you began and have not saved as a reflection."""

    shown = DraftShown
    order = ("-saved_at", "-id")
    to_read = "reflect"
    to_write = "reflect"

    def rows(self) -> QuerySet[Draft]:
        return Draft.objects.visible_to(self.person)

    @creates(DraftToKeep)
    def create(self, sent: dict[str, Any]) -> Draft:
        """Keep a draft under the id that its reflection will have."""
        id = sent.pop("id")
        return actions.save_draft(by=self.person, id=id, words=sent) or Draft(pk=id)

    @changes(DraftWords)
    def partial_update(self, draft: Draft, sent: dict[str, Any]) -> Draft | None:
        """Keep it as it is typed now."""
        return actions.save_draft(by=self.person, id=draft.pk, words={**draft.as_typed(), **sent})

    @changes()
    def destroy(self, draft: Draft, sent: dict[str, Any]) -> None:
        """Throw a draft away."""
        actions.discard_draft(by=self.person, id=draft.pk)
