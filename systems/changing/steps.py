"""What a step may set: each field of a map, a factor and a link, with what its values may be."""

import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

MOST_AT_ONCE = 20_000
"""So many things one step may set."""
MOST_LETTERS = 10_000
MOST_NAMED = 50
MOST_TAGS = 50


class Malformed(ValueError):
    """A step that cannot be understood. The message is one sentence for whoever wrote it."""


def _text(most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most or "\0" in value:
            raise Malformed(_("A text of at most %(most)d letters is needed.") % {"most": most})
        return value.strip()

    return read


def _needed(most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not (said := _text(most)(value)):
            raise Malformed(_("Every factor needs a name."))
        return said

    return read


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Malformed(_("Yes or no is needed."))
    return value


def _place(value: Any) -> float | None:
    if value is None:
        return None
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
        or abs(value) > 1e7
    ):
        raise Malformed(_("A place on the map is a number."))
    return float(value)


def _id(value: Any) -> str:
    try:
        return str(uuid.UUID(value))
    except (ValueError, TypeError, AttributeError) as error:
        raise Malformed(_("An id is needed.")) from error


def _polarity(value: Any) -> str:
    if value not in ("+", "-", ""):
        raise Malformed(_("The direction of a link is +, - or not known yet."))
    return str(value)


def _tags(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_TAGS:
        raise Malformed(_("At most %(most)d tags are kept.") % {"most": MOST_TAGS})
    return list(dict.fromkeys(filter(None, map(_text(120), value))))


def _attribute(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float) and math.isfinite(value):
        return value
    return _text(MOST_LETTERS)(value)


def _look(value: Any) -> dict[str, Any]:
    if (
        not isinstance(value, dict)
        or len(value) > MOST_NAMED
        or not all(isinstance(each, str) for each in value.values())
    ):
        raise Malformed(_("How a map looks is told in names."))
    return {_text(120)(name): _text(300)(said) for name, said in value.items()}


FIELDS: dict[str, dict[str, Callable[[Any], Any]]] = {
    "map": {"name": _needed(160), "description": _text(MOST_LETTERS), "look": _look},
    "factor": {
        "label": _needed(300),
        "description": _text(MOST_LETTERS),
        "cluster": _text(160),
        "kind": _text(120),
        "tags": _tags,
        "x": _place,
        "y": _place,
        "pinned": _yes_or_no,
        "removed": _yes_or_no,
    },
    "link": {
        "source": _id,
        "target": _id,
        "label": _text(300),
        "description": _text(MOST_LETTERS),
        "kind": _text(120),
        "polarity": _polarity,
        "strength": _text(40),
        "delay": _yes_or_no,
        "confidence": _text(40),
        "evidence": _text(MOST_LETTERS),
        "removed": _yes_or_no,
    },
}
ATTRIBUTE = "attributes."
"""How the names of a factor's attributes begin, each a field of its own: "attributes.budget". None takes it away."""
NEEDED = {"factor": {"label"}, "link": {"source", "target"}}
"""What something new cannot be without."""
MOVES = frozenset({"x", "y", "pinned", "look"})
"""Where something stands is nobody's word: the last to move it has moved it. All other fields can be contested."""


@dataclass
class Step:
    """Set these fields of one thing."""

    on: str
    id: uuid.UUID
    set: dict[str, Any] = field(default_factory=dict)
    was: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"on": self.on, "id": str(self.id), "set": self.set, "was": self.was}


def read_steps(said: Any) -> list[Step]:
    """The steps in a parsed JSON list of {"on", "id", "set"}; several on the same thing become one.

    Raises Malformed, naming the first that is wrong by its place in the list, which begins at 1.
    """
    if not isinstance(said, list) or not 0 < len(said) <= MOST_AT_ONCE:
        raise Malformed(_("A change is a list of at most %(most)d steps.") % {"most": MOST_AT_ONCE})
    steps: dict[tuple[str, uuid.UUID], Step] = {}
    for nth, each in enumerate(said, 1):
        try:
            step = _step(each)
        except Malformed as wrong:
            raise Malformed(_("Step %(nth)d: %(wrong)s") % {"nth": nth, "wrong": wrong}) from wrong
        steps.setdefault((step.on, step.id), Step(step.on, step.id)).set |= step.set
    return list(steps.values())


def _step(said: Any) -> Step:
    if not isinstance(said, dict) or said.get("on") not in FIELDS or not isinstance(said.get("set"), dict):
        raise Malformed(_("It needs “on” (factor, link or map), “id” and “set”."))
    on = said["on"]
    return Step(
        on, uuid.UUID(_id(said.get("id"))), dict(_set(on, name, value) for name, value in said["set"].items())
    )


def _set(on: str, name: str, value: Any) -> tuple[str, Any]:
    """A field's name and its value as it is kept. Raises Malformed."""
    if name in FIELDS[on]:
        return name, FIELDS[on][name](value)
    if (
        on == "factor"
        and name.startswith(ATTRIBUTE)
        and (known_as := _text(120)(name.removeprefix(ATTRIBUTE)))
    ):
        return ATTRIBUTE + known_as, _attribute(value)
    raise Malformed(_("There is no “%(field)s” to set.") % {"field": name[:40]})


def held(thing: object, name: str) -> Any:
    """What a field of a map, a factor or a link holds now, as a step would set it."""
    if name.startswith(ATTRIBUTE):
        return thing.attributes.get(name.removeprefix(ATTRIBUTE))  # type: ignore[attr-defined]
    if name in ("source", "target"):
        return str(getattr(thing, f"{name}_id"))
    return getattr(thing, name)


def put(thing: object, name: str, value: Any) -> str:
    """Let a field hold this value; the name of the model's field that is to be saved."""
    if name.startswith(ATTRIBUTE):
        known_as = name.removeprefix(ATTRIBUTE)
        others = {each: said for each, said in thing.attributes.items() if each != known_as}  # type: ignore[attr-defined]
        thing.attributes = others | ({} if value is None else {known_as: value})  # type: ignore[attr-defined]
        return "attributes"
    if name in ("source", "target"):
        setattr(thing, f"{name}_id", uuid.UUID(value))
        return name
    setattr(thing, name, value)
    return name


def appeared(thing: Any, number: int) -> Step:
    """The step that puts a new factor or link on its map just as it is, in the change of this number; it is stamped so."""
    on = thing._meta.model_name
    filled = {
        name: held(thing, name) for name in FIELDS[on] if held(thing, name) not in ("", None, [], False)
    }
    filled |= {ATTRIBUTE + name: value for name, value in getattr(thing, "attributes", {}).items()}
    thing.stamps = dict.fromkeys([*filled, "removed"], number)
    return Step(on, thing.pk, filled | {"removed": False}, {"removed": True})
