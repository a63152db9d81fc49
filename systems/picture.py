"""A map drawn on the server as SVG: for what was published, and for two versions side by side in one picture.

It needs no script and no style sheet: shapes and words tell what colours tell. A factor is a box with its name; a link that acts the
opposite way is dashed and ends in a bar; one nobody is sure of is dotted.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from django.utils.translation import gettext as _

from systems.formats.drawing import Drawing, DrawnFactor

WIDTH, ROW, LETTERS, MOST_ROWS = 190, 20, 22, 4
MARGIN = 40
MOST_DRAWN = 600
"""A picture of more factors than this could not be read; their names stand in the table."""


@dataclass(frozen=True)
class Look:
    """How something is told apart: a word in front of it, and a class and dashes of its own."""

    word: str = ""
    kind: str = "stays"


STAYS, BEHIND = Look(), Look(kind="behind")
"""As it is; and the same where others are told apart, which it leaves in front."""
Links = dict[tuple[str, str], Look]


@dataclass(frozen=True)
class Box:
    """A factor's place: its middle, and the lines of its name."""

    x: float
    y: float
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return ROW * len(self.lines) + 16


def picture(
    drawing: Drawing,
    *,
    title: str,
    factors: Mapping[str, Look] | None = None,
    links: Mapping[tuple[str, str], Look] | None = None,
) -> str:
    """The drawing as an SVG element with a title; empty where it has too many factors, or none. All text is escaped."""
    if not 0 < len(drawing.factors) <= MOST_DRAWN:
        return ""
    look_of, looks = factors or {}, links or {}
    boxes = _boxes(drawing, lambda key: look_of.get(key, STAYS).word)
    left = min(box.x for box in boxes.values()) - WIDTH / 2 - MARGIN
    top = min(box.y - box.height / 2 for box in boxes.values()) - MARGIN
    width = max(box.x for box in boxes.values()) + WIDTH / 2 + MARGIN - left
    height = max(box.y + box.height / 2 for box in boxes.values()) + MARGIN - top
    ways: dict[tuple[str, str], set[str]] = {}
    late = {(link.source, link.target) for link in drawing.links if link.delay}
    for link in drawing.links:
        ways.setdefault((link.source, link.target), set()).add(link.polarity)
    parts = [
        _line(
            boxes[source],
            boxes[target],
            signs,
            looks.get((source, target), BEHIND if looks or look_of else STAYS),
            late=(source, target) in late,
        )
        for (source, target), signs in ways.items()
    ]
    parts += [_box(box, look_of.get(key, STAYS)) for key, box in boxes.items()]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawn" role="img" aria-label="{escape(title)}"'
        f' viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" font-family="sans-serif" font-size="15">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _boxes(drawing: Drawing, word: Callable[[str], str]) -> dict[str, Box]:
    places = _places(list(drawing.factors.values()))
    return {
        key: Box(*places[key], _lines(f"{word(key)} {factor.label}".strip()))
        for key, factor in drawing.factors.items()
    }


def _lines(words: str) -> tuple[str, ...]:
    lines = wrap(words, LETTERS) or [""]
    if len(lines) > MOST_ROWS:
        lines = [*lines[: MOST_ROWS - 1], lines[MOST_ROWS - 1][: LETTERS - 1] + "…"]
    return tuple(lines)


def _places(factors: list[DrawnFactor]) -> dict[str, tuple[float, float]]:
    """Where each stands: as on the map, pulled apart until no two lie on each other; without places, cluster by cluster."""
    if all(None not in (each.x, each.y) for each in factors):
        return _apart({each.key: (float(each.x or 0), float(each.y or 0)) for each in factors})
    clusters: dict[str, list[DrawnFactor]] = {}
    for each in factors:
        clusters.setdefault(each.cluster, []).append(each)
    found: dict[str, tuple[float, float]] = {}
    across = max(1, math.ceil(math.sqrt(len(factors))))
    row = 0
    for members in clusters.values():
        for nth, each in enumerate(members):
            found[each.key] = (nth % across) * (WIDTH + 50.0), (row + nth // across) * 120.0
        row += math.ceil(len(members) / across)
    return found


def _apart(places: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """The same arrangement, as much larger as it takes for boxes to lie beside each other; at most eight times."""
    keys = sorted(places, key=lambda key: places[key])
    needed = 1.0
    for nth, one in enumerate(keys):
        for other in keys[nth + 1 :]:
            across, down = (abs(a - b) for a, b in zip(places[one], places[other], strict=True))
            wide = (WIDTH + 20) / across if across else math.inf
            high = 90 / down if down else math.inf
            needed = max(needed, min(wide, high, 8.0))
    return {key: (x * needed, y * needed) for key, (x, y) in places.items()}


DASHES = {"added": "", "removed": "3 4", "stays": ""}


def _box(box: Box, look: Look) -> str:
    dashes = f' stroke-dasharray="{DASHES[look.kind]}"' if DASHES.get(look.kind) else ""
    weight = 1.5 if look.kind == "stays" else 3.5
    top = box.y - box.height / 2
    said = "".join(
        f'<tspan x="{box.x:.0f}" y="{top + 8 + ROW * (nth + 0.75):.0f}">{escape(line)}</tspan>'
        for nth, line in enumerate(box.lines)
    )
    return (
        f'<g class="factor {look.kind}"><rect x="{box.x - WIDTH / 2:.0f}" y="{top:.0f}" width="{WIDTH}"'
        f' height="{box.height}" rx="8" fill="var(--paper, #fff)" stroke="currentColor" stroke-width="{weight}"{dashes}/>'
        f'<text text-anchor="middle" fill="currentColor">{said}</text></g>'
    )


def _line(source: Box, target: Box, signs: set[str], look: Look, *, late: bool) -> str:
    """A link from edge to edge, with its sign beside its end; two strokes across where it takes time."""
    weight = {"stays": 1.2, "behind": 1}.get(look.kind, 3.5)
    sign = {frozenset("+"): "+", frozenset("-"): "−"}.get(frozenset(signs), "?")
    dashes = {"+": "", "−": "8 5", "?": "2 4"}[sign]
    if look.kind == "removed":
        dashes = "3 4"
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    if source == target:
        x, y = source.x + WIDTH / 2, source.y
        way = f"M{x:.0f} {y - 8:.0f}c30 -20 30 36 0 16"
        mark = x + 30, y - 14
        end = ""
    else:
        (ax, ay), (bx, by) = _edge(source, target), _edge(target, source)
        way = f"M{ax:.0f} {ay:.0f}L{bx:.0f} {by:.0f}"
        angle = math.atan2(by - ay, bx - ax)
        mark = (
            bx - 22 * math.cos(angle) + 10 * math.sin(angle),
            by - 22 * math.sin(angle) - 10 * math.cos(angle),
        )
        end = _end(bx, by, angle, sign)
        if late:
            end += _strokes((ax + bx) / 2, (ay + by) / 2, angle)
    word = f"{look.word} {sign}".strip()
    faint = ' opacity="0.4"' if look.kind == "behind" else ""
    return (
        f'<g class="link {look.kind}{" opposite" if sign == "−" else ""}" stroke="currentColor" fill="none"{faint}><path d="{way}" stroke-width="{weight}"{dash}/>{end}'
        f'<text x="{mark[0]:.0f}" y="{mark[1]:.0f}" stroke="none" fill="currentColor" text-anchor="middle">{escape(word)}</text></g>'
    )


def _end(x: float, y: float, angle: float, sign: str) -> str:
    """An arrow; for the opposite direction a bar."""

    def at(back: float, aside: float) -> str:
        across, down = (
            x - back * math.cos(angle) - aside * math.sin(angle),
            y - back * math.sin(angle) + aside * math.cos(angle),
        )
        return f"{across:.1f} {down:.1f}"

    if sign == "−":
        return f'<path d="M{at(1, -7)}L{at(1, 7)}" stroke-width="3"/>'
    return f'<path d="M{at(0, 0)}L{at(10, -5)}L{at(10, 5)}Z" fill="currentColor" stroke="none"/>'


def _strokes(x: float, y: float, angle: float) -> str:
    """Two short strokes across the way at its middle."""
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    drawn = ""
    for back in (-3, 3):
        mx, my = x + back * along[0], y + back * along[1]
        drawn += f"M{mx - 6 * across[0]:.1f} {my - 6 * across[1]:.1f}L{mx + 6 * across[0]:.1f} {my + 6 * across[1]:.1f}"
    return f'<path d="{drawn}" stroke-width="1.5"/>'


def _edge(box: Box, towards: Box) -> tuple[float, float]:
    """Where the way from the box's middle to the other's leaves the box."""
    across, down = towards.x - box.x, towards.y - box.y
    if not across and not down:
        return box.x, box.y
    share = min(
        (WIDTH / 2) / abs(across) if across else math.inf,
        (box.height / 2) / abs(down) if down else math.inf,
        1.0,
    )
    return box.x + across * share, box.y + down * share


def in_words() -> list[tuple[str, str]]:
    """What the marks of a compared picture mean."""
    return [
        ("+", _("new since then, with a thick edge")),
        ("−", _("gone since then, with a dotted edge")),
        ("≠", _("has another name, another cluster or another direction now")),
    ]
