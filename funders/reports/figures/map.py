"""A map with what changed on it in the period: what came, what went, and what is called, stands or acts otherwise."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funders.reports.document import Figure
from funders.reports.figures.places import LINE, WIDE, Box, placed
from funders.reports.figures.svg import GREEN, INK, PAPER, RUST, SOFT, element, line, picture, text
from systems.formats.drawing import Drawing, DrawnFactor

MOST_FACTORS, MOST_LINKS_TOLD = 150, 60
MARGIN, LETTERS = 30, 18
SIGNS = {"+": "+", "-": "−", "": "?"}
NEW, GONE, OTHER, AS_BEFORE = "new", "gone", "other", ""
LOOKS: dict[str, dict[str, object]] = {
    NEW: {"stroke": GREEN, "stroke_width": 4},
    GONE: {"stroke": RUST, "stroke_width": 4, "stroke_dasharray": "10 6"},
    OTHER: {"stroke": INK, "stroke_width": 4, "stroke_dasharray": "2 5"},
    AS_BEFORE: {"stroke": SOFT, "stroke_width": 1.5},
}
"""Told by the kind of line as well as by colour."""


@dataclass(frozen=True)
class Arrow:
    source: str
    target: str
    signs: tuple[str, ...]
    state: str


def map_figure(name: str, before: Drawing | None, now: Drawing, item: str) -> Figure | None:
    """The map as it is, with what came and went since `before` (None: no version was kept). None for an empty map.

    Of a map of very many factors only what changed, with the factors at its ends.
    """
    earlier = before if before is not None else now
    factors = {**earlier.factors, **now.factors}
    states = {key: _state(key, earlier, now) for key in factors}
    arrows = list(_arrows(earlier, now))
    if whole := len(factors) <= MOST_FACTORS:
        shown = set(factors)
    else:
        changed = [arrow for arrow in arrows if arrow.state]
        shown = {key for key, state in states.items() if state}
        shown |= {end for arrow in changed for end in (arrow.source, arrow.target)}
    if not shown or len(shown) > MOST_FACTORS:
        return None
    arrows = [arrow for arrow in arrows if {arrow.source, arrow.target} <= shown]
    factors = {key: factor for key, factor in factors.items() if key in shown}
    told = arrows if len(arrows) <= MOST_LINKS_TOLD else [arrow for arrow in arrows if arrow.state]
    return Figure(
        key="map",
        title=_("The map “%(name)s”, with what changed") % {"name": name},
        words=_words(now, whole, len(told) == len(arrows), before is not None),
        svg=_drawn(factors, states, arrows),
        columns=(_("From"), _("What it does"), _("To"), _("What changed")),
        rows=(
            *(
                (
                    factors[key].label,
                    "",
                    "",
                    _changed(state, _other(earlier.factors[key], now.factors[key]) if state == OTHER else ""),
                )
                for key, state in states.items()
                if state and key in shown
            ),
            *(
                (
                    factors[arrow.source].label,
                    ", ".join(_said(sign) for sign in arrow.signs),
                    factors[arrow.target].label,
                    _changed(arrow.state, _("Acts in another direction")),
                )
                for arrow in told
            ),
        ),
        item=item,
    )


def _state(key: str, before: Drawing, now: Drawing) -> str:
    if key not in before.factors:
        return NEW
    if key not in now.factors:
        return GONE
    was, is_now = before.factors[key], now.factors[key]
    return OTHER if (was.label, was.cluster) != (is_now.label, is_now.cluster) else AS_BEFORE


def _arrows(before: Drawing, now: Drawing) -> Iterator[Arrow]:
    """The links between two factors in one direction, taken together."""
    old, new = _signs(before), _signs(now)
    for (source, target), signs in {**old, **new}.items():
        if (source, target) not in old:
            state = NEW
        elif (source, target) not in new:
            state = GONE
        else:
            state = OTHER if old[source, target] != signs else AS_BEFORE
        yield Arrow(source, target, signs, state)


def _signs(drawing: Drawing) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], set[str]] = {}
    for link in drawing.links:
        found.setdefault((link.source, link.target), set()).add(link.polarity)
    return {pair: tuple(sorted(signs)) for pair, signs in found.items()}


def _words(now: Drawing, whole: bool, all_links: bool, compared: bool) -> str:
    said = [
        _("It has %(factors)s and %(links)s.")
        % {
            "factors": ngettext("%(number)s factor", "%(number)s factors", len(now.factors))
            % {"number": len(now.factors)},
            "links": ngettext("%(number)s link", "%(number)s links", len(now.links))
            % {"number": len(now.links)},
        }
    ]
    if not whole:
        said.append(_("It is large: the picture shows only what changed."))
    if compared:
        said.append(
            _(
                "A thick whole line: it came. A broken one: it went. A dotted one: it is called, stands or acts otherwise."
            )
        )
    if not all_links:
        said.append(_("The table tells of what changed; the picture shows all links."))
    return " ".join(said)


def _said(sign: str) -> str:
    return {"+": _("more leads to more"), "-": _("more leads to less"), "": _("not known yet")}[sign]


def _other(was: DrawnFactor, is_now: DrawnFactor) -> str:
    said = _("Has another name") if was.label != is_now.label else ""
    cluster = _("Is in another cluster") if was.cluster != is_now.cluster else ""
    return "; ".join(part for part in (said, cluster) if part)


def _changed(state: str, other: str) -> str:
    return {NEW: _("Came"), GONE: _("Went"), OTHER: other, AS_BEFORE: ""}[state]


def _drawn(factors: dict[str, DrawnFactor], states: dict[str, str], arrows: list[Arrow]) -> str:
    boxes = placed(factors)
    left = min(box.x for box in boxes.values()) - WIDE / 2 - MARGIN
    top = min(box.y - box.tall / 2 for box in boxes.values()) - MARGIN
    for box in boxes.values():
        box.x, box.y = box.x - left, box.y - top
    width = max(box.x for box in boxes.values()) + WIDE / 2 + MARGIN
    height = max(box.y + box.tall / 2 for box in boxes.values()) + MARGIN
    parts = [part for arrow in arrows for part in _arrow(arrow, boxes[arrow.source], boxes[arrow.target])]
    parts += [part for key, box in boxes.items() for part in _box(box, states[key])]
    return picture(width, height, parts)


def _box(box: Box, state: str) -> Iterator[str]:
    yield element(
        "rect", x=box.x - WIDE / 2, y=box.y - box.tall / 2, width=WIDE, height=box.tall, rx=10, fill=PAPER, look=LOOKS[state]
    )  # fmt: skip
    first = box.y - (len(box.lines) - 1) * LINE / 2 + 6
    for nth, words in enumerate(box.lines):
        yield text(box.x, first + nth * LINE, words, LETTERS, text_anchor="middle")


def _arrow(arrow: Arrow, source: Box, target: Box) -> Iterator[str]:
    """A line from edge to edge with its head, and what it says beside the head."""
    if source is target:
        yield text(source.x + WIDE / 2 + 4, source.y - source.tall / 2, "↺" + "".join(map(SIGNS.__getitem__, arrow.signs)), LETTERS)  # fmt: skip
        return
    (x1, y1), (x2, y2) = source.edge_towards(target.x, target.y), target.edge_towards(source.x, source.y)
    look = LOOKS[arrow.state]
    yield line(x1, y1, x2, y2, opacity=None if arrow.state else 0.6, look=look)
    turn = math.atan2(y2 - y1, x2 - x1)
    corners = [(x2, y2)] + [
        (x2 - 15 * math.cos(turn + side), y2 - 15 * math.sin(turn + side)) for side in (0.4, -0.4)
    ]
    yield element("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), fill=look["stroke"])
    x, y = x2 - 30 * math.cos(turn), y2 - 30 * math.sin(turn)
    yield element("circle", cx=x, cy=y, r=9, fill=PAPER)
    yield text(x, y + 6, "".join(SIGNS[sign] for sign in arrow.signs), LETTERS, text_anchor="middle")
