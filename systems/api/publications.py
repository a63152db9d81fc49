"""Maps that everybody may read: published, renewed and withdrawn."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from systems.actions.publishing import publish_edition, publish_map, withdraw_publication
from systems.models import Edition, PublishedMap, SystemMap, View


class EditionShown(Shown):
    licence = serializers.ChoiceField(Edition.Licence.choices, help_text="What others may do with it.")

    class Meta:
        model = Edition
        fields = ("number", "title", "words", "credit", "licence", "why", "content", "at")


class PublishedMapShown(Shown):
    map = serializers.SerializerMethodField(help_text="The map it is of, where you may see that.")
    editions = EditionShown(many=True, source="seen", help_text="The first one first; none once withdrawn.")

    class Meta:
        model = PublishedMap
        fields = ("id", "map", "published_at", "withdrawn_at", "editions")

    def get_map(self, publication: PublishedMap) -> str | None:
        return str(publication.map_id) if publication.is_mine else None  # type: ignore[attr-defined]


class PublishedMapFilters(Filters):
    map = serializers.UUIDField(required=False, help_text="Of this map, which you may see.")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if map := self.validated_data.pop("map", None):
            rows = rows.filter(map_id=map, is_mine=True)
        return super().narrow(rows)


class EditionToPublish(Sent):
    title = serializers.CharField(max_length=160)
    words = Words(**may_be_left_out())
    credit = serializers.CharField(**may_be_left_out(max_length=300))
    licence = serializers.ChoiceField(Edition.Licence.choices, required=False, default=Edition.Licence.BY)
    descriptions = serializers.BooleanField(
        required=False, default=False, help_text="Whether the descriptions of factors are shown too."
    )


class EditionToAdd(EditionToPublish):
    why = Words(**may_be_left_out(help_text="What is new in it."))


class MapToPublish(EditionToPublish):
    map = Known(SystemMap)
    view = Known(View, required=False, allow_null=True, default=None)


class PublishedMaps(Resource):
    """Maps that everybody may read: those that stand, and of your circles those that were withdrawn."""

    shown = PublishedMapShown
    order = ("-published_at", "-id")
    filters = PublishedMapFilters
    to_write = "maps"

    def rows(self) -> QuerySet[PublishedMap]:
        mine = Exists(SystemMap.objects.visible_to(self.person).filter(pk=OuterRef("map_id")))
        found = PublishedMap.objects.annotate(is_mine=mine)
        seen = Edition.objects.visible_to(self.person).order_by("number")
        return found.filter(Q(withdrawn_at=None) | Q(is_mine=True)).prefetch_related(
            Prefetch("editions", seen, to_attr="seen")
        )

    @creates(MapToPublish)
    def create(self, sent: dict[str, Any]) -> PublishedMap:
        """Let everybody read a map of a circle that you lead or facilitate, or what a view shows of it."""
        return publish_map(by=self.person, **sent)

    @changes(EditionToAdd)
    def edition(self, publication: PublishedMap, sent: dict[str, Any]) -> PublishedMap:
        """Publish the map as it is now under the same address."""
        publish_edition(by=self.person, publication=publication, **sent)
        return publication

    @changes()
    def withdraw(self, publication: PublishedMap, sent: dict[str, Any]) -> PublishedMap:
        """Let nobody outside the circle read it any more."""
        return withdraw_publication(by=self.person, publication=publication)
