"""Kumu's blueprint: JSON with elements and connections, whose ends are names of elements or, where they have them, ids."""

import json
from collections.abc import Sequence
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
    said, pen = object_of(files[0].json), Pen(files[0].name)
    pen.named(said.get("name"), said.get("description"))
    for at, element in entries(said.get("elements"), "elements"):
        words = _attributes(element, ELEMENT)
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
            extra=_nested(element, ELEMENT),
        )
    for at, connection in entries(said.get("connections"), "connections"):
        draw_connection(pen, at, connection, choices)
    kept = beside(said, ("name", "description", "elements", "connections"))
    pen.drawing.extra = pen._kept("", {"kumu": kept} if kept else {})
    return pen.done()


def _attributes(said: dict[str, Any], known: Sequence[str]) -> dict[str, Any]:
    """Fields of one's own, as values; a list of words as one text."""
    return {
        name: "|".join(map(text_of, value)) if isinstance(value, list) else value
        for name, value in beside(said, known).items()
        if not isinstance(value, dict)
        and not (isinstance(value, list) and any(isinstance(each, dict | list) for each in value))
    }


def _nested(said: dict[str, Any], known: Sequence[str]) -> dict[str, Any]:
    """What has parts, and so can be no attribute."""
    kept = {
        name: value for name, value in beside(said, known).items() if name not in _attributes(said, known)
    }
    return {"kumu": kept} if kept else {}


def draw_connection(pen: Pen, at: str, said: dict[str, Any], choices: Choices, **more: Any) -> None:
    """Draw one connection; `said` has the names of a blueprint, `more` what a project says elsewhere."""
    direction = text_of(said.get("direction")).lower() or "directed"
    if direction not in DIRECTIONS:
        pen.problem(at, _("The direction “%(said)s” is neither directed, undirected nor mutual.") % {"said": direction[:80]})  # fmt: skip
        direction = "directed"
    polarity = text_of(said.get("polarity") if "polarity" in said else said.get("sign")).strip()
    extra = _attributes(said, CONNECTION) | _nested(said, CONNECTION)
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
        "by": "new" if choices.make_missing else "label",
    } | more
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
        **own(factor.extra, "kumu"),
        **plain(factor.extra),
        **factor.attributes,
        **ours,
        "id": factor.key,
        "label": factor.label,
        "type": factor.kind,
        "description": factor.description,
        "tags": factor.tags,
    })  # fmt: skip


def _connection(link: DrawnLink) -> dict[str, Any]:
    return without_nothing({
        **own(link.extra, "kumu"),
        **plain(link.extra),
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
