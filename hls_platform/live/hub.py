"""The one subscription that a web process has to all news, and the ears of the streams that it hands them on to."""

import asyncio
import json
import logging
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import redis
from django.conf import settings

from hls_platform.broker import connect_asynchronously
from hls_platform.live.channels import carries_words
from hls_platform.live.news import NEWS
from hls_platform.live.words import words_since

log = logging.getLogger(__name__)

RESTS_SECONDS = 2.0
SILENCE_SECONDS = 10.0
"""After so long without a word Valkey is asked whether it is there; after twice as long it is not."""
MOST_UNTOLD = 50
"""So many words wait for a stream that is slow; then its page asks."""


class Ear:
    """What one stream has not told yet; and who listens by it, signed in by which session."""

    def __init__(self, person: UUID, session: str) -> None:
        self.person, self.session = person, session
        self.news = asyncio.Event()
        self.now = 0
        self.words: list[str] = []
        self.came = False
        self.lost = False

    def hear(self, *, now: int = 0, words: str = "", came: bool = False, lost: bool = False) -> None:
        """Take in news: the highest version counts, and the rest until it was told."""
        self.now = max(self.now, now)
        if words:
            self.words = [*self.words, words] if len(self.words) < MOST_UNTOLD else [words]
        self.came, self.lost = self.came or came, self.lost or lost
        self.news.set()


class Hub:
    """Of one event loop. While Valkey is away it is not `connected`, and every ear is told that news may be lost."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self.streams: Counter[UUID] = Counter()
        """How many streams each person has open in this process."""
        self._ears: dict[str, set[Ear]] = defaultdict(set)
        self._unread: dict[str, list[int]] = defaultdict(list)
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._reader = ThreadPoolExecutor(1, "reads what streams carry")
        self._listening = asyncio.create_task(self._listen())

    def listen(self, name: str, ear: Ear) -> None:
        """Let that ear hear of the channel `name`."""
        self._ears[name].add(ear)

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
        name, news = said["channel"].decode().removeprefix(NEWS), json.loads(said["data"])
        ears, now = self._ears.get(name, ()), news.get("now", 0)
        if now and ears and carries_words(name):
            self._unread[name].append(now)
            if name not in self._reading:
                self._reading[name] = asyncio.create_task(self._read(name))
            return
        for ear in ears:
            ear.hear(now=now, came="came" in news)

    async def _read(self, name: str) -> None:
        """Read what came on the channel, once for all its ears, and again as long as more has come meanwhile."""
        here = asyncio.get_running_loop()
        try:
            while numbers := self._unread.pop(name, []):
                ears = list(self._ears.get(name, ()))
                people = {ear.session: ear.person for ear in ears}
                words = await here.run_in_executor(self._reader, words_since, name, min(numbers) - 1, people)
                for ear in ears:
                    ear.hear(now=max(numbers), words=words.get(ear.session, ""))
        finally:
            del self._reading[name]


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub_here() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
