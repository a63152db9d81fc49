"""What waits for a person on Today beside their reflections: each app says it in its `waits.py`, as `WAITS`.

So the page can show what lies in apps that it may not know.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True)
class Waits:
    """One line: what it is about (`meta`), what to do (`text`), and where."""

    meta: str
    text: str
    url: str


@cache
def _all() -> list[Callable[[Any], Iterable[Waits]]]:
    return [
        each
        for app in apps.get_app_configs()
        if app.module is not None and module_has_submodule(app.module, "waits")
        for each in import_module(f"{app.name}.waits").WAITS
    ]


def what_waits(person: Any) -> list[Waits]:
    """What waits for `person` in every app, each app's in its own order; each asks the database once."""
    return [line for each in _all() for line in each(person)]
