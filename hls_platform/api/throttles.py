"""How often one may ask: per person, whether by page session or token."""

import logging
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

log = logging.getLogger(__name__)


class PerPerson(UserRateThrottle):
    """So many requests an hour for each person. While Valkey is away nobody is counted, and the API goes on.

    One moment is kept for each person, however often they ask: that at which all they asked for would be done if it were
    done one after the other at the rate. Whoever is further ahead of it than the whole time waits.
    """

    scope = "person"
    cache_format = "done_at_%(scope)s_%(ident)s"
    num_requests: int
    duration: int
    ahead = 0.0

    def get_rate(self) -> str:
        return str(settings.API_RATE)

    def allow_request(self, request: Request, view: Any) -> bool:
        key, now = self.get_cache_key(request, view), self.timer()
        try:
            done_at = max(now, self.cache.get(key, now)) + self.duration / self.num_requests
            self.ahead = round(done_at - now - self.duration, 3)
            if self.ahead <= 0:
                self.cache.set(key, done_at, self.duration)
        except RedisError:
            log.warning("requests are not counted: Valkey does not answer")
        return self.ahead <= 0

    def wait(self) -> float:
        """In how many seconds one may ask again."""
        return self.ahead


class Searching(PerPerson):
    """How often one may search, on its page and through the API together."""

    scope = "searching"

    def get_rate(self) -> str:
        return str(settings.SEARCH_RATE)
