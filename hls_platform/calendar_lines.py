"""How a calendar's file is written (RFC 5545): its lines, and text in them."""

import datetime

LONGEST_LINE = 75
"""Bytes of a line; what is longer goes on in the next, after a space (section 3.1)."""


def moment(at: datetime.datetime) -> str:
    """A moment, in UTC (section 3.3.5, form 2)."""
    return f"{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def text(said: str) -> str:
    """Text as a value (section 3.3.11)."""
    said = "\n".join(said.splitlines())
    for mark in ("\\", ";", ","):
        said = said.replace(mark, f"\\{mark}")
    return said.replace("\n", "\\n")


def folded(line: str) -> bytes:
    """The line as it is written, broken between letters where it is too long."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        said = letter.encode()
        if len(piece) + len(said) > LONGEST_LINE - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += said
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
