"""A map as a drawing for print: SVG that needs no other file, with a legend, and its words as words."""

import math
import textwrap
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from systems.formats.drawing import Drawing, DrawnLink
from systems.formats.in_words import counted
from systems.formats.pen import joined
from systems.formats.xml_tree import named, written

COLOURS = (
    "#cfe3f5",
    "#fde2c4",
    "#d5ecd2",
    "#f6d3d6",
    "#e3d8f1",
    "#f7eebb",
    "#cdeae8",
    "#ecd9c6",
    "#e2e2e2",
    "#f3d3ea",
)
"""Light enough for black words on any of them (contrast over 12:1); clusters are told by the legend in words, too."""
INK, SAME, OPPOSITE, UNKNOWN = "#1f1d1a", "#14507a", "#9c2a10", "#5c564c"
SOFT = UNKNOWN
LETTERS, LINE, ROOM, WIDTH = 18, 15, 8, 130
MARGIN = 60
FONTS = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
GAP, MOST_TRIES, MOST_MOVED = 10, 80, 1000
FLAT = 0.7
"""A ring is flattened to the shape of a page that lies."""


@dataclass(frozen=True)
class Box:
    """Where a factor stands: its middle, half its width and half its height."""

    x: float
    y: float
    half_width: float
    half_height: float
    lines: tuple[str, ...]

    def edge_towards(self, x: float, y: float, gap: float = 0) -> tuple[float, float]:
        """The point where a line from the middle to (x, y) leaves the box."""
        across, down = x - self.x, y - self.y
        if across == down == 0:
            return self.x + self.half_width, self.y
        part = min(
            (self.half_width + gap) / abs(across) if across else math.inf,
            (self.half_height + gap) / abs(down) if down else math.inf,
        )
        return self.x + across * part, self.y + down * part


def write(drawing: Drawing) -> bytes:
    """The drawing, under its name and over its legend, which are as large as the page asks for."""
    boxes = _boxes(drawing)
    clusters = list(dict.fromkeys(factor.cluster for factor in drawing.factors.values()))
    colours = {
        cluster: COLOURS[nth % len(COLOURS)] if cluster else "#ffffff" for nth, cluster in enumerate(clusters)
    }
    left = min((box.x - box.half_width for box in boxes.values()), default=0) - MARGIN
    right = max(left + 700, max((box.x + box.half_width for box in boxes.values()), default=0) + MARGIN)
    large = max(1.0, (right - left) / 1300)
    head, deep = _head(drawing)
    top = min((box.y - box.half_height for box in boxes.values()), default=0) - MARGIN / 2 - deep * large
    bottom = max((box.y + box.half_height for box in boxes.values()), default=0) + MARGIN / 2
    legend, high = _legend(colours, (right - left - 2 * MARGIN) / large)
    width, height = right - left, bottom - top + high * large + MARGIN
    place = {"width": _n(width), "height": _n(height)}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg"{named(**place, viewBox=f"{_n(left)} {_n(top)} {_n(width)} {_n(height)}", role="img")} font-family="{FONTS}" font-size="12">',
        f"<title>{written(drawing.name or _('Map'))}</title>",
        f"<desc>{written(drawing.description)}</desc>",
        f"<rect{named(x=_n(left), y=_n(top), **place, fill='#ffffff')}/>",
        *_arrows(),
        *(line for link in drawing.links for line in _link(link, boxes[link.source], boxes[link.target])),
        *(
            line
            for key, box in boxes.items()
            for line in _box(box, colours[drawing.factors[key].cluster], drawing.factors[key].label)
        ),
        *_set_at(left + MARGIN, top, large, head),
        *_set_at(left + MARGIN, bottom, large, legend),
        "</svg>",
        "",
    ]
    return "\n".join(lines).encode()


def _set_at(x: float, y: float, large: float, lines: list[str]) -> list[str]:
    return [f'<g transform="translate({_n(x)} {_n(y)}) scale({large:.2f})">', *lines, "</g>"]


def _head(drawing: Drawing) -> tuple[list[str], float]:
    """The map's name, what it is about and how much is on it; and how high that is."""
    about = textwrap.wrap(joined(drawing.description), 150, max_lines=4, placeholder=" …")
    about.append(counted(drawing))
    lines = [
        f'<text{named(x=0, y=40, fill=INK)} font-size="22" font-weight="bold">{written(joined(drawing.name) or _("Map"))}</text>',
        *(
            f"<text{named(x=0, y=64 + nth * 18, fill=SOFT)}>{written(line)}</text>"
            for nth, line in enumerate(about)
        ),
    ]
    return lines, 64.0 + len(about) * 18


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _boxes(drawing: Drawing) -> dict[str, Box]:
    """Where each factor stands: where people put it, a little moved where boxes would hide one another; else in a ring by cluster."""
    placed = bool(drawing.factors) and all(None not in (each.x, each.y) for each in drawing.factors.values())
    order = sorted(drawing.factors.values(), key=lambda each: (each.cluster, each.label))
    ring = max(len(order), 8) * WIDTH / math.tau
    boxes = []
    for nth, factor in enumerate(order):
        lines = tuple(textwrap.wrap(joined(factor.label), LETTERS, max_lines=5, placeholder=" …")) or ("",)
        turn = math.tau * nth / len(order) - math.pi / 2
        x, y = (factor.x, factor.y) if placed else (ring * math.cos(turn), ring * FLAT * math.sin(turn))
        half = max(len(line) for line in lines) * 3.6 + ROOM
        boxes.append(Box(x or 0.0, y or 0.0, half, len(lines) * LINE / 2 + ROOM / 2, lines))
    apart = dict(zip((factor.key for factor in order), _apart(boxes), strict=True))
    return {key: apart[key] for key in drawing.factors}


def _apart(boxes: list[Box]) -> list[Box]:
    """The boxes moved as little as need be, until none hides another; of very many, or after some tries, as far as they came."""
    at = [[box.x, box.y] for box in boxes]
    for _try in range(MOST_TRIES if len(boxes) <= MOST_MOVED else 0):
        order = sorted(range(len(boxes)), key=lambda nth: at[nth][0] - boxes[nth].half_width)
        moved = False
        for place, one in enumerate(order):
            for other in order[place + 1 :]:
                across, down = (
                    boxes[one].half_width + boxes[other].half_width + GAP - abs(at[other][0] - at[one][0]),
                    boxes[one].half_height + boxes[other].half_height + GAP - abs(at[other][1] - at[one][1]),
                )
                if at[other][0] - boxes[other].half_width > at[one][0] + boxes[one].half_width + GAP:
                    break
                if across <= 0 or down <= 0:
                    continue
                axis, by = (0, across) if across < down else (1, down)
                way = 1 if (at[other][axis], other) >= (at[one][axis], one) else -1
                at[one][axis] -= way * (by / 2 + 0.1)
                at[other][axis] += way * (by / 2 + 0.1)
                moved = True
        if not moved:
            break
    return [replace(box, x=x, y=y) for box, (x, y) in zip(boxes, at, strict=True)]


def _arrows() -> list[str]:
    return [
        "<defs>",
        *(
            f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>'
            for name, colour in (("same", SAME), ("opposite", OPPOSITE), ("unknown", UNKNOWN))
        ),
        "</defs>",
    ]


def _look(polarity: str) -> tuple[str, str]:
    return {"+": ("same", SAME), "-": ("opposite", OPPOSITE)}.get(polarity, ("unknown", UNKNOWN))


def _link(link: DrawnLink, source: Box, target: Box) -> list[str]:
    """A bow from box to box, so that a link and its way back lie apart, its sign in the middle; dashed where it takes time."""
    name, colour = _look(link.polarity)
    if source is target:
        x, y = source.x + source.half_width, source.y
        path, middle = (
            f"M{_n(x)} {_n(y - 6)}C{_n(x + 40)} {_n(y - 40)} {_n(x + 40)} {_n(y + 40)} {_n(x)} {_n(y + 6)}",
            (x + 30, y),
        )
    else:
        across, down = target.x - source.x, target.y - source.y
        bend = (source.x + target.x) / 2 - down * 0.12, (source.y + target.y) / 2 + across * 0.12
        start, end = source.edge_towards(*bend), target.edge_towards(*bend, gap=2)
        path = f"M{_n(start[0])} {_n(start[1])}Q{_n(bend[0])} {_n(bend[1])} {_n(end[0])} {_n(end[1])}"
        middle = (start[0] + 2 * bend[0] + end[0]) / 4, (start[1] + 2 * bend[1] + end[1]) / 4
    ends = {
        "directed": f' marker-end="url(#{name})"',
        "mutual": f' marker-end="url(#{name})" marker-start="url(#{name})"',
    }
    dashes = ' stroke-dasharray="6 4"' if link.delay else ""
    lines = [
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.3"{dashes}{ends.get(link.direction, "")}/>'
    ]
    if link.polarity:
        sign = "+" if link.polarity == "+" else "−"
        lines.append(f'<text{named(x=_n(middle[0]), y=_n(middle[1]), fill=colour, stroke="#ffffff")} paint-order="stroke" stroke-width="4" text-anchor="middle" font-weight="bold">{sign}</text>')  # fmt: skip
    return lines


def _box(box: Box, colour: str, label: str) -> list[str]:
    first = box.y - (len(box.lines) - 1) * LINE / 2 + 4
    words = "".join(
        f"<tspan{named(x=_n(box.x), y=_n(first + nth * LINE))}>{written(line)}</tspan>"
        for nth, line in enumerate(box.lines)
    )
    place = named(
        x=_n(box.x - box.half_width),
        y=_n(box.y - box.half_height),
        width=_n(2 * box.half_width),
        height=_n(2 * box.half_height),
    )
    return [
        f'<g><title>{written(joined(label))}</title><rect{place} rx="5" fill="{colour}" stroke="{INK}" stroke-width="0.8"/>',
        f'<text text-anchor="middle" fill="{INK}">{words}</text></g>',
    ]


def _legend(colours: dict[str, str], width: float) -> tuple[list[str], float]:
    """What colours and lines mean, in a row that goes on below; and how high it is."""
    signs = (
        (SAME, "", _("+ more leads to more")),
        (OPPOSITE, "", _("− more leads to less")),
        (UNKNOWN, "", _("not known yet")),
        (UNKNOWN, "6 4", _("takes time")),
    )
    lines: list[str] = []
    here, row = 0.0, 20.0
    for colour, dashes, words in signs:
        here, row = _next(here, row, words, width)
        lines.append(
            f'<path d="M{_n(here)} {_n(row)}h26" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes or "none"}"/>'
        )
        lines.append(f"<text{named(x=_n(here + 32), y=_n(row + 4), fill=INK)}>{written(words)}</text>")
        here += 60 + len(words) * 7
    for cluster, colour in colours.items():
        if cluster:
            here, row = _next(here, row, cluster, width)
            lines.append(
                f'<rect{named(x=_n(here), y=_n(row - 8), width=16, height=16, fill=colour, stroke=INK)} rx="3"/>'
            )
            lines.append(f"<text{named(x=_n(here + 22), y=_n(row + 4), fill=INK)}>{written(cluster)}</text>")
            here += 50 + len(cluster) * 7
    return lines, row + 10


def _next(here: float, row: float, words: str, width: float) -> tuple[float, float]:
    return (0, row + 26) if here > 0 and here + 40 + len(words) * 7 > width else (here, row)
