"""Where each of those who are here is just now, and what they hold: hints for the others, in Valkey alone and soon forgotten."""

import json
import time
import uuid
from typing import Any, cast

import redis

from hls_platform.live.channels import channel
from hls_platform.live.news import ask_valkey

SPOTS = "live:spots:"
FORGOTTEN_SECONDS = 30
"""After this without a word of somebody they are nowhere."""


def meet(kind: str, id: uuid.UUID, key: str, spot: dict[str, Any]) -> list[dict[str, Any]]:
    """Say where `key` is now; where all the others are, each with its key and `age`, the seconds since they last moved.

    Nobody while Valkey is away.
    """
    name, now = SPOTS + channel(kind, id), time.time()

    def told(valkey: redis.Redis) -> dict[bytes, bytes]:
        before = json.loads(cast("bytes | None", valkey.hget(name, key)) or b"{}")
        moved = before["moved"] if before.get("spot") == spot else now
        with valkey.pipeline() as together:
            together.hset(name, key, json.dumps({"spot": spot, "moved": moved, "at": now}))
            together.expire(name, FORGOTTEN_SECONDS)
            together.hgetall(name)
            return cast("dict[bytes, bytes]", together.execute()[2])

    nobody: dict[bytes, bytes] = {}
    others = []
    for other, said in sorted(ask_valkey(told, otherwise=nobody).items()):
        there = json.loads(said)
        if other.decode() != key and there["at"] > now - FORGOTTEN_SECONDS:
            age = max(0, int(now - there["moved"]))
            others.append({"key": other.decode(), **there["spot"], "age": age})
    return others


def leave(kind: str, id: uuid.UUID, key: str) -> None:
    """`key` is nowhere now."""
    ask_valkey(lambda valkey: valkey.hdel(SPOTS + channel(kind, id), key), otherwise=0)
