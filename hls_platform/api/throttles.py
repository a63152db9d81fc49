"""How often one may ask: per person, whether by page session or token."""

import logging
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

log = logging.getLogger(__name__)


class PerPerson(UserRateThrottle):
    """So many requests an hour for each person. While Valkey is away nobody is counted, and the API goes on."""

    scope = "person"

    def get_rate(self) -> str:
        return str(settings.API_RATE)

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError:
            log.warning("requests are not counted: Valkey does not answer")
            return True


class Searching(PerPerson):
    """How often one may search, on its page and through the API together."""

    scope = "searching"

    def get_rate(self) -> str:
        return str(settings.SEARCH_RATE)
