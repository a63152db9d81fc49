"""What a file keeps with a map besides what is drawn (loops with names, actors, views) is kept with the map that it makes."""

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from systems.changing.steps import Malformed
from systems.formats.drawing import Drawing, DrawnActor
from systems.looking.shows import read_look, read_shows
from systems.models import Actor, ActsOn, KeptLoop, SystemMap, View
from systems.models.kept_loop import way_of
from systems.queries import VIEW_FIELDS


@dataclass(frozen=True)
class Beside:
    """What a map has not yet of what a file keeps beside its drawing."""

    loops: list[KeptLoop]
    actors: list[Actor]
    acts_on: list[ActsOn]
    views: list[View]

    def __bool__(self) -> bool:
        return bool(self.loops or self.actors or self.views)


def keep_beside(
    map: SystemMap,
    drawing: Drawing,
    ids: Mapping[str, uuid.UUID],
    at: datetime.datetime | None = None,
) -> Beside:
    """Keep what the map has not yet, and say what that was. Who may do this, and what it is told as, is the caller's."""
    new = new_beside(map, drawing, ids, at)
    KeptLoop.objects.bulk_create(new.loops)
    Actor.objects.bulk_create(new.actors)
    ActsOn.objects.bulk_create(new.acts_on)
    View.objects.bulk_create(new.views)
    return new


def new_beside(
    map: SystemMap,
    drawing: Drawing,
    ids: Mapping[str, uuid.UUID],
    at: datetime.datetime | None = None,
) -> Beside:
    """What the map has not yet; what it has under the same name (a loop: through the same factors) stays as it is.

    `ids` are the factors of the drawing by their keys.
    """
    at = at or timezone.now()
    actors = _new_actors(map, drawing, at)
    return Beside(
        loops=_new_loops(map, drawing, ids, at),
        actors=[actor for actor, _drawn in actors],
        acts_on=[
            ActsOn(actor=actor, factor_id=ids[key], how=how)
            for actor, drawn in actors
            for key, how in drawn.acts_on.items()
        ],
        views=_new_views(map, drawing, ids, at),
    )


def _new_loops(
    map: SystemMap, drawing: Drawing, ids: Mapping[str, uuid.UUID], at: datetime.datetime
) -> list[KeptLoop]:
    there = set(KeptLoop.objects.filter(map=map).values_list("way", flat=True)) if drawing.loops else set()
    new = {way_of([ids[key] for key in loop.factors]): loop for loop in drawing.loops}
    return [
        KeptLoop(
            map=map, name=loop.name, words=loop.words, kind=loop.kind, way=way, number=map.version, kept_at=at
        )
        for way, loop in new.items()
        if way not in there
    ]


def _new_actors(map: SystemMap, drawing: Drawing, at: datetime.datetime) -> list[tuple[Actor, DrawnActor]]:
    there = {name.lower() for name in Actor.objects.filter(map=map).values_list("name", flat=True)} if drawing.actors else set()  # fmt: skip
    new = {drawn.name.lower(): drawn for drawn in drawing.actors if drawn.name.lower() not in there}
    return [
        (Actor(map=map, name=drawn.name, kind=drawn.kind, description=drawn.description, made_at=at), drawn)
        for drawn in new.values()
    ]


def _new_views(
    map: SystemMap, drawing: Drawing, ids: Mapping[str, uuid.UUID], at: datetime.datetime
) -> list[View]:
    there = set(View.objects.filter(map=map).values_list("story", "name")) if drawing.views else set()
    return [
        View(
            map=map,
            focus_id=ids[view.focus] if view.focus else None,
            made_at=at,
            **{name: getattr(view, name) for name in VIEW_FIELDS}
            | {"shows": _understood(read_shows, view.shows), "look": _understood(read_look, view.look)},
        )
        for view in drawing.views
        if (view.story, view.name) not in there
    ]


def _understood(read: Callable[[Any], dict[str, Any]], said: dict[str, Any]) -> dict[str, Any]:
    """What a view says, where it can be understood; else nothing, which is everything on the map."""
    try:
        return read(said)
    except Malformed:
        return {}
