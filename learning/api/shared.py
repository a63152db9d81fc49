"""What was shared, as its readers see it, and what came back.

Of something shared without a name there is nothing finer here than on the pages: no author, no id of the reflection,
no time but the day, and an order (by that day, then by a random id) that tells nothing.
"""

import datetime
import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from hls_platform.api.fields import Day, Filters, Known, Moment, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates, reads
from hls_platform.identifiers import uuid7
from learning import actions
from learning.api.attachments import file_of
from learning.api.reflections import AnswerShown, answers_shown
from learning.models import Attachment, Mention, Reflection, Response, Share
from learning.queries.attachments import nth_of
from learning.queries.feed import NEWEST_FIRST
from systems.models import Factor


class AuthorShown(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


class FileShown(serializers.Serializer):
    nth = serializers.IntegerField(help_text="Its place, by which the file is read: files/{nth}/.")
    kind = serializers.ChoiceField(Attachment.Kind.choices)
    alt = serializers.CharField(help_text="What is to be seen, or what is said.")
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    seconds = serializers.IntegerField()


class SharedShown(Shown):
    author = serializers.SerializerMethodField(help_text="Nobody, where it was shared without a name.")
    attribution = serializers.CharField(help_text="Who said it, as the author consented, in words.")
    shared_on = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(Reflection.Kind.choices, source="reflection.kind")
    happened_on = serializers.DateField(source="reflection.happened_on")
    text = serializers.CharField(source="reflection.text")
    what = serializers.CharField(source="reflection.what")
    so_what = serializers.CharField(source="reflection.so_what")
    now_what = serializers.CharField(source="reflection.now_what")
    mentions = serializers.SerializerMethodField(
        help_text="The factors it touches, of maps that you may see."
    )

    answered = serializers.SerializerMethodField(help_text="Answers to the questions of a set.")
    files = serializers.SerializerMethodField(help_text="The recordings and pictures that belong to it.")

    class Meta:
        model = Share
        fields = (
            "id",
            "circle",
            "anonymous",
            "author",
            "attribution",
            "shared_on",
            "kind",
            "happened_on",
            "text",
            "what",
            "so_what",
            "now_what",
            "answered",
            "mentions",
            "files",
        )

    @extend_schema_field(AuthorShown(allow_null=True))
    def get_author(self, share: Share) -> dict[str, str] | None:
        if share.anonymous:
            return None
        return {"id": str(share.reflection.author_id), "name": share.reflection.author.name}

    def get_shared_on(self, share: Share) -> datetime.date:
        return timezone.localdate(share.shared_at)

    @extend_schema_field(AnswerShown(many=True))
    def get_answered(self, share: Share) -> list[dict[str, str]]:
        return answers_shown(share.reflection)

    @extend_schema_field(FileShown(many=True))
    def get_files(self, share: Share) -> list[dict[str, Any]]:
        names = ("kind", "alt", "content_type", "size", "seconds")
        return [
            {"nth": nth, **{name: getattr(each, name) for name in names}}
            for nth, each in enumerate(share.reflection.files_here, start=1)  # type: ignore[attr-defined]
        ]

    def get_mentions(self, share: Share) -> list[uuid.UUID]:
        return sorted(mention.factor_id for mention in share.reflection.seen)  # type: ignore[attr-defined]


class SharedFilters(Filters):
    circle = serializers.UUIDField(required=False, source="circle_id")
    kind = serializers.ChoiceField(Reflection.Kind.choices, required=False, source="reflection__kind")
    since = Day(required=False, source="shared_at__date__gte", help_text="Shared on this day or later.")
    until = Day(required=False, source="shared_at__date__lt")
    factor = serializers.UUIDField(required=False, help_text="What touches this factor of a map.")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if factor := self.validated_data.pop("factor", None):
            factors = Factor.objects.live().visible_to(self.context["person"]).filter(pk=factor)
            rows = rows.filter(
                reflection__in=Mention.objects.filter(factor__in=factors).values("reflection_id")
            )
        return super().narrow(rows)


class Shared(Resource):
    """What was shared with your circles, newest first, as its readers see it."""

    shown = SharedShown
    order = NEWEST_FIRST
    filters = SharedFilters

    def rows(self) -> QuerySet[Share]:
        seen = Mention.objects.filter(factor__in=Factor.objects.live().visible_to(self.person))
        return (
            Share.objects.live()
            .in_circles_of(self.person)
            .select_related("reflection__author")
            .prefetch_related(
                Prefetch("reflection__mentions", seen, to_attr="seen"),
                Prefetch("reflection__attachments", Attachment.objects.in_order(), to_attr="files_here"),
            )
        )

    @extend_schema(parameters=[OpenApiParameter("nth", int, OpenApiParameter.PATH)])
    @reads(
        {(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY, "The file.")},
        at="files/<int:nth>",
    )
    def file(self, request: Request, pk: uuid.UUID, nth: int) -> HttpResponse:
        """A recording or a picture of it, by its place; or the stretch of it that `Range` asks for."""
        return file_of(request, self.found(nth_of(self.thing(pk), nth)))


class ResponseShown(Shown):
    author_name = serializers.CharField(source="author.name")

    class Meta:
        model = Response
        fields = ("id", "share", "author", "author_name", "kind", "text", "created_at", "reply", "replied_on")

    replied_on = serializers.SerializerMethodField()

    def get_replied_on(self, response: Response) -> datetime.date | None:
        return timezone.localdate(response.replied_at) if response.replied_at else None


class ResponseFilters(Filters):
    share = serializers.UUIDField(required=False, source="share_id")
    circle = serializers.UUIDField(required=False, source="share__circle_id")
    kind = serializers.ChoiceField(Response.Kind.choices, required=False)
    since = Moment(required=False, source="created_at__gte")
    waiting = serializers.BooleanField(
        required=False, help_text="Questions without an answer yet, or everything else."
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        waiting = self.validated_data.pop("waiting", None)
        if waiting is True:
            rows = rows.waiting()  # type: ignore[attr-defined]
        if waiting is False:
            rows = rows.exclude(kind=Response.Kind.QUESTION, replied_at=None)
        return super().narrow(rows)


class SharedThing(Known):
    def get_queryset(self) -> QuerySet[Share]:
        return Share.objects.visible_to(self.context["person"]).live().select_related("reflection", "circle")


class ResponseToGive(Sent):
    share = SharedThing(Share)
    kind = serializers.ChoiceField(Response.Kind.choices)
    text = Words(**may_be_left_out())
    id = serializers.UUIDField(required=False, default=uuid7)


class ReplyToGive(Sent):
    text = Words()


class Responses(Resource):
    """What came back to what was shared: open questions, resonance, offers, and the authors' replies."""

    shown = ResponseShown
    filters = ResponseFilters
    to_write = "reflect"

    def rows(self) -> QuerySet[Response]:
        return Response.objects.visible_to(self.person).select_related("author")

    @creates(ResponseToGive)
    def create(self, sent: dict[str, Any]) -> Response:
        """Respond to what somebody else shared."""
        return actions.respond(by=self.person, **sent)

    @changes(ReplyToGive)
    def reply(self, response: Response, sent: dict[str, Any]) -> Response:
        """Answer what came back to something of yours; where it was shared without your name, you stay unnamed."""
        return actions.reply(by=self.person, response=response, **sent)
