"""What went wrong, as RFC 9457 has it: `application/problem+json`, one plain sentence, and each field's fault."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

from hls_platform.actions import Refused

MEDIA_TYPE = "application/problem+json"
TITLES = {
    "not-json": gettext_lazy("The body could not be read as JSON"),
    "not-valid": gettext_lazy("Something that was sent is missing or has the wrong form"),
    "not-signed-in": gettext_lazy("Nobody is signed in, or the token does not work"),
    "not-allowed": gettext_lazy("This is not yours to do"),
    "scope": gettext_lazy("The token is not made for this"),
    "not-found": gettext_lazy("There is nothing here for you"),
    "method": gettext_lazy("This cannot be done to this address"),
    "too-large": gettext_lazy("The body is too large"),
    "media-type": gettext_lazy("Send JSON"),
    "changed-meanwhile": gettext_lazy("It was changed since you read it"),
    "say-which-version": gettext_lazy("Say which version you have read"),
    "refused": gettext_lazy("It cannot be done as asked"),
    "key-used": gettext_lazy("This Idempotency-Key was used for another request"),
    "too-often": gettext_lazy("Too many requests for now"),
    "away": gettext_lazy("The database cannot be reached just now"),
    "our-fault": gettext_lazy("Something broke on our side"),
}
"""Every kind of problem by the end of its `type`; docs/api.md and the page of the API explain them."""


class Wrong(exceptions.APIException):
    """A problem with its kind. `errors` say which field or parameter, where one is to blame."""

    def __init__(
        self, kind: str, status: int, detail: str = "", errors: list[dict[str, str]] | None = None
    ) -> None:
        self.kind, self.status_code, self.errors = kind, status, errors or []
        super().__init__(detail or TITLES[kind])


class WrongParameters(exceptions.ValidationError):
    """What is wrong stands in the address, not in the body."""


def problem(
    kind: str, status: int, detail: str = "", errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """The members of a problem as JSON."""
    said: dict[str, Any] = {
        "type": f"{settings.PUBLIC_URL}/api/docs/#problem-{kind}",
        "title": str(TITLES[kind]),
        "status": status,
        "detail": detail or str(TITLES[kind]),
    }
    return said | ({"errors": errors} if errors else {})


def plain_problem(kind: str, status: int, detail: str = "") -> HttpResponse:
    """A problem for where no resource answers: an address that is not there, an error on our side."""
    said = json.dumps(problem(kind, status, detail), ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(said, MEDIA_TYPE, status)


def answer(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: the problem as an answer, and nothing kept of what was begun. None is a fault of ours."""
    said = _problem_of(exception, context)
    if said is None:
        return None
    transaction.set_rollback(True)
    headers: dict[str, str] = {}
    if isinstance(exception, exceptions.APIException):
        if wait := getattr(exception, "wait", None):
            headers["Retry-After"] = str(int(wait) + 1)
        if auth := getattr(exception, "auth_header", None):
            headers["WWW-Authenticate"] = auth
    return Response(said, said["status"], headers=headers, content_type=MEDIA_TYPE)


_KINDS = {
    400: "not-json",
    401: "not-signed-in",
    403: "not-allowed",
    405: "method",
    415: "media-type",
    429: "too-often",
}


def _problem_of(exception: Exception, context: dict[str, Any]) -> dict[str, Any] | None:
    match exception:
        case Http404() | exceptions.NotFound():
            return problem("not-found", 404)
        case PermissionDenied():
            return problem("not-allowed", 403, str(exception))
        case Refused():
            return problem("refused", 422, str(exception))
        case WrongParameters():
            return problem("not-valid", 400, "", list(_errors(exception.detail, "parameter", "")))
        case exceptions.ValidationError():
            return problem("not-valid", 400, "", list(_errors(exception.detail, "pointer", "")))
        case Wrong():
            return problem(exception.kind, exception.status_code, str(exception.detail), exception.errors)
        case exceptions.APIException():
            return problem(_KINDS[exception.status_code], exception.status_code, str(exception.detail))
    return None


def _errors(detail: Any, where: str, path: str) -> Iterator[dict[str, str]]:
    """Each sentence of DRF's nested lists and dictionaries, with the pointer (or parameter) it belongs to."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else str(name)
            yield from _errors(inner, where, f"{path}/{step}".rstrip("/") if where == "pointer" else step)
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            yield from _errors(
                inner, where, f"{path}/{number}" if isinstance(inner, dict) and inner else path
            )
    else:
        yield {where: f"#{path}" if where == "pointer" else path, "detail": str(detail)}
