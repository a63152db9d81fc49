"""How drf-spectacular describes our resources: every answer, problem, parameter and header, from the code itself."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from hls_platform.api.fields import Sent, Shown
from hls_platform.api.problems import MEDIA_TYPE


class Fault(serializers.Serializer):
    """One field or parameter that is to blame."""

    detail = serializers.CharField()
    pointer = serializers.CharField(
        required=False, help_text="The field in the body, as a JSON pointer: “#/text”."
    )
    parameter = serializers.CharField(required=False, help_text="The parameter in the address.")


class Problem(serializers.Serializer):
    """What went wrong, in the form of RFC 9457."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = Fault(many=True, required=False)  # type: ignore[assignment]  # RFC 9457 names it so


SAID = {
    400: "What was sent could not be understood; `errors` says which field.",
    401: "Nobody is signed in, or the token does not work.",
    403: "It is not this person's to do, or the token lacks the scope.",
    404: "It is not there, or not this person's to know about.",
    405: "This cannot be done to this address.",
    412: "It was changed since it was read.",
    413: "The body is too large.",
    415: "Send `application/json`.",
    422: "It was understood and cannot be done as asked, or the Idempotency-Key came with another request.",
    428: "If-Match is missing.",
    429: "Too many requests; Retry-After says when to come back.",
}
ALWAYS = (400, 401, 403, 404, 405, 429)
WRITING = (413, 415, 422)

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True,
    description="The ETag that you read; `*` for any version.",
)  # fmt: skip
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", {"type": "string", "pattern": "^[!-~]{1,200}$"}, OpenApiParameter.HEADER,
    description="A text of your own; the same request again under the same key is done once.",
)  # fmt: skip
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200, 201], description="The version that was read."
)
LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[201], description="The address of what was made."
)


class Described(AutoSchema):
    """Reads what `Resource`, `creates` and `changes` know. Another view says itself, by `extend_schema`."""

    view: Any

    def _doing(self) -> Any:
        return getattr(self.view, getattr(self.view, "action", "") or "", None)

    def is_resource(self) -> bool:
        return hasattr(self.view, "shown")

    def _is_list_view(self, serializer: Any = None) -> bool:
        """A stretch of a list is an object of its own, not an array."""
        return not self.is_resource() and super()._is_list_view(serializer)

    def get_operation_id(self) -> str:
        if not self.is_resource():
            return super().get_operation_id()
        name = {"list": "list", "retrieve": "read", "partial_update": "change", "destroy": "end"}
        return f"{self.view.basename}_{name.get(self.view.action, self.view.action)}".replace("-", "_")

    def get_tags(self) -> list[str]:
        return [self.path.strip("/").split("/")[1]] if self.path.count("/") > 2 else ["api"]

    def get_description(self) -> str:  # type: ignore[override]
        said = (self.view.__doc__ or "").strip() if self.is_resource() else ""
        doing = (getattr(self._doing(), "__doc__", "") or super().get_description()).strip()
        return " ".join(f"{doing}\n\n{said}".split()) if said and doing != said else " ".join(doing.split())

    def get_override_parameters(self) -> list[Any]:
        said: list[Any] = list(super().get_override_parameters())
        if not self.is_resource():
            return said
        writes = getattr(self._doing(), "writes", "")
        filters = self.view.filters if self.view.action == "list" else getattr(self._doing(), "filters", None)
        if filters:
            said.append(filters)
        if writes == "create":
            said += [LOCATION, ETAG]
            if self._doing().again:
                said.append(IDEMPOTENCY_KEY)
        if writes == "change":
            said.append(IF_MATCH)
        if writes == "change" or self.view.action == "retrieve":
            said.append(ETAG)
        return said

    def get_request_serializer(self) -> Any:
        return (
            getattr(self._doing(), "words", None) if self.is_resource() else super().get_request_serializer()
        )

    def get_response_serializers(self) -> Any:
        if not self.is_resource():
            return super().get_response_serializers()
        return {
            **self._good(),
            **problems(writing=self.method not in {"GET", "HEAD"}, change=self._changes()),
        }

    def _changes(self) -> bool:
        return getattr(self._doing(), "writes", "") == "change"

    def _good(self) -> dict[Any, Any]:
        doing = self._doing()
        whole = getattr(self.view, "shown_whole", None) or self.view.shown
        if self.view.action == "list":
            return {200: page_of(self.view.shown)}
        if self.view.action == "retrieve":
            return {200: whole, 304: OpenApiResponse(description="You have this version.")}
        if getattr(doing, "writes", "") == "create":
            return {201: doing.shown or whole}
        if getattr(doing, "writes", "") == "change":
            gone = {204: OpenApiResponse(description="Done, and nothing is left here to read.")}
            return gone if self.view.action == "destroy" else {200: whole, **gone}
        return dict(doing.answers)

    def get_auth(self) -> list[Any]:
        found = super().get_auth()
        scope = getattr(self.view, "to_read" if self.method == "GET" else "to_write", "")
        return [{name: [scope] for name in each} if "token" in each and scope else each for each in found]


def problems(*, writing: bool = False, change: bool = False) -> dict[Any, Any]:
    """The answers that tell of a problem, for a schema."""
    statuses = (*ALWAYS, *(WRITING if writing else ()), *((412, 428) if change else ()))
    return {each: said for status in sorted(statuses) for each, said in a_problem(status).items()}


def a_problem(status: int) -> dict[Any, Any]:
    """One answer that tells of a problem, for a schema."""
    return {(status, MEDIA_TYPE): OpenApiResponse(Problem, description=SAID[status])}


def page_of(shown: Any) -> Any:
    """A stretch of a list, for a schema."""
    name = shown.__name__.removesuffix("Shown")
    return inline_serializer(
        f"PageOf{name}",
        {
            "items": shown(many=True),
            "next": serializers.URLField(allow_null=True, help_text="The next stretch."),
        },
    )


def under_api(endpoints: list[Any]) -> list[Any]:
    """Everything that is described lies under /api/."""
    return [each for each in endpoints if each[0].startswith("/api/")]


NOT_SAID = [Shown.__doc__, Sent.__doc__]


def tidied(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """The document with each problem said once, and without what only our own code means."""
    shared = result["components"].setdefault("responses", {})
    for methods in result["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if MEDIA_TYPE in answer.get("content", {}):
                    shared.setdefault(f"Problem{status}", answer)
                    operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
    return _without(result)


def _without(said: Any) -> Any:
    if isinstance(said, dict):
        return {
            key: _without(inner)
            for key, inner in said.items()
            if key != "x-spec-enum-id" and not (key == "description" and inner in NOT_SAID)
        }
    return [_without(inner) for inner in said] if isinstance(said, list) else said


class TimeOfDay(OpenApiSerializerFieldExtension):
    """What a clock on the wall shows: "time" is one with an offset from UTC (RFC 3339), which a time of every day has not."""

    target_class = "rest_framework.fields.TimeField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, str]:
        return {"type": "string", "format": "time-local"}


class Token(OpenApiAuthenticationExtension):
    target_class = "hls_platform.api.authentication.ByToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from /me/tokens/, with its scopes.",
        }


class Session(OpenApiAuthenticationExtension):
    target_class = "hls_platform.api.authentication.BySession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


BYTES = OpenApiTypes.BINARY
