"""Letting a map stand again as it was kept: a change like any other, so that nothing that came since is lost."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from relationships.models import Person
from systems import access
from systems.actions.changes import change_map
from systems.changing.steps import FIELDS, held
from systems.formats import drawing_from
from systems.formats.drawing import DrawnFactor, DrawnLink
from systems.models import Change, Factor, Link, Snapshot, SystemMap


@action
def restore_snapshot(*, by: Person, snapshot: Snapshot, id: uuid.UUID) -> Change:
    """Let the map stand as this version kept it, as one new change under `id`. Sent again, it is the change that was made.

    It asks nothing of the log, which may be younger than the version. Factors are known by their keys; links by their ids in
    files, and else by their ends. Raises NotFound outside the circle, Refused where the map stands just so.
    """
    map = snapshot.map
    if not access.can_draw(by, map.circle):
        raise NotFound
    in_turn(map.pk)
    map.refresh_from_db(fields=["name", "description", "look", "version"])
    if known := Change.objects.filter(pk=id).first():
        if (known.map_id, known.by_id) != (map.pk, by.pk):
            raise IdentifierTaken
        audit.nothing_changed()
        return known
    steps = steps_to(map, snapshot)
    if not steps:
        raise Refused(_("The map stands just so now."))
    change = change_map(by=by, map=map, id=id, steps=steps, seen=map.version)
    audit.record(by=by, verb="map.restored", subject=snapshot, circle=map.circle, number=change.number)
    return change


def steps_to(map: SystemMap, snapshot: Snapshot) -> list[dict[str, Any]]:
    """What would have to be set for the map to stand as the version kept it, as `read_steps` reads it."""
    kept = drawing_from(snapshot.content)
    factors = {each.external_id or str(each.pk): each for each in Factor.objects.filter(map=map)}
    steps = [_away("factor", each) for key, each in factors.items() if key not in kept.factors]
    ids: dict[str, str] = {}
    for key, drawn in kept.factors.items():
        there = factors.get(key)
        ids[key] = str(there.pk if there else uuid7())
        steps.append({"on": "factor", "id": ids[key], "set": _otherwise(there, _said(drawn, "factor"))})
    steps += _links_to(map, kept.links, ids)
    return [step for step in steps if step["set"]]


def _links_to(map: SystemMap, kept: Iterable[DrawnLink], ids: dict[str, str]) -> list[dict[str, Any]]:
    by_key: dict[str, Link] = {}
    by_ends: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in Link.objects.filter(map=map).order_by("removed", "id"):
        if link.external_id:
            by_key[link.external_id] = link
        else:
            by_ends[str(link.source_id), str(link.target_id)].append(link)
    steps = []
    for drawn in kept:
        ends = ids[drawn.source], ids[drawn.target]
        there = by_key.pop(drawn.key, None) if drawn.key else None
        if there is None and not drawn.key and by_ends[ends]:
            there = min(by_ends[ends], key=lambda link: len(_otherwise(link, _said(drawn, "link"))))
            by_ends[ends].remove(there)
        said = _said(drawn, "link") | dict(zip(("source", "target"), ends, strict=True))
        steps.append(
            {
                "on": "link",
                "id": str(there.pk if there else uuid7()),
                "set": _otherwise(there, said),
            }
        )
    left = [*by_key.values(), *(link for links in by_ends.values() for link in links)]
    return steps + [_away("link", link) for link in left]


def _said(drawn: DrawnFactor | DrawnLink, on: str) -> dict[str, Any]:
    """What the version says of a thing, of the fields that a step may set; and that it was there."""
    said = {name: getattr(drawn, name) for name in FIELDS[on] if hasattr(drawn, name)}
    said.pop("source", None)
    said.pop("target", None)
    return said | {"removed": False}


def _otherwise(thing: Factor | Link | None, said: dict[str, Any]) -> dict[str, Any]:
    """Of what the version says, what is otherwise now."""
    if thing is None:
        return {name: value for name, value in said.items() if value not in ("", None, [], {})}
    return {name: value for name, value in said.items() if held(thing, name) != value}


def _away(on: str, thing: Factor | Link) -> dict[str, Any]:
    return {"on": on, "id": str(thing.pk), "set": {} if thing.removed else {"removed": True}}
