"""What people keep with a map and is no change of it: actors, views, loops with names. In the map's turn, by whoever may draw on it."""

from typing import TypeVar

from hls_platform.actions import NotFound, in_turn
from hls_platform.security import audit
from relationships.models import Person
from systems import access
from systems.models import Actor, KeptLoop, View

Kept = TypeVar("Kept", Actor, View, KeptLoop)


def as_it_stands(by: Person, kept: Kept) -> Kept:
    """The same as it stands now, in `by`'s turn. Raises NotFound outside the circle."""
    in_turn(kept.map_id)
    now = type(kept)._default_manager.select_related("map__circle").get(pk=kept.pk)
    if not access.can_draw(by, now.map.circle):
        raise NotFound
    return now


def let_go(by: Person, kept: Kept, verb: str) -> None:
    """Let it go, and write `verb` down. Where it is gone already, nothing changes. Raises NotFound outside the circle."""
    if not access.can_draw(by, kept.map.circle):
        raise NotFound
    in_turn(kept.map_id)
    there = type(kept)._default_manager.filter(pk=kept.pk)
    if not there.exists():
        audit.nothing_changed()
        return
    audit.record(by=by, verb=verb, subject=kept, circle=kept.map.circle_id)
    there.delete()
