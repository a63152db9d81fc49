"""Kumu's export of a whole project: elements and connections with fields under names in lower case, and the maps that place them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink, DrawnLoop, as_list, own
from systems.formats.kumu import attributes_of, draw_connection, fields_back, nested, without_nothing
from systems.formats.loops_actors_views import loop_through
from systems.formats.pen import Pen, Unreadable, beside, entries, storable, text_of, tidy
from systems.formats.sent import File, object_of

ELEMENT = ("label", "element type", "description", "tags")
CONNECTION = {"label": "label", "connection type": "type", "description": "description", "tags": "tags"}


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """The drawing of one of the project's maps (`choices.part` names it by id, or else the one it opens with); all elements where it has none."""
    said, pen = object_of(files[0].json), Pen(files[0].name, make_missing=choices.make_missing)
    maps = dict(entries(said.get("maps"), "maps"))
    chosen = _chosen(said, list(maps.values()), choices.part)
    pen.named(said.get("name") or (chosen or {}).get("name"), said.get("description"))
    places = {
        text_of(each.get("element")): each
        for _at, each in entries((chosen or {}).get("elements"), "maps, elements")
    }
    shown = {
        text_of(each.get("connection"))
        for _at, each in entries((chosen or {}).get("connections"), "maps, connections")
    }
    several = len(maps) > 1
    for at, element in entries(said.get("elements"), "elements"):
        key = text_of(element.get("_id"))
        if several and places and key not in places:
            continue
        place, words = places.get(key, {}), _words(element, at)
        where = place.get("position") if isinstance(place.get("position"), dict) else {}
        fields = beside(words, ELEMENT)
        cluster = fields.pop("cluster", None)
        pen.factor(
            at,
            key=key or words.get("label"),
            label=pen.called(words.get("label"), key),
            kind=_one(words.get("element type")),
            description=words.get("description"),
            cluster=cluster,
            tags=words.get("tags"),
            x=where.get("x") if where else None,
            y=where.get("y") if where else None,
            pinned=place.get("pinned"),
            attributes=attributes_of(fields, ()),
            extra=nested(fields, ()) | _beside(element, ("_id", "attributes")),
        )  # fmt: skip
    for at, connection in entries(said.get("connections"), "connections"):
        if several and shown and text_of(connection.get("_id")) not in shown:
            continue
        if (
            several
            and places
            and not {text_of(connection.get(end)) for end in ("from", "to")} <= places.keys()
        ):
            continue
        words = _words(connection, at)
        flat = {
            ours: _one(words[theirs]) if ours == "type" else words[theirs]
            for theirs, ours in CONNECTION.items()
            if theirs in words
        }
        flat |= {
            name: value
            for name, value in words.items()
            if name not in CONNECTION and name not in ("id", "from", "to", "type")
        }
        if connection.get("reversed") is True:
            flat["reversed"] = True
        ends = {"id": connection.get("_id"), "from": connection.get("from"), "to": connection.get("to")}
        draw_connection(pen, at, flat | ends | {"direction": connection.get("direction"), "delayed": connection.get("delayed")})  # fmt: skip
    kept = beside(said, ("name", "description", "elements", "connections"))
    if chosen:
        kept["defaultMap"] = chosen.get("_id")
    if not storable(kept):
        raise Unreadable(_("It holds a control character, or a number that is none."))
    pen.drawing.extra = {"kumu": kept}
    drawn = pen.done()
    drawn.loops = list(_loops(said, drawn))
    if several:
        pen.warning("maps", _("It holds %(n)s maps; “%(name)s” was read.") % {"n": len(maps), "name": text_of((chosen or {}).get("name"))[:80]})  # fmt: skip
    return drawn


def _loops(said: dict[str, Any], drawn: Drawing) -> Iterable[DrawnLoop]:
    """The loops that have a name and lead from link to link and back; Kumu keeps them in no order, and does not close all."""
    ends = {link.key: (link.source, link.target) for link in drawn.links}
    for _at, each in entries(said.get("loops"), "loops"):
        words = each.get("attributes") if isinstance(each.get("attributes"), dict) else {}
        label = text_of(words.get("label")).strip() if words else ""
        through = [ends.get(text_of(key)) for key in as_list(each.get("connections"))]
        if label and tidy(label) and words and None not in through:
            about = text_of(words.get("description"))
            if loop := loop_through(label, about if tidy(about) else "", [each for each in through if each]):
                yield loop


def parts(file: File) -> dict[str, str]:
    """The maps in a project, by id, under their names."""
    return {
        text_of(each.get("_id")): text_of(each.get("name"))
        for _at, each in entries(object_of(file.json).get("maps"), "maps")
    }


def _chosen(said: dict[str, Any], maps: list[dict[str, Any]], part: str) -> dict[str, Any] | None:
    for wanted in (part, text_of(said.get("defaultMap"))):
        for each in maps:
            if wanted and wanted in (text_of(each.get("_id")), text_of(each.get("name"))):
                return each
    return maps[0] if maps else None


def _words(thing: dict[str, Any], at: str) -> dict[str, Any]:
    words = thing.get("attributes") or {}
    if not isinstance(words, dict):
        raise Unreadable(_("It should be an object with names and values."), f"{at}, attributes")
    return words


def _one(said: Any) -> Any:
    """Types may be several; ours is the first."""
    return said[0] if isinstance(said, list) and said else said


def _beside(element: dict[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """What an element says outside of its fields."""
    kept = beside(element, known)
    return {"kumu-project": kept} if kept else {}


def write(drawing: Drawing) -> bytes:
    """A project with this one map; what else the project said, when it came from Kumu, is given back."""
    kept = own(drawing.extra, "kumu")
    maps = [each for each in as_list(kept.pop("maps", None)) if isinstance(each, dict)]
    read = _chosen(kept, maps, "") or {"_id": "map-1", "name": drawing.name}
    keys = {id(link): link.key or f"conn-{nth}" for nth, link in enumerate(drawing.links, 1)}
    nodes, edges = _placed(read, "elements", "element"), _placed(read, "connections", "connection")
    first = {"loops": []} | read | {
        "elements": [
            nodes.get(factor.key, {}) | without_nothing({
                "_id": nodes.get(factor.key, {}).get("_id") or f"node-{nth}",
                "element": factor.key,
                "position": {"x": factor.x, "y": factor.y} if None not in (factor.x, factor.y) else None,
            }) | {"pinned": factor.pinned}
            for nth, factor in enumerate(drawing.factors.values(), 1)
        ],
        "connections": [{"_id": f"edge-{nth}"} | edges.get(key, {}) | {"connection": key} for nth, key in enumerate(keys.values(), 1)],
    }  # fmt: skip
    said = {
        "name": drawing.name,
        "description": drawing.description,
        "proxyImages": True,
        "defaultPerspective": None,
        "attributeRelevance": {},
        "attributes": [],
        "perspectives": [],
        "loops": [],
        **kept,
        "defaultMap": first.get("_id"),
        "elements": [_element(factor) for factor in drawing.factors.values()],
        "connections": [_connection(link, keys[id(link)]) for link in drawing.links],
        "maps": [first],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _placed(map: dict[str, Any], several: str, one: str) -> dict[str, dict[str, Any]]:
    """How a map places its things, by their ids."""
    found = (each for each in as_list(map.get(several)) if isinstance(each, dict))
    return {text_of(each.get(one)): each for each in found}


def _element(factor: DrawnFactor) -> dict[str, Any]:
    words = {
        "label": factor.label,
        "element type": factor.kind,
        "description": factor.description,
        "tags": factor.tags,
    }
    ours = {"cluster": factor.cluster} if factor.cluster else {}
    return {
        **own(factor.extra, "kumu-project"),
        "_id": factor.key,
        "attributes": without_nothing(fields_back(factor) | ours | words),
    }


def _connection(link: DrawnLink, key: str) -> dict[str, Any]:
    words = {
        "label": link.label,
        "connection type": link.kind or link.polarity,
        "description": link.description,
        "polarity": link.polarity,
        "strength": link.strength,
        "confidence": link.confidence,
        "evidence": link.evidence,
    }
    more = fields_back(link)
    return {
        "_id": key,
        "direction": link.direction,
        "delayed": link.delay,
        "reversed": more.pop("reversed", False) is True,
        "attributes": without_nothing(more | words),
        "from": link.source,
        "to": link.target,
    }
