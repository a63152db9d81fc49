"""Sessions: kept in the database, with a copy in the cache that lasts a minute.

A copy that could not be deleted, because Valkey was away while somebody signed out, works no longer than that.
"""

from typing import Any

from django.contrib.sessions.backends import cached_db

COPY_LASTS_SECONDS = 60


class SessionStore(cached_db.SessionStore):
    """Django's sessions in database and cache, with copies that do not last."""

    _cache: Any
    cache_key_prefix = "hls_platform.security.sessions"

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache = _ShortCopies(self._cache)


class _ShortCopies:
    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def set(self, key: str, value: Any, timeout: float) -> None:
        self._cache.set(key, value, min(timeout, COPY_LASTS_SECONDS))

    def __contains__(self, key: str) -> bool:
        return key in self._cache

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)
