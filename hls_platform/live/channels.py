"""What pages can be live about: each app declares its kinds of channel in its `channels.py`, as `CHANNELS`.

A channel is a kind and the id of a thing. What is told on it is a number, the version that the thing is at; no words.
"""

import uuid
from collections.abc import Callable
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
