"""A map as it stands in a file: plain data that every format reads and writes."""

from dataclasses import dataclass, field
from typing import Any

MOST_FACTORS = 5_000
MOST_LINKS = 20_000
MOST_BYTES = 10 * 1024 * 1024


@dataclass(kw_only=True)
class DrawnFactor:
    key: str
    label: str
    description: str = ""
    cluster: str = ""
    x: float | None = None
    y: float | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class DrawnLink:
    """`source` and `target` are keys of factors; polarity is "+", "-" or "" (not known)."""

    source: str
    target: str
    key: str = ""
    polarity: str = ""
    strength: str = ""
    delay: bool = False
    confidence: str = ""
    evidence: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Remark:
    """Something about one row of one file. Rows count as a spreadsheet shows them: the header is row 1."""

    file: str
    row: int
    said: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.said}" if self.row else f"{self.file}: {self.said}"


@dataclass
class Drawing:
    """What was read: the map, problems that prevent keeping it, and warnings that do not."""

    factors: dict[str, DrawnFactor] = field(default_factory=dict)
    links: list[DrawnLink] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


def same(one: Drawing, other: Drawing) -> bool:
    """Whether the two say the same about the same factors and links, in whatever order."""
    links_of_one, links_of_other = (sorted(map(repr, drawing.links)) for drawing in (one, other))
    return one.factors == other.factors and links_of_one == links_of_other
