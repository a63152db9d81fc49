"""A map as it stands in a file: plain data that every format reads and writes."""

from dataclasses import dataclass, field
from typing import Any

MOST_FACTORS = 5_000
MOST_LINKS = 20_000
MOST_BYTES = 10 * 1024 * 1024


@dataclass(kw_only=True)
class DrawnFactor:
    """`attributes` are what people may read, colour and size by; `extra` is kept for the format it came from."""

    key: str
    label: str
    description: str = ""
    cluster: str = ""
    kind: str = ""
    tags: list[str] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    x: float | None = None
    y: float | None = None
    pinned: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class DrawnLink:
    """`source` and `target` are keys of factors; polarity is "+", "-" or "" (not known); direction "directed", "undirected" or "mutual".

    What stands in `extra` under a name of its own is what else the file says of the link; what a format keeps for
    itself stands in a dictionary there, under the format's name.
    """

    source: str
    target: str
    key: str = ""
    label: str = ""
    description: str = ""
    kind: str = ""
    polarity: str = ""
    strength: str = ""
    delay: bool = False
    confidence: str = ""
    evidence: str = ""
    direction: str = "directed"
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class DrawnLoop:
    """A loop that people named; `factors` are keys, each leading to the next and the last to the first."""

    name: str
    factors: list[str]
    kind: str = "unknown"
    words: str = ""


@dataclass(kw_only=True)
class DrawnActor:
    """An organisation or a role; `acts_on` says, by the keys of factors, how."""

    name: str
    kind: str = "organisation"
    description: str = ""
    acts_on: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class DrawnView:
    """A way to look at the map; `focus` is the key of a factor, or nothing."""

    name: str
    words: str = ""
    shows: dict[str, Any] = field(default_factory=dict)
    focus: str = ""
    steps: int = 1
    look: dict[str, Any] = field(default_factory=dict)
    story: str = ""
    place: int = 0


@dataclass(frozen=True)
class Remark:
    """Something about one place of one file. Rows count as a spreadsheet shows them: the header is row 1.

    `at` says the place where there is more to say than a row: a sheet and its row, a line, an entry of a list.
    """

    file: str
    row: int
    said: str
    at: str = ""

    def __str__(self) -> str:
        place = self.at or (f"row {self.row}" if self.row else "")
        return f"{self.file}, {place}: {self.said}" if place else f"{self.file}: {self.said}"


@dataclass
class Drawing:
    """What was read: the map, problems that prevent keeping it, and warnings that do not.

    `whole` says that what the file leaves empty is meant to be empty; most files leave out what they have no word for.
    """

    factors: dict[str, DrawnFactor] = field(default_factory=dict)
    links: list[DrawnLink] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    name: str = ""
    description: str = ""
    look: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    loops: list[DrawnLoop] = field(default_factory=list)
    actors: list[DrawnActor] = field(default_factory=list)
    views: list[DrawnView] = field(default_factory=list)
    whole: bool = False
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    """For each column of each table what it was taken for, "" where it is an attribute."""


def same(one: Drawing, other: Drawing) -> bool:
    """Whether the two say the same about the same factors and links, in whatever order."""
    links_of_one, links_of_other = (sorted(map(repr, drawing.links)) for drawing in (one, other))
    return one.factors == other.factors and links_of_one == links_of_other


def names_beside(drawing: Drawing) -> set[tuple[str, str, str]]:
    """The loops, actors and views that a drawing tells of, by their names."""
    return (
        {("loop", "", loop.name) for loop in drawing.loops}
        | {("actor", "", actor.name.lower()) for actor in drawing.actors}
        | {("view", view.story, view.name) for view in drawing.views}
    )


def own(extra: dict[str, Any], format: str) -> dict[str, Any]:
    """What a format keeps for itself in `extra`. A file in our own format may say anything there."""
    kept = extra.get(format)
    return dict(kept) if isinstance(kept, dict) else {}


def as_list(said: Any) -> list[Any]:
    """What should be a list; an empty one where it is none."""
    return said if isinstance(said, list) else []


def plain(extra: dict[str, Any]) -> dict[str, str | float | bool]:
    """What of `extra` any format can write as one value under one name."""
    return {
        name: value
        for name, value in extra.items()
        if isinstance(value, str | int | float | bool) and value != ""
    }
