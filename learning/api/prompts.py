"""Questions that circles ask of their own, to reflect by. A token needs the scope `circles` to write them."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Sent, Shown
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.identifiers import uuid7
from learning import actions
from learning.actions.prompts import LONGEST_QUESTION
from learning.models import PromptSet, PromptSetVersion
from learning.prompts import MOST_QUESTIONS
from relationships.models import Circle


class VersionOfPrompts(Shown):
    class Meta:
        model = PromptSetVersion
        fields = ("id", "number", "name", "questions", "written_at")


class PromptSetShown(Shown):
    versions = VersionOfPrompts(
        many=True, help_text="The latest first: its id is what `prompts` of a reflection names."
    )

    class Meta:
        model = PromptSet
        fields = ("id", "circle", "created_at", "retired_at", "versions")


class PromptSetFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    asked = serializers.BooleanField(
        required=False, source="retired_at__isnull", help_text="Asked now, or not any more."
    )


class PromptsToChange(Sent):
    name = serializers.CharField(max_length=120)
    questions = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_QUESTION), max_length=MOST_QUESTIONS
    )


class PromptsToWrite(PromptsToChange):
    circle = Known(Circle)
    id = serializers.UUIDField(required=False, default=uuid7)


class PromptSets(Resource):
    """Questions that your circles ask of their own. Those that come with the place are named with /api/reflections/."""

    shown = PromptSetShown
    filters = PromptSetFilters
    to_write = "circles"

    def rows(self) -> QuerySet[PromptSet]:
        newest_first = PromptSetVersion.objects.order_by("-number")
        return PromptSet.objects.visible_to(self.person).prefetch_related(Prefetch("versions", newest_first))

    @creates(PromptsToWrite)
    def create(self, sent: dict[str, Any]) -> PromptSet:
        """Give a circle that you lead or facilitate questions of its own."""
        return actions.write_prompts(by=self.person, **sent)

    @changes(PromptsToChange)
    def partial_update(self, prompt_set: PromptSet, sent: dict[str, Any]) -> PromptSet:
        """Ask otherwise from now on, with another version; what was answered keeps its questions."""
        return actions.change_prompts(by=self.person, prompt_set=prompt_set, **sent)

    @changes()
    def retire(self, prompt_set: PromptSet, sent: dict[str, Any]) -> PromptSet:
        """Do not ask them any more."""
        return actions.retire_prompts(by=self.person, prompt_set=prompt_set)
