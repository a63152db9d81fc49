"""Telling that something changed, and who is here: in Valkey alone, and nothing depends on it.

While Valkey is away nothing is told, nobody is said to be here, and pages ask by themselves.
"""

import json
import logging
import time
import uuid
from collections.abc import Callable
from functools import cache, partial
from typing import ClassVar, TypeVar, cast

import redis
from django.conf import settings
from django.db import transaction

from hls_platform.broker import A_PAGE_WAITS_SECONDS, connect
from hls_platform.live.channels import channel

log = logging.getLogger(__name__)

NEWS = "hls:live:"
"""How the names begin under which Valkey hands news on."""
HERE = "live:here:"
STAYS_SECONDS = 45
"""After this without a sign somebody is not here any more: two beats of a stream."""
RESTS_SECONDS = 2
T = TypeVar("T")


class Valkey:
    """Whether it is worth asking, for this process."""

    rests_until: ClassVar[float] = 0.0


def changed(kind: str, id: uuid.UUID, now: int) -> None:
    """Tell, once this transaction is committed, that the thing is at version `now`."""
    transaction.on_commit(partial(_tell, channel(kind, id), {"now": now}))


def come(kind: str, id: uuid.UUID, person: uuid.UUID) -> None:
    """Note that `person` is here now, and tell the others when they were not."""
    name, now = channel(kind, id), time.time()

    def note(valkey: redis.Redis) -> bool:
        with valkey.pipeline() as together:
            together.zscore(HERE + name, str(person))
            together.zadd(HERE + name, {str(person): now})
            together.zremrangebyscore(HERE + name, "-inf", now - STAYS_SECONDS)
            together.expire(HERE + name, STAYS_SECONDS * 2)
            before = together.execute()[0]
        return before is None or before < now - STAYS_SECONDS

    if ask_valkey(note, otherwise=False):
        _tell(name, {"came": True})


def who_is_here(kind: str, id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The ids of the people who have the page open; nobody while Valkey is away."""
    since = time.time() - STAYS_SECONDS

    def here(valkey: redis.Redis) -> list[bytes]:
        return cast("list[bytes]", valkey.zrangebyscore(HERE + channel(kind, id), since, "+inf"))

    nobody: list[bytes] = []
    return frozenset(uuid.UUID(each.decode()) for each in ask_valkey(here, otherwise=nobody))


def _tell(name: str, news: dict[str, object]) -> None:
    ask_valkey(lambda valkey: valkey.publish(NEWS + name, json.dumps(news)), otherwise=0)


def ask_valkey(ask: Callable[[redis.Redis], T], *, otherwise: T) -> T:
    """What Valkey answers; `otherwise` while it is away."""
    if time.monotonic() < Valkey.rests_until:
        return otherwise
    try:
        return ask(_client(settings.REDIS_URL))
    except redis.RedisError as away:
        Valkey.rests_until = time.monotonic() + RESTS_SECONDS
        log.warning("live pages ask by themselves: Valkey does not answer (%s)", type(away).__name__)
        return otherwise


@cache
def _client(url: str) -> redis.Redis:
    return connect(url, socket_timeout=A_PAGE_WAITS_SECONDS, socket_connect_timeout=A_PAGE_WAITS_SECONDS)
