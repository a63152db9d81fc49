"""Recordings and pictures of one's own reflections. A token needs the scope `reflect`."""

import base64
import binascii
import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from hls_platform.api.fields import Filters, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates, reads
from hls_platform.identifiers import uuid7
from hls_platform.web.stretches import stored_file
from learning import actions
from learning.api.reflections import OwnReflection
from learning.models import Attachment, Reflection
from learning.views.attachments import CALLED


@extend_schema_field({"type": "string", "contentEncoding": "base64"})
class Base64(serializers.Field):
    """Bytes, as base64."""

    default_error_messages = {"wrong": _("This is not base64.")}

    def to_internal_value(self, data: Any) -> bytes:
        try:
            return base64.b64decode(data, validate=True)
        except (binascii.Error, TypeError, ValueError):
            self.fail("wrong")


class AttachmentShown(Shown):
    class Meta:
        model = Attachment
        fields = (
            "id", "reflection", "kind", "alt", "content_type", "size", "sha256", "width", "height", "seconds", "created_at",
        )  # fmt: skip


class AttachmentFilters(Filters):
    reflection = serializers.UUIDField(required=False, source="reflection_id")
    kind = serializers.ChoiceField(Attachment.Kind.choices, required=False)


class FileToAttach(Sent):
    reflection = OwnReflection(Reflection)
    content = Base64(help_text="The file: JPEG, PNG, WebP or GIF; or a recording as WebM, Ogg (Opus) or M4A.")
    kind = serializers.ChoiceField(
        Attachment.Kind.choices, required=False, help_text="Left out, its first bytes tell."
    )
    alt = Words(**may_be_left_out())
    id = serializers.UUIDField(
        required=False,
        default=uuid7,
        help_text="A UUID of version 7 that you make; the same again stores once.",
    )


class Attachments(Resource):
    """Recordings and pictures of your own reflections. Those that were shared with you stand under /api/shared/."""

    shown = AttachmentShown
    filters = AttachmentFilters
    to_read = "reflect"
    to_write = "reflect"

    def rows(self) -> QuerySet[Attachment]:
        return Attachment.objects.here().filter(reflection__author=self.person)

    @creates(FileToAttach)
    def create(self, sent: dict[str, Any]) -> Attachment:
        """Add one. It is written anew, without where and with what it was taken."""
        return actions.attach(by=self.person, **sent)

    @changes()
    def destroy(self, attachment: Attachment, sent: dict[str, Any]) -> None:
        """Take it off: nobody sees it any more, and its file is deleted."""
        actions.take_off(by=self.person, attachment=attachment)

    @reads({(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY, "The file.")})
    def file(self, request: Request, pk: uuid.UUID) -> HttpResponse:
        """The file itself, or the stretch of it that `Range` asks for."""
        return file_of(request, self.thing(pk))


def file_of(request: Request, attachment: Attachment) -> HttpResponse:
    """What answers a program that may see `attachment`."""
    return stored_file(
        request._request,
        attachment.file,
        content_type=attachment.content_type,
        size=attachment.size,
        called=CALLED[attachment.content_type],
    )
