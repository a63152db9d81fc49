"""The cache in Valkey, which may be away: then nothing is found there and nothing is kept, and pages go on."""

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

import redis
from django.core.cache.backends.redis import RedisCache

log = logging.getLogger(__name__)

RESTS_SECONDS = 2
"""After Valkey did not answer it is not asked for so long, so that a page waits for it once at most."""


class ForgetfulCache(RedisCache):
    """Django's cache in Redis. While the server does not answer it is empty, and what is put in is forgotten.

    Nothing may stand here that has to stay: what counts attempts to sign in counts nothing meanwhile.
    """

    rests_until: ClassVar[float] = 0.0

    def _or(self, otherwise: Any, ask: Callable[[], Any]) -> Any:
        if time.monotonic() < ForgetfulCache.rests_until:
            return otherwise
        try:
            return ask()
        except redis.RedisError as away:
            ForgetfulCache.rests_until = time.monotonic() + RESTS_SECONDS
            log.warning("the cache is empty for now: Valkey does not answer (%s)", type(away).__name__)
            return otherwise

    def add(self, *words: Any, **more: Any) -> bool:
        return bool(self._or(True, lambda: super(ForgetfulCache, self).add(*words, **more)))

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._or(default, lambda: super(ForgetfulCache, self).get(key, default, version))

    def set(self, *words: Any, **more: Any) -> None:
        self._or(None, lambda: super(ForgetfulCache, self).set(*words, **more))

    def touch(self, *words: Any, **more: Any) -> bool:
        return bool(self._or(False, lambda: super(ForgetfulCache, self).touch(*words, **more)))

    def delete(self, *words: Any, **more: Any) -> bool:
        return bool(self._or(False, lambda: super(ForgetfulCache, self).delete(*words, **more)))

    def get_many(self, *words: Any, **more: Any) -> Any:
        return self._or({}, lambda: super(ForgetfulCache, self).get_many(*words, **more))

    def has_key(self, *words: Any, **more: Any) -> bool:
        return bool(self._or(False, lambda: super(ForgetfulCache, self).has_key(*words, **more)))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        return int(self._or(delta, lambda: super(ForgetfulCache, self).incr(key, delta, version)))

    def set_many(self, *words: Any, **more: Any) -> Any:
        return self._or([], lambda: super(ForgetfulCache, self).set_many(*words, **more))

    def delete_many(self, *words: Any, **more: Any) -> None:
        self._or(None, lambda: super(ForgetfulCache, self).delete_many(*words, **more))
