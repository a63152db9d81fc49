"""Kumu's blueprint: JSON with elements and connections, whose ends are names of elements or, where they have them, ids."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink, own, plain
from systems.formats.pen import Pen, beside, entries, text_of
from systems.formats.sent import File, object_of

ELEMENT = ("id", "label", "type", "description", "tags")
CONNECTION = ("id", "from", "to", "label", "type", "description", "tags", "direction", "strength", "polarity", "sign", "delay", "delayed", "confidence", "evidence")  # fmt: skip
DIRECTIONS = {"directed", "undirected", "mutual"}
SIGNED = {"+": "+", "-": "-", "": ""}


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """The drawing in a blueprint; fields of one's own become attributes, pictures are kept and never fetched."""
    said, pen = object_of(files[0].json), Pen(files[0].name, make_missing=choices.make_missing)
    pen.named(said.get("name"), said.get("description"))
    for at, entry in entries(said.get("elements"), "elements"):
        element = _in_lower_case(entry, ELEMENT)
        words = attributes_of(element, ELEMENT)
        pen.factor(
            at,
            key=element.get("id") if element.get("id") not in (None, "") else element.get("label"),
            label=element.get("label"),
            kind=element.get("type"),
            description=element.get("description"),
            tags=element.get("tags"),
            cluster=words.pop("cluster", None),
            x=words.pop("x", None),
            y=words.pop("y", None),
            attributes=words,
            extra=nested(element, (*ELEMENT, "cluster", "x", "y")),
        )
    for at, connection in entries(said.get("connections"), "connections"):
        draw_connection(pen, at, _in_lower_case(connection, CONNECTION))
    kept = beside(said, ("name", "description", "elements", "connections"))
    pen.drawing.extra = pen._kept("", {"kumu": kept} if kept else {})
    return pen.done()


def attributes_of(said: dict[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """Fields of one's own, as values; a list of words as one text."""
    return {
        name: "|".join(map(text_of, value)) if isinstance(value, list) else value
        for name, value in beside(said, known).items()
        if not _has_parts(value)
    }


def nested(said: dict[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """What has parts, and so can be no attribute; and lists, to be given back as such."""
    kept = {
        name: value
        for name, value in beside(said, known).items()
        if _has_parts(value) or (isinstance(value, list) and value)
    }
    return {"kumu": kept} if kept else {}


def _has_parts(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(each, dict | list) for each in value)
    )


def fields_back(thing: DrawnFactor | DrawnLink) -> dict[str, Any]:
    """The fields of one's own as Kumu had them: a list again, where it is still what it was."""
    kept = own(thing.extra, "kumu")
    said = plain(thing.extra) | (thing.attributes if isinstance(thing, DrawnFactor) else {})
    lists = {name: value for name, value in kept.items() if isinstance(value, list) and not _has_parts(value)}
    still = {name: value for name, value in lists.items() if said.get(name) == "|".join(map(text_of, value))}
    return {name: value for name, value in kept.items() if name not in lists} | said | still


def _in_lower_case(said: dict[str, Any], known: Sequence[str]) -> dict[str, Any]:
    """The object with what Kumu knows under the names that Kumu has for it: spreadsheets turned to JSON write “Label”."""
    return {
        name.lower() if name.lower() in known and name.lower() not in said else name: value
        for name, value in said.items()
    }


def draw_connection(pen: Pen, at: str, said: dict[str, Any]) -> None:
    """Draw one connection; `said` has the names of a blueprint."""
    direction = text_of(said.get("direction")).lower() or "directed"
    if direction not in DIRECTIONS:
        pen.problem(at, _("The direction “%(said)s” is neither directed, undirected nor mutual.") % {"said": direction[:80]})  # fmt: skip
        direction = "directed"
    polarity = text_of(said.get("polarity") if "polarity" in said else said.get("sign")).strip()
    extra = attributes_of(said, CONNECTION) | nested(said, CONNECTION)
    if said.get("tags"):
        extra["tags"] = "|".join(map(text_of, said["tags"])) if isinstance(said["tags"], list) else text_of(said["tags"])  # fmt: skip
    if polarity not in SIGNED:
        extra["polarity"] = polarity
    words: dict[str, Any] = {
        "key": said.get("id"),
        "source": said.get("from"),
        "target": said.get("to"),
        "label": said.get("label"),
        "kind": "" if "polarity" in said and said.get("type") == polarity else said.get("type"),
        "description": said.get("description"),
        "strength": said.get("strength"),
        "confidence": said.get("confidence"),
        "evidence": said.get("evidence"),
        "polarity": SIGNED.get(polarity, ""),
        "delay": said.get("delay") in (True, "yes", "Yes", "true") or said.get("delayed") is True,
        "direction": direction,
        "extra": {name: value for name, value in extra.items() if value not in (None, "")},
        "by": "label",
    }
    pen.link(at, **words)


def write(drawing: Drawing) -> bytes:
    """A blueprint that Kumu takes by drag and drop: every element with an id, and the sign of a link as its type, too, where it has none."""
    said = {
        **own(drawing.extra, "kumu"),
        "elements": [_element(factor) for factor in drawing.factors.values()],
        "connections": [_connection(link) for link in drawing.links],
    }
    for name in ("maps", "perspectives", "attributes", "defaultMap", "defaultPerspective"):
        said.pop(name, None)  # these speak of a whole project by ids that a blueprint has not
    return json.dumps(without_nothing(said), ensure_ascii=False, indent=1).encode()


def _element(factor: DrawnFactor) -> dict[str, Any]:
    ours = {"cluster": factor.cluster, "x": factor.x, "y": factor.y}
    return without_nothing({
        **fields_back(factor),
        **ours,
        "id": factor.key,
        "label": factor.label,
        "type": factor.kind,
        "description": factor.description,
        "tags": factor.tags,
    })  # fmt: skip


def _connection(link: DrawnLink) -> dict[str, Any]:
    return without_nothing({
        **fields_back(link),
        "id": link.key,
        "from": link.source,
        "to": link.target,
        "label": link.label,
        "type": link.kind or link.polarity,
        "description": link.description,
        "direction": link.direction,
        "polarity": link.polarity,
        "strength": link.strength,
        "delayed": link.delay,
        "confidence": link.confidence,
        "evidence": link.evidence,
    })  # fmt: skip


def without_nothing(said: dict[str, Any]) -> dict[str, Any]:
    """Only the names that something is said under."""
    return {name: value for name, value in said.items() if value is not None and value not in ("", [], False)}
