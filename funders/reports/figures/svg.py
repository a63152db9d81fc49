"""Writes SVG from plain data. Words are escaped, and nothing in it runs, loads or has a style that a page could refuse."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

INK, SOFT, FAINT, GREEN, RUST, PAPER = "#23211d", "#5c564c", "#d9d2c4", "#1d5c4d", "#9a3412", "#ffffff"
FONT = "Libertinus Serif, Georgia, serif"
NO_LOOK: Mapping[str, object] = MappingProxyType({})
UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


def writable(words: str) -> str:
    """`words` without the signs that no XML file can hold."""
    return UNWRITABLE.sub("", words)


def element(
    name: str,
    words: str = "",
    inside: Iterable[str] = (),
    look: Mapping[str, object] = NO_LOOK,
    **more: object,
) -> str:
    """One element with words or other elements in it; `stroke_width=2` is written `stroke-width="2"`."""
    said = "".join(
        f" {key.replace('_', '-')}={quoteattr(writable(_plain(value)))}"
        for key, value in {**more, **look}.items()
        if value is not None
    )
    within = escape(writable(words))
    return f"<{name}{said}>{within}{''.join(inside)}</{name}>"


def picture(width: float, height: float, parts: Iterable[str]) -> str:
    """The whole picture, on paper of its own so that it can be read in a dark page, too."""
    return element(
        "svg",
        inside=(element("rect", width=width, height=height, fill=PAPER), *parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_plain(width)} {_plain(height)}",
        font_family=FONT,
    )


def text(
    x: float, y: float, words: str, size: float = 12, fill: str = INK, text_anchor: str | None = None
) -> str:
    """A line of words whose baseline begins at (x, y), or ends there, or has its middle there."""
    return element("text", words, x=x, y=y, font_size=size, fill=fill, text_anchor=text_anchor)


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    look: Mapping[str, object] = NO_LOOK,
    opacity: float | None = None,
) -> str:
    return element("line", look=look, x1=x1, y1=y1, x2=x2, y2=y2, opacity=opacity)


def in_lines(words: str, room: int, most: int = 4) -> list[str]:
    """`words` broken into lines of at most `room` signs; the rest of what is longer than `most` lines is an ellipsis."""
    lines = [""]
    for word in (piece for each in words.split() for piece in re.findall(f".{{1,{room}}}", each)):
        if not lines[-1]:
            lines[-1] = word
        elif len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [*lines[: most - 1], f"{lines[most - 1][: room - 1]}…"] if len(lines) > most else lines


def _plain(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
