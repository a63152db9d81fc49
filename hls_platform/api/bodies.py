"""JSON comes in and JSON goes out, whatever was asked for; and never more than fits."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from hls_platform.api.problems import Wrong

MOST_BYTES = 24 * 1024 * 1024
"""Two files of a map, each of 10 MB, and what JSON adds to them."""


class Json(BaseParser):
    """A body of JSON, in UTF-8."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise Wrong("too-large", 413)
        try:
            return json.loads(body, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:  # RecursionError: brackets in brackets without an end
            raise ParseError(_("The body is not JSON: %(why)s.") % {"why": error}) from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


class AlwaysJson(BaseContentNegotiation):
    """One form of answer, so that a browser reads the same as a program."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        said = request.content_type.partition(";")[0].strip().lower()
        return next((each for each in parsers if each.media_type == said), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type


def body_of(request: Request) -> dict[str, Any]:
    """The request's JSON object. An empty body counts as an empty object."""
    data = request.data
    if isinstance(data, QueryDict):  # DRF's word for nothing sent
        return {}
    if not isinstance(data, dict):
        raise Wrong("not-valid", 400, _("Send a JSON object."))
    return data
