"""Maps of systems: what is drawn on them, the versions that were kept, their loops, and files in and out."""

import uuid
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hls_platform.api.fields import Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.problems import Wrong, WrongParameters
from hls_platform.api.resources import Resource, changes, creates, reads
from hls_platform.api.schema import BYTES
from relationships.models import Circle
from systems.actions.bringing_again import bring_in_again
from systems.actions.maps import CannotImport, add_to_map, import_map
from systems.actions.restoring import restore_snapshot
from systems.actions.snapshots import keep_snapshot
from systems.analysis.loops import LoopKind
from systems.api.asking import QUESTIONS, AskFilters, MapAnswerShown
from systems.asking.looking import Asked, search_for
from systems.asking.loops import look, ranked
from systems.asking.questions import OF_ONE, ask_about_all, ask_about_one
from systems.asking.reading import read_map
from systems.formats import READERS, WRITERS
from systems.formats.apart import read_apart
from systems.formats.choices import Choices
from systems.formats.drawing import MOST_BYTES, Drawing
from systems.models import Factor, Link, Snapshot, SystemMap
from systems.views.files import file_of

MOST_LOOPS, SECONDS = 20_000, 2.0
"""So many loops are looked for, and so long, while a program waits."""


class MapShown(Shown):
    class Meta:
        model = SystemMap
        fields = ("id", "circle", "slug", "name", "description", "created_at")


class MapFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")


class FilesOfAMap(Sent):
    links = serializers.CharField(
        max_length=MOST_BYTES,
        trim_whitespace=False,
        help_text="The text of a file in any format that maps come in as; of a workbook, its bytes as base64.",
    )
    factors = serializers.CharField(
        **may_be_left_out(
            max_length=MOST_BYTES,
            trim_whitespace=False,
            help_text="A CSV file of factors, where `links` is one of links.",
        )
    )
    format = serializers.ChoiceField(
        list(READERS),
        allow_blank=True,
        required=False,
        default="",
        help_text="Which format the file is in; recognised when left out. CSV where it is neither.",
    )
    signs = serializers.DictField(
        child=serializers.ChoiceField(["+", "-", ""]),
        required=False,
        default=dict,
        help_text="What kinds of links mean, by kind.",
    )
    make_missing = serializers.BooleanField(
        required=False, default=False, help_text="Add factors that only links name."
    )


class MapToImport(FilesOfAMap):
    circle = Known(Circle)
    name = serializers.CharField(
        max_length=160,
        required=False,
        default="",
        allow_blank=True,
        help_text="What the file says, when left out.",
    )
    description = Words(**may_be_left_out())


@contextmanager
def drawn(sent: dict[str, Any]) -> Iterator[Drawing]:
    """What the two files say, taken out of what was `sent`; a problem with them names the file and the row."""
    links = sent.pop("links")
    workbook = links.startswith("UEsDB") and len(links) % 4 == 0
    files = [("links", b64decode(links) if workbook else links.encode("utf-8", "surrogatepass"))]
    if factors := sent.pop("factors"):
        files.append(("factors", factors.encode("utf-8", "surrogatepass")))
    choices = Choices(signs=sent.pop("signs"), make_missing=sent.pop("make_missing"))
    _format, drawing = read_apart(files, sent.pop("format"), choices)
    try:
        yield drawing
    except CannotImport as refused:
        faults = [
            {"pointer": f"#/{remark.file}", "detail": str(remark)}
            for remark in refused.drawing.problems[:100]
        ]
        raise Wrong("refused", 422, str(refused), faults) from refused


class LoopShown(serializers.Serializer):
    kind = serializers.ChoiceField([kind.value for kind in LoopKind])
    factors = serializers.ListField(
        child=serializers.UUIDField(), help_text="In order, each leading to the next."
    )


class LoopsShown(serializers.Serializer):
    total = serializers.IntegerField()
    at_least = serializers.BooleanField(help_text="Whether there are more than were found in the time.")
    whole_to = serializers.IntegerField(help_text="Every loop of at most so many links was found.")
    items = LoopShown(many=True)
    next = serializers.URLField(allow_null=True)


class LoopFilters(Filters):
    after = serializers.IntegerField(  # type: ignore[assignment]  # counted, not a cursor: loops are no rows
        required=False, min_value=0, max_value=1_000_000, default=0
    )
    length = serializers.IntegerField(
        required=False, min_value=1, max_value=8, default=5, help_text="Of at most so many links."
    )


class Maps(Resource):
    """The maps of your circles."""

    shown = MapShown
    order = ("name", "id")
    filters = MapFilters
    to_write = "maps"

    def rows(self) -> QuerySet[SystemMap]:
        return SystemMap.objects.visible_to(self.person).select_related("circle")

    @creates(MapToImport)
    def create(self, sent: dict[str, Any]) -> SystemMap:
        """Bring a map in from a file in any format, or two of CSV: all of it or nothing."""
        with drawn(sent) as drawing:
            sent["name"] = sent["name"] or drawing.name
            sent["description"] = sent.get("description") or drawing.description
            return import_map(by=self.person, drawing=drawing, **sent)

    @changes(FilesOfAMap)
    def add(self, map: SystemMap, sent: dict[str, Any]) -> SystemMap:
        """Add what a file holds to a map; links may begin or end at factors that are there, by their id in files."""
        with drawn(sent) as drawing:
            return add_to_map(by=self.person, map=map, drawing=drawing)

    @changes(FilesOfAMap)
    def bring_in_again(self, map: SystemMap, sent: dict[str, Any]) -> SystemMap:
        """Let a map say what a file says: what is known by its id in files is changed, the rest is added, as one change."""
        with drawn(sent) as drawing:
            bring_in_again(by=self.person, map=map, drawing=drawing)
            return map

    @reads({200: LoopsShown}, filters=LoopFilters)
    def loops(self, request: Request, pk: uuid.UUID) -> Response:
        """The map's feedback loops up to a chosen length, shorter ones first, as far as there is time to find them."""
        read = read_map(self.thing(pk))
        asked = self.asked(LoopFilters).validated_data
        search = search_for(Asked(pk, read.map.version, asked["length"]))
        looked = (search and search.looked) or look(read, asked["length"], None, MOST_LOOPS, SECONDS)
        begin, end = asked["after"], asked["after"] + asked["size"]
        items = [
            {"kind": loop.kind.value, "factors": [read.ids[number] for number in loop.factors]}
            for loop in islice(ranked(read, looked.loops), begin, end)
        ]
        return Response(
            {
                "total": len(looked.loops),
                "at_least": not looked.all,
                "whole_to": looked.whole_to,
                "items": items,
                "next": self._address_after(str(end) if end < len(looked.loops) else None),
            }
        )

    @extend_schema(parameters=[OpenApiParameter("question", str, OpenApiParameter.PATH, enum=QUESTIONS)])
    @reads({200: MapAnswerShown}, filters=AskFilters, at="ask/<str:question>")
    def ask(self, request: Request, pk: uuid.UUID, question: str) -> Response:
        """What the map answers, in words, and the factors and links that each sentence is about."""
        read = read_map(self.thing(pk))
        asked = self.asked(AskFilters).validated_data
        if question in OF_ONE:
            factor, to = asked.get("factor"), asked.get("to")
            for name, given in (("factor", factor), *([("to", to)] if question == "ways" else [])):
                if given not in read.numbers:
                    raise WrongParameters({name: [_("Choose a factor of this map.")]})
            answer = ask_about_one(read, question, factor, to=to, links=asked["links"])
        elif question in QUESTIONS:
            answer = ask_about_all(read, question, self.person, links=asked["links"])
        else:
            raise Http404
        return Response(answer.as_json())

    @extend_schema(parameters=[OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=list(WRITERS))])
    @reads(
        {
            (200, "application/json"): OpenApiResponse({"type": "object"}, description="In our own format."),
            (200, "text/csv"): OpenApiResponse(BYTES, description="A table."),
            (200, "application/octet-stream"): OpenApiResponse(BYTES, description="Any other format."),
        },
        at="files/<str:kind>",
    )
    def file(self, request: Request, pk: uuid.UUID, kind: str) -> HttpResponse:
        """The map as a file."""
        shown = self.thing(pk)
        if kind not in WRITERS:
            raise Http404
        return file_of(shown, kind)


class FactorShown(Shown):
    class Meta:
        model = Factor
        fields = (
            "id",
            "map",
            "label",
            "description",
            "cluster",
            "kind",
            "tags",
            "attributes",
            "x",
            "y",
            "pinned",
            "external_id",
        )


class OnMapFilters(Filters):
    map = serializers.UUIDField(required=False, source="map_id")


class FactorFilters(OnMapFilters):
    cluster = serializers.CharField(required=False, max_length=160)


class Factors(Resource):
    """What can become more or less, on the maps of your circles."""

    shown = FactorShown
    order = ("label", "id")
    filters = FactorFilters

    def rows(self) -> QuerySet[Factor]:
        return Factor.objects.live().visible_to(self.person)


class LinkShown(Shown):
    polarity = serializers.ChoiceField(
        ["+", "-", ""], help_text="More leads to more, to less, or nobody knows yet."
    )

    class Meta:
        model = Link
        fields = (
            "id",
            "map",
            "source",
            "target",
            "label",
            "description",
            "kind",
            "polarity",
            "strength",
            "delay",
            "confidence",
            "evidence",
            "external_id",
        )


class LinkFilters(OnMapFilters):
    source = serializers.UUIDField(  # type: ignore[assignment]  # a filter of that name, not where one comes from
        required=False, source="source_id"
    )
    target = serializers.UUIDField(required=False, source="target_id")


class Links(Resource):
    """What acts on what, on the maps of your circles."""

    shown = LinkShown
    order = ("id",)
    filters = LinkFilters

    def rows(self) -> QuerySet[Link]:
        return Link.objects.live().visible_to(self.person)


class SnapshotShown(Shown):
    class Meta:
        model = Snapshot
        fields: tuple[str, ...] = ("id", "map", "name", "reason", "taken_at")


class SnapshotWhole(SnapshotShown):
    content = serializers.DictField(help_text="Factors and links, in our own map format.")

    class Meta(SnapshotShown.Meta):
        fields = (*SnapshotShown.Meta.fields, "content")


class SnapshotToRestore(Sent):
    id = serializers.UUIDField(
        help_text="Made where it is sent from: sent again, it is the change that was made."
    )


class SnapshotToKeep(Sent):
    map = Known(SystemMap)
    name = serializers.CharField(max_length=160)
    reason = Words(**may_be_left_out())


class Snapshots(Resource):
    """The versions of maps that were kept. One by itself comes with all that was on the map."""

    shown = SnapshotShown
    shown_whole = SnapshotWhole
    order = ("-taken_at", "-id")
    filters = OnMapFilters
    to_write = "maps"

    def rows(self) -> QuerySet[Snapshot]:
        return Snapshot.objects.visible_to(self.person).defer("content")

    def whole_rows(self) -> QuerySet[Snapshot]:
        return Snapshot.objects.visible_to(self.person)

    @creates(SnapshotToKeep)
    def create(self, sent: dict[str, Any]) -> Snapshot:
        """Keep a map as it is now, under a name."""
        return keep_snapshot(by=self.person, **sent)

    @changes(SnapshotToRestore)
    def restore(self, snapshot: Snapshot, sent: dict[str, Any]) -> Snapshot:
        """Let the map stand as this version kept it, as a new change."""
        restore_snapshot(by=self.person, snapshot=snapshot, **sent)
        return snapshot
