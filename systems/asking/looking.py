"""Searching a large map for loops behind the page: begun by whoever asks, told as it goes on, stopped by a word.

How far it is and what it found stand in Valkey for an hour, under the map and its number, so that the same question asked
by somebody else of the circle is answered by the same search. Nothing of it is kept: without Valkey one asks for shorter loops.
"""

import time
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from hls_platform.errands import queue_on_commit
from hls_platform.security.asking import as_circles
from systems.analysis.loops import Ended, Loop, LoopKind
from systems.asking.loops import Looked, look
from systems.asking.reading import read_map
from systems.models import SystemMap

KEPT_SECONDS = 3600
MOST, SECONDS = 10_000, 120.0
SAYS_EVERY, SILENT_AFTER = 0.5, 60.0
"""A search says how far it is that often; one that has said nothing for so long has died, and can be begun again."""


@dataclass(frozen=True)
class Asked:
    """A question after loops: of which map as of which change, of what length, through which factor."""

    map: uuid.UUID
    version: int
    length: int
    through: uuid.UUID | None = None

    @property
    def key(self) -> str:
        return f"loops:{self.map}:{self.version}:{self.length}:{self.through or ''}"


@dataclass(frozen=True)
class Search:
    """How far a search is: the length of the loops it looks at, how many it has; and when it ended, what it `looked` at."""

    length: int
    found: int
    looked: Looked | None


def search_for(asked: Asked) -> Search | None:
    """The search after this, if one goes on or has ended lately."""
    state: dict[str, Any] | None = cache.get(asked.key)
    if state is None:
        return None
    if "loops" in state:
        loops = [Loop(tuple(factors), LoopKind(kind)) for factors, kind in state["loops"]]
        looked = Looked(loops, state["whole_to"], Ended(state["ended"]))
        return Search(state["length"], len(loops), looked)
    if time.time() - state["at"] > SILENT_AFTER:
        return None
    return Search(state["length"], state["found"], None)


def begin(map: SystemMap, asked: Asked) -> None:
    """Have it searched, unless it is being searched already. One that was stopped begins anew."""
    from systems.tasks import look_for_loops

    known = search_for(asked)
    if known is not None and (known.looked is None or known.looked.ended in (Ended.ALL, Ended.LIMIT)):
        return
    cache.delete(f"{asked.key}:stop")
    _say(asked, 0, 0)
    queue_on_commit(
        look_for_loops,
        str(map.pk),
        str(map.circle_id),
        str(asked.version),
        str(asked.length),
        str(asked.through or ""),
    )


def stop(asked: Asked) -> None:
    """Ask the search to end with what it has."""
    cache.set(f"{asked.key}:stop", True, KEPT_SECONDS)


def search(asked: Asked, circle: uuid.UUID, *, most: int = MOST, seconds: float = SECONDS) -> Looked | None:
    """Search, and tell as it goes on; None where the map has changed meanwhile, or somebody has the answer already."""
    known = search_for(asked)
    if known is not None and known.looked is not None:
        return None
    with as_circles([circle]):
        map = SystemMap.objects.filter(pk=asked.map, version=asked.version).first()
        read = read_map(map) if map else None
    if read is None or (asked.through and asked.through not in read.numbers):
        cache.delete(asked.key)
        return None
    said = 0.0

    def go_on(length: int, found: int) -> bool:
        nonlocal said
        if time.monotonic() - said < SAYS_EVERY:
            return True
        said = time.monotonic()
        _say(asked, length, found)
        return not cache.get(f"{asked.key}:stop")

    through = read.numbers[asked.through] if asked.through else None
    looked = look(read, asked.length, through, most, seconds, go_on=go_on)
    state = {
        "length": asked.length,
        "loops": [(loop.factors, str(loop.kind)) for loop in looked.loops],
        "whole_to": looked.whole_to,
        "ended": str(looked.ended),
    }
    cache.set(asked.key, state, KEPT_SECONDS)
    return looked


def _say(asked: Asked, length: int, found: int) -> None:
    cache.set(asked.key, {"length": length, "found": found, "at": time.time()}, KEPT_SECONDS)
