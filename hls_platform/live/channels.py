"""What pages can be live about: each app declares its kinds of channel in its `channels.py`, as `CHANNELS`.

A channel is a kind and the id of a thing. What is told on it is a number, the version that the thing is at; no words. Where
many change much every second, a stream carries the words beside the number: its process reads them, once for all its listeners.
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True)
class Kind:
    """One kind of channel."""

    now: Callable[[Any, uuid.UUID], int | None]
    """The version that the thing with this id is at, for a person who may read it; None for everybody else."""
    says_who_is_here: bool = False
    """Whether its listeners are told that somebody came or went."""
    words: Callable[[uuid.UUID, int, Collection[uuid.UUID]], Mapping[uuid.UUID, str]] | None = None
    """What came after a version, as JSON, for each of these people who may read the thing now; None where pages only ask."""


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of channel, by its name."""
    return {
        name: kind
        for app in apps.get_app_configs()
        if app.module is not None and module_has_submodule(app.module, "channels")
        for name, kind in import_module(f"{app.name}.channels").CHANNELS.items()
    }


def channel(kind: str, id: uuid.UUID) -> str:
    """The name of a channel."""
    return f"{kind}:{id}"


def parts(name: str) -> tuple[str, uuid.UUID]:
    """The kind and the id in the name of a channel."""
    kind, _, id = name.partition(":")
    return kind, uuid.UUID(id)


def carries_words(name: str) -> bool:
    """Whether streams of the channel with this name carry what came."""
    kind = kinds().get(parts(name)[0])
    return kind is not None and kind.words is not None
