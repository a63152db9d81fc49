"""What people keep with a map besides what is drawn: loops they named, actors, views. Only our own format tells of all three."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from systems.analysis.loops import LONGEST
from systems.formats.drawing import Drawing, DrawnActor, DrawnLoop, DrawnView
from systems.formats.pen import MOST_LETTERS, Pen, entries, storable, text_of, tidy

MOST_OF_EACH = 500
KINDS_OF_LOOPS = ("reinforcing", "balancing", "unknown")
KINDS_OF_ACTORS = ("organisation", "role")
NAMES = ("loops", "actors", "views")


def read(said: dict[str, Any], pen: Pen) -> None:
    """Draw what stands under “loops”, “actors” and “views”; what leads to no factor of the file is a problem."""
    for at, each in _some(said, "loops", pen):
        if name := _name(each, at, pen, 120):
            factors = _factors(each.get("factors"), f"{at}, factors", pen)
            kind = each.get("kind") if each.get("kind") in KINDS_OF_LOOPS else "unknown"
            if not 1 <= len(factors) <= LONGEST or len(set(factors)) < len(factors):
                pen.problem(at, _("A loop leads through one to %(n)s factors, each once.") % {"n": LONGEST})  # fmt: skip
            pen.drawing.loops.append(DrawnLoop(name=name, words=_words(each, at, pen), factors=factors, kind=str(kind)))  # fmt: skip
    for at, each in _some(said, "actors", pen):
        if name := _name(each, at, pen, 160):
            acts_on = each.get("acts_on") or {}
            if not isinstance(acts_on, dict) or not all(isinstance(how, str) and tidy(how) for how in acts_on.values()):  # fmt: skip
                pen.problem(at, _("What an actor acts on is an object: each factor, and how."))
                continue
            _factors(list(acts_on), f"{at}, acts_on", pen)
            kind = each.get("kind") if each.get("kind") in KINDS_OF_ACTORS else KINDS_OF_ACTORS[0]
            pen.drawing.actors.append(DrawnActor(name=name, kind=str(kind), description=_words(each, at, pen, "description"), acts_on=acts_on))  # fmt: skip
    for at, each in _some(said, "views", pen):
        if name := _name(each, at, pen, 160):
            focus, steps, place = text_of(each.get("focus")), each.get("steps", 1), each.get("place", 0)
            if focus:
                _factors([focus], f"{at}, focus", pen)
            shows, look = each.get("shows") or {}, each.get("look") or {}
            if not (isinstance(shows, dict) and isinstance(look, dict) and storable([shows, look])):
                pen.problem(at, _("It should be an object with names and values."))
                continue
            pen.drawing.views.append(DrawnView(
                name=name, words=_words(each, at, pen), shows=shows, look=look, focus=focus,
                steps=_between(steps, 0, 9), story=text_of(each.get("story"))[:160], place=_between(place, 0, 9999),
            ))  # fmt: skip


def write(drawing: Drawing) -> dict[str, Any]:
    """The same as it stands in the file; nothing of what there is none of."""
    return {
        name: [asdict(each) for each in getattr(drawing, name)] for name in NAMES if getattr(drawing, name)
    }


def loop_through(name: str, words: str, ends: Sequence[tuple[str, str]]) -> DrawnLoop | None:
    """The loop that links from and to these factors make, in whatever order they stand; None where they make none, or several."""
    after = dict(ends)
    if not 1 <= len(ends) <= LONGEST or len(after) < len(ends):
        return None
    way = [ends[0][0]]
    while len(way) < len(ends) and way[-1] in after:
        way.append(after[way[-1]])
    if after.get(way[-1]) != way[0] or len(set(way)) < len(ends):
        return None
    return DrawnLoop(name=name[:120], words=words[:MOST_LETTERS], factors=way, kind="")


def say_kinds(drawing: Drawing) -> None:
    """Let each loop whose file says no kind have the one that its links' signs make; links have theirs by now."""
    signs = {(link.source, link.target): link.polarity for link in reversed(drawing.links)}
    for loop in drawing.loops:
        if not loop.kind:
            way = [signs.get(ends, "") for ends in zip(loop.factors, loop.factors[1:] + loop.factors[:1], strict=True)]  # fmt: skip
            loop.kind = "unknown" if "" in way else "balancing" if way.count("-") % 2 else "reinforcing"


def _some(said: dict[str, Any], name: str, pen: Pen) -> list[tuple[str, dict[str, Any]]]:
    found = list(entries(said.get(name), name))
    if len(found) > MOST_OF_EACH:
        pen.problem(name, _("There are more than %(n)s.") % {"n": MOST_OF_EACH})
        return []
    return found


def _name(each: dict[str, Any], at: str, pen: Pen, most: int) -> str:
    name = text_of(each.get("name")).strip()
    if not name or len(name) > most or not tidy(name):
        pen.problem(at, _("It needs a name of at most %(n)s characters.") % {"n": most})
        return ""
    return name


def _words(each: dict[str, Any], at: str, pen: Pen, field: str = "words") -> str:
    words = text_of(each.get(field))
    if len(words) > MOST_LETTERS or not tidy(words):
        pen.problem(at, _("The %(name)s is longer than %(n)s characters.") % {"name": field, "n": MOST_LETTERS})  # fmt: skip
        return ""
    return words


def _factors(said: Any, at: str, pen: Pen) -> list[str]:
    keys = [text_of(each) for each in said] if isinstance(said, list) else []
    for key in keys:
        if key not in pen.drawing.factors:
            pen.problem(at, _("There is no factor “%(said)s”.") % {"said": key[:80]})
    return keys


def _between(said: Any, least: int, most: int) -> int:
    number = said if isinstance(said, int) else least
    return min(max(number, least), most)
