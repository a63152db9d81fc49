"""The one subscription that a web process has to all news, and the ears of the streams that it hands them on to."""

import asyncio
import json
import logging
from collections import Counter, defaultdict
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import redis
from django.conf import settings

from hls_platform.broker import connect_asynchronously
from hls_platform.live.news import NEWS

log = logging.getLogger(__name__)

RESTS_SECONDS = 2.0
SILENCE_SECONDS = 10.0
"""After so long without a word Valkey is asked whether it is there; after twice as long it is not."""


class Ear:
    """What one stream has not told yet."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.now = 0
        self.came = False
        self.lost = False

    def hear(self, *, now: int = 0, came: bool = False, lost: bool = False) -> None:
        """Take in news: the highest version counts, and the rest until it was told."""
        self.now = max(self.now, now)
        self.came, self.lost = self.came or came, self.lost or lost
        self.news.set()


class Hub:
    """Of one event loop. While Valkey is away it is not `connected`, and every ear is told that news may be lost."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self.streams: Counter[UUID] = Counter()
        """How many streams each person has open in this process."""
        self._ears: dict[str, set[Ear]] = defaultdict(set)
        self._listening = asyncio.create_task(self._listen())

    def listen(self, name: str) -> Ear:
        """A new ear for the channel `name`."""
        ear = Ear()
        self._ears[name].add(ear)
        return ear

    def forget(self, name: str, ear: Ear) -> None:
        """Nothing is told to that ear any more."""
        self._ears[name].discard(ear)
        if not self._ears[name]:
            del self._ears[name]

    async def _listen(self) -> None:
        while True:
            try:
                await self._hand_on()
            except (redis.RedisError, OSError) as away:
                log.warning("streams end: Valkey does not answer (%s)", type(away).__name__)
            self.connected.clear()
            for ear in [ear for ears in self._ears.values() for ear in ears]:
                ear.hear(lost=True)
            await asyncio.sleep(RESTS_SECONDS)

    async def _hand_on(self) -> None:
        async with (
            connect_asynchronously(settings.REDIS_URL, socket_connect_timeout=RESTS_SECONDS) as valkey,
            valkey.pubsub() as subscription,
        ):
            await subscription.psubscribe(f"{NEWS}*")
            silent = 0
            while silent < 2:
                said = await subscription.get_message(timeout=SILENCE_SECONDS)
                silent = 0 if said else silent + 1
                if said is None:
                    await subscription.ping()
                elif said["type"] == "psubscribe":
                    self.connected.set()
                elif said["type"] == "pmessage":
                    self._tell(said)

    def _tell(self, said: dict[str, Any]) -> None:
        news = json.loads(said["data"])
        for ear in self._ears.get(said["channel"].decode().removeprefix(NEWS), ()):
            ear.hear(now=news.get("now", 0), came="came" in news)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub_here() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
