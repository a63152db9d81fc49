"""Names under which graph formats say what we have fields for, and values with the types they declare."""

from collections.abc import Iterable
from typing import Any

from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink, plain
from systems.formats.pen import number_of, sign_of, text_of

OF_FACTORS = {
    "label": "label", "name": "label", "title": "label",
    "type": "kind", "kind": "kind", "description": "description", "cluster": "cluster", "tags": "tags",
    "x": "x", "y": "y", "pinned": "pinned",
}  # fmt: skip
OF_LINKS = {
    "label": "label", "name": "label", "edge label": "label", "type": "kind", "kind": "kind", "description": "description",
    "polarity": "polarity", "sign": "polarity", "delay": "delay", "weight": "strength", "strength": "strength",
    "confidence": "confidence", "evidence": "evidence", "direction": "direction", "id": "key",
}  # fmt: skip
YES = {"true", "1", "yes"}
NO = {"false", "0", "no"}
TYPES = {"int", "long", "short", "byte", "integer", "biginteger"}
DECIMALS = {"float", "double", "bigdecimal"}


def value_as(kind: str, said: str) -> str | int | float | bool:
    """A value of the type that the file declares; the text itself where it is none of that type."""
    if kind == "boolean":
        written = said.strip().lower()
        return True if written in YES else False if written in NO else said
    if kind in TYPES | DECIMALS and len(said) < 60:
        value = number_of(said.strip())
        if value is None:
            return said
        return int(value) if kind in TYPES and value.is_integer() and abs(value) < 2**53 else value
    return said


def _nth(name: str, order: list[str]) -> int:
    """A "label" is a better name than a "title", wherever it stands."""
    known = name.strip().lower()
    return order.index(known) if known in order else len(order)


def sorted_out(
    said: dict[str, str], types: dict[str, str], known: dict[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is said under names that we have fields for, by our names; and the rest, as values of its types."""
    ours: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    order = list(known)
    for name, value in sorted(said.items(), key=lambda each: _nth(each[0], order)):
        field = known.get(name.strip().lower())
        if field is None or field in ours:
            rest[name] = value_as(types.get(name, "string"), value)
        elif field == "polarity":
            if (sign := sign_of(value)) is None:
                rest[name] = value
            else:
                ours[field] = sign
        elif field in ("delay", "pinned"):
            ours[field] = value.strip().lower() in YES
        elif field == "direction" and value not in ("directed", "undirected", "mutual"):
            rest[name] = value
        else:
            ours[field] = value
    return ours, rest


def said_of(thing: DrawnFactor | DrawnLink) -> dict[str, Any]:
    """What a graph format says of a factor or a link beside its id and its ends, by name."""
    if isinstance(thing, DrawnFactor):
        own = {
            "label": thing.label, "type": thing.kind, "description": thing.description, "cluster": thing.cluster,
            "x": thing.x, "y": thing.y, "tags": "|".join(thing.tags), "pinned": thing.pinned or None,
        }  # fmt: skip
        more = plain(thing.extra) | thing.attributes
    else:
        own = {
            "label": thing.label, "type": thing.kind, "description": thing.description, "polarity": thing.polarity,
            "delay": thing.delay or None, "confidence": thing.confidence, "evidence": thing.evidence,
            "weight": thing.strength,
            "direction": thing.direction if thing.direction != "directed" else None,
        }  # fmt: skip
        more = plain(thing.extra)
    taken = {name.lower() for name in own}
    known = OF_FACTORS if isinstance(thing, DrawnFactor) else OF_LINKS
    others = {
        name if name.strip().lower() not in taken | known.keys() else f"attributes.{name}": value
        for name, value in more.items()
    }
    return {name: value for name, value in (own | others).items() if value is not None and value != ""}


def types_of(said: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The type of all that is said under each name: boolean, long, double or string."""
    found: dict[str, str] = {}
    for each in said:
        for name, value in each.items():
            kind = "boolean" if isinstance(value, bool) else "long" if isinstance(value, int) else "double" if isinstance(value, float) else "string"  # fmt: skip
            before = found.setdefault(name, kind)
            if before != kind:
                found[name] = "double" if {before, kind} == {"long", "double"} else "string"
    return found


def as_text(value: Any) -> str:
    """A value as XML's types write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else text_of(value)


def one_way(drawing: Drawing) -> bool:
    """Whether links are written as directed: unless none of them is. A map where some are says so link by link, in an attribute."""
    return not drawing.links or any(link.direction != "undirected" for link in drawing.links)
