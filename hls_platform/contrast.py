"""How well one colour can be read on another, as WCAG 2 works it out."""

import re

HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)
ENOUGH = 4.5
"""What WCAG 2.2 AA asks of words."""
WHITE = "#ffffff"


def contrast(one: str, other: str = WHITE) -> float:
    """The contrast of two colours written as `#rrggbb`: from 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def dark_enough(colour: str) -> str:
    """The colour itself where it can be read on white, else the nearest darker one of its hue that can."""
    parts = _parts(colour)
    for percent in range(100, -1, -1):
        darker = "#" + "".join(f"{part * percent // 100:02x}" for part in parts)
        if contrast(darker) >= ENOUGH:
            return darker
    return "#000000"


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
