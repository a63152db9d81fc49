"""How much one person may send on the pages: enough for anybody who types, too little for a machine that fills the place."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class WritesInMeasure:
    """Middleware: after so many requests that change something within an hour, a calm page says to wait.

    The API counts by itself. While Valkey is away nobody is counted, and the place goes on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = getattr(request, "asked_by", None)
        counted = person and request.method not in READING and not request.path.startswith("/api/")
        if counted and _sent(person) > settings.WRITES_AN_HOUR:
            return render(request, "429.html", {"wrote": True}, status=429)
        return self.get_response(request)


def _sent(person: object) -> int:
    """How much that person has sent in this hour of the clock, this one included."""
    return times_in_this_hour(f"writes:{person}")


def times_in_this_hour(what: str) -> int:
    """How often this was asked in this hour of the clock, this time included; 0 while Valkey is away."""
    key = f"{what}:{int(time.time()) // 3600}"
    try:
        cache.add(key, 0, timeout=3600)
        return cache.incr(key)
    except (RedisError, ValueError):  # away, or the hour ended between the two
        log.warning("writes are not counted: Valkey does not answer")
        return 0
