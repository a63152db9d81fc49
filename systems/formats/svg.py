"""A map as a drawing for print: SVG that needs no other file, with a legend, and its words as words."""

import math
import textwrap
from dataclasses import dataclass

from django.utils.translation import gettext as _

from systems.formats.drawing import Drawing, DrawnLink
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
LETTERS, LINE, ROOM, WIDTH = 18, 15, 8, 150
MARGIN = 60


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
    """The drawing: where factors have no place, they stand in rows by cluster."""
    boxes = _boxes(drawing)
    clusters = list(dict.fromkeys(factor.cluster for factor in drawing.factors.values()))
    colours = {
        cluster: COLOURS[nth % len(COLOURS)] if cluster else "#ffffff" for nth, cluster in enumerate(clusters)
    }
    left = min((box.x - box.half_width for box in boxes.values()), default=0) - MARGIN
    top = min((box.y - box.half_height for box in boxes.values()), default=0) - MARGIN - 40
    right = max((box.x + box.half_width for box in boxes.values()), default=400) + MARGIN
    bottom = max((box.y + box.half_height for box in boxes.values()), default=200) + MARGIN
    legend = _legend(colours, left + MARGIN, bottom, right - left - 2 * MARGIN)
    width, height = right - left, bottom - top + legend[1] + MARGIN
    title = drawing.name or _("Map")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg"{named(width=_n(width), height=_n(height), viewBox=f"{_n(left)} {_n(top)} {_n(width)} {_n(height)}", role="img")} font-family="Helvetica, Arial, sans-serif" font-size="12">',
        f"<title>{written(title)}</title>",
        f"<desc>{written(drawing.description)}</desc>",
        f"<rect{named(x=_n(left), y=_n(top), width=_n(width), height=_n(height), fill='#ffffff')}/>",
        f"<text{named(x=_n(left + MARGIN), y=_n(top + 40), font_size=22, font_weight='bold', fill=INK)}>{written(title)}</text>",
        *_arrows(),
        *(line for link in drawing.links for line in _link(link, boxes[link.source], boxes[link.target])),
        *(
            line
            for key, box in boxes.items()
            for line in _box(box, colours[drawing.factors[key].cluster], drawing.factors[key].label)
        ),
        *legend[0],
        "</svg>",
        "",
    ]
    return (
        "\n".join(lines)
        .replace(" font_size=", " font-size=")
        .replace(" font_weight=", " font-weight=")
        .encode()
    )


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _boxes(drawing: Drawing) -> dict[str, Box]:
    placed = bool(drawing.factors) and all(None not in (each.x, each.y) for each in drawing.factors.values())
    across = max(1, math.ceil(math.sqrt(len(drawing.factors))))
    order = sorted(drawing.factors.values(), key=lambda each: (each.cluster, each.label))
    boxes = {}
    for nth, factor in enumerate(order):
        lines = tuple(textwrap.wrap(joined(factor.label), LETTERS, max_lines=5, placeholder=" …")) or ("",)
        x, y = (
            (factor.x or 0.0, factor.y or 0.0)
            if placed
            else (nth % across * (WIDTH + 60.0), nth // across * 120.0)
        )
        half = max(len(line) for line in lines) * 3.5 + ROOM
        boxes[factor.key] = Box(x, y, half, len(lines) * LINE / 2 + ROOM / 2, lines)
    return {key: boxes[key] for key in drawing.factors}


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


def _legend(colours: dict[str, str], x: float, y: float, width: float) -> tuple[list[str], float]:
    """What colours and lines mean, in a row that goes on below; and how high it is."""
    signs = (
        (SAME, "", _("+ more leads to more")),
        (OPPOSITE, "", _("− more leads to less")),
        (UNKNOWN, "", _("not known yet")),
        (UNKNOWN, "6 4", _("takes time")),
    )
    lines, here, row = [], x, y + 20
    for colour, dashes, words in signs:
        here, row = _next(here, row, words, x, width)
        lines.append(
            f'<path d="M{_n(here)} {_n(row)}h26" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes or "none"}"/>'
        )
        lines.append(f"<text{named(x=_n(here + 32), y=_n(row + 4), fill=INK)}>{written(words)}</text>")
        here += 60 + len(words) * 7
    for cluster, colour in colours.items():
        if cluster:
            here, row = _next(here, row, cluster, x, width)
            lines.append(
                f'<rect{named(x=_n(here), y=_n(row - 8), width=16, height=16, fill=colour, stroke=INK)} rx="3"/>'
            )
            lines.append(f"<text{named(x=_n(here + 22), y=_n(row + 4), fill=INK)}>{written(cluster)}</text>")
            here += 50 + len(cluster) * 7
    return lines, row - y + 10


def _next(here: float, row: float, words: str, x: float, width: float) -> tuple[float, float]:
    return (x, row + 26) if here > x and here + 40 + len(words) * 7 > x + width else (here, row)
