"""One log line and one count for each request: its address as a pattern, how it ended and how long it took."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hls_platform.watching import counts
from hls_platform.watching.lines import where

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|[0-9a-f]{16,64}")
"""Identifiers as proxies make them: nobody can hide words in one, or break a line with it."""
STATIC = "static"
NOWHERE = "none"
"""The pattern of an address that no view answers."""
EVERY_FEW_SECONDS = ("health/live", "health/ready", "metrics")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = logging.getLogger(__name__)


class Requests:
    """Middleware, the outermost: takes the id that a proxy gave to a request, or gives it one, and returns it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "").lower()
        id = sent if ACCEPTED.fullmatch(sent) else uuid.uuid4().hex
        token = where.set({"request": id})
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            self._tell(request, response.status_code, time.perf_counter() - began)
        finally:
            where.reset(token)
        response.headers[HEADER] = id
        return response

    def _tell(self, request: HttpRequest, status: int, seconds: float) -> None:
        route = route_of(request)
        method = request.method if request.method in METHODS else "other"
        counts.requests.labels(method=method, route=route, status=status).observe(seconds)
        level = logging.DEBUG if route in EVERY_FEW_SECONDS or route == STATIC else logging.INFO
        facts = {"method": method, "route": route, "status": status, "seconds": round(seconds, 3)}
        log.log(level, "request", extra={"facts": facts})


def route_of(request: HttpRequest) -> str:
    """The pattern that the address of a request fits, such as "circles/<slug:slug>/": no id, no name, no query."""
    if request.path.startswith(settings.STATIC_URL):
        return STATIC
    match = request.resolver_match
    return (match.route or "/") if match else NOWHERE
