"""The views of maps, and what each shows."""

import uuid
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hls_platform.api.fields import Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates, reads
from systems.actions.views import change_view, keep_view, take_view_away
from systems.api.maps import OnMapFilters
from systems.looking.seen import seen_in
from systems.models import Factor, SystemMap, View
from systems.models.view import MOST_STEPS


class ShowsInAView(Sent):
    """What a view shows: a factor that fits each of these; left out is everything."""

    clusters = serializers.ListField(
        child=serializers.CharField(max_length=160, allow_blank=True), required=False
    )
    kinds = serializers.ListField(
        child=serializers.CharField(max_length=120, allow_blank=True), required=False
    )
    tags = serializers.ListField(child=serializers.CharField(max_length=120), required=False)
    text = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ViewShown(Shown):
    shows = ShowsInAView()
    look = serializers.DictField(
        child=serializers.CharField(), help_text="What colours and sizes mean; empty is as on the map."
    )

    class Meta:
        model = View
        fields = (
            "id",
            "map",
            "name",
            "words",
            "shows",
            "focus",
            "steps",
            "look",
            "story",
            "place",
            "made_at",
        )


class ViewFilters(OnMapFilters):
    story = serializers.CharField(required=False, max_length=160)


class ViewWords(Sent):
    name = serializers.CharField(max_length=160, required=False)
    words = Words(required=False, allow_blank=True)
    shows = ShowsInAView(required=False)
    focus = Known(Factor, required=False, allow_null=True, help_text="Only what is near this factor.")
    steps = serializers.IntegerField(required=False, min_value=0, max_value=MOST_STEPS)
    look = serializers.DictField(
        child=serializers.CharField(max_length=300, allow_blank=True), required=False
    )
    story = serializers.CharField(
        max_length=160,
        required=False,
        allow_blank=True,
        help_text="Views of one story are told in their order.",
    )
    place = serializers.IntegerField(required=False, min_value=0, max_value=9_999)


class ViewToKeep(ViewWords):
    map = Known(SystemMap)
    name = serializers.CharField(max_length=160)
    words = Words(**may_be_left_out())


class SeenInAView(serializers.Serializer):
    factors = serializers.ListField(child=serializers.UUIDField())
    links = serializers.ListField(child=serializers.UUIDField())


class Views(Resource):
    """Kept ways to look at the maps of your circles. Views of one story are told in the order of their places."""

    shown = ViewShown
    order = ("story", "place", "name", "id")
    filters = ViewFilters
    to_write = "maps"

    def rows(self) -> QuerySet[View]:
        return View.objects.visible_to(self.person).select_related("map__circle", "focus")

    @creates(ViewToKeep)
    def create(self, sent: dict[str, Any]) -> View:
        """Keep a view of a map."""
        return keep_view(by=self.person, **sent)

    @changes(ViewWords)
    def partial_update(self, view: View, sent: dict[str, Any]) -> View:
        """Let it be another one."""
        names = ("name", "words", "shows", "focus", "steps", "look", "story", "place")
        now = {name: getattr(view, name) for name in names}
        return change_view(by=self.person, view=view, **{**now, **sent})

    @changes()
    def destroy(self, view: View, sent: dict[str, Any]) -> None:
        """Take it away; the map stays as it is."""
        take_view_away(by=self.person, view=view)

    @reads({200: SeenInAView})
    def seen(self, request: Request, pk: uuid.UUID) -> Response:
        """The factors that it shows now, and the links between them."""
        factors, links = seen_in(self.thing(pk))
        return Response({"factors": [each.pk for each in factors], "links": [each.pk for each in links]})
