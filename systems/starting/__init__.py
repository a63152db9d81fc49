"""Ways to begin a map: what somebody typed, read into factors, links and actors."""

from systems.starting.reading import (
    CannotRead,
    Started,
    read_actors,
    read_list,
    read_names,
    read_outline,
)
from systems.starting.steps import copying, copying_edition, steps_of

__all__ = [
    "CannotRead",
    "Started",
    "copying",
    "copying_edition",
    "read_actors",
    "read_list",
    "read_names",
    "read_outline",
    "steps_of",
]
