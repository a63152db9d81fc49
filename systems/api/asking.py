"""What maps answer, and the loops of them that were given a name."""

import uuid
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from systems.actions.kept_loops import keep_loop, let_loop_go
from systems.asking.answer import Mark
from systems.asking.kept import Standing, standing_of
from systems.asking.questions import LOOPS, OF_ALL, OF_ONE
from systems.asking.reading import read_map
from systems.models import KeptLoop, SystemMap

QUESTIONS = [*OF_ONE, *OF_ALL, LOOPS]


class AnswerLineShown(serializers.Serializer):
    words = serializers.CharField()
    mark = serializers.ChoiceField([mark.value for mark in Mark], help_text="What a drawing may colour by.")
    factors = serializers.ListField(child=serializers.UUIDField())
    links = serializers.ListField(child=serializers.UUIDField())


class MapAnswerShown(serializers.Serializer):
    title = serializers.CharField()
    says = serializers.ListField(child=serializers.CharField())
    lines = AnswerLineShown(many=True)
    cannot_know = serializers.ListField(child=serializers.CharField())


class AskFilters(Filters):
    factor = serializers.UUIDField(required=False, help_text="For questions of one factor.")
    to = serializers.UUIDField(required=False, help_text="For ways: where they lead.")
    links = serializers.IntegerField(
        required=False, min_value=1, max_value=8, default=4, help_text="By at most so many links."
    )


class KeptLoopShown(Shown):
    factors = serializers.ListField(
        child=serializers.UUIDField(), help_text="Each leads to the next, the last to the first."
    )

    class Meta:
        model = KeptLoop
        fields: tuple[str, ...] = ("id", "map", "name", "words", "kind", "factors", "kept_at")


class KeptLoopWhole(KeptLoopShown):
    whole = serializers.SerializerMethodField(help_text="Whether it stands on the map now.")
    stands = serializers.SerializerMethodField(
        help_text="The same in words: since when it is broken, and where."
    )

    class Meta(KeptLoopShown.Meta):
        fields = (*KeptLoopShown.Meta.fields, "whole", "stands")

    @cached_property
    def standing(self) -> dict[uuid.UUID, Standing]:
        """How loops stand that were asked for already."""
        return {}

    def get_whole(self, loop: KeptLoop) -> bool:
        return self._standing(loop).kind is not None

    def get_stands(self, loop: KeptLoop) -> str:
        return self._standing(loop).words

    def _standing(self, loop: KeptLoop) -> Standing:
        if loop.pk not in self.standing:
            self.standing |= {each.kept.pk: each for each in standing_of(read_map(loop.map))}
        return self.standing[loop.pk]


class LoopToKeep(Sent):
    map = Known(SystemMap)
    factors = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=12, help_text="Each leads to the next."
    )
    name = serializers.CharField(max_length=120)
    words = Words(**may_be_left_out())


class KeptLoopFilters(Filters):
    map = serializers.UUIDField(required=False, source="map_id")


class KeptLoops(Resource):
    """The loops of maps that people gave a name to. One by itself says whether a change has broken it."""

    shown = KeptLoopShown
    shown_whole = KeptLoopWhole
    order = ("name", "id")
    filters = KeptLoopFilters
    to_write = "maps"

    def rows(self) -> QuerySet[KeptLoop]:
        return KeptLoop.objects.visible_to(self.person).select_related("map__circle")

    @creates(LoopToKeep)
    def create(self, sent: dict[str, Any]) -> KeptLoop:
        """Keep a loop of a map under a name."""
        return keep_loop(by=self.person, **sent)

    @changes()
    def destroy(self, loop: KeptLoop, sent: dict[str, Any]) -> None:
        """Let it go; the map stays as it is."""
        let_loop_go(by=self.person, loop=loop)
