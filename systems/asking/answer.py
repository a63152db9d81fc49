"""What a question is answered with: sentences, and for each what the drawing may lay over itself."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from systems.asking.reading import MapRead


class Mark(StrEnum):
    """What a line says of its factors, for a drawing that colours them."""

    MORE = "more"
    LESS = "less"
    DEPENDS = "depends"
    UNKNOWN = "unknown"
    REINFORCING = "reinforcing"
    BALANCING = "balancing"
    HOLDS = "holds"
    APART = "apart"
    DISAGREES = "disagrees"
    BROKEN = "broken"
    UNTOUCHED = "untouched"
    ACTORS = "actors"


OF_SIGN = {1: Mark.MORE, -1: Mark.LESS, 0: Mark.UNKNOWN}
MARKED = {
    Mark.MORE: gettext_lazy("More"),
    Mark.LESS: gettext_lazy("Less"),
    Mark.DEPENDS: gettext_lazy("It depends"),
    Mark.UNKNOWN: gettext_lazy("Not known"),
    Mark.REINFORCING: gettext_lazy("Reinforcing"),
    Mark.BALANCING: gettext_lazy("Balancing"),
    Mark.HOLDS: gettext_lazy("Holds together"),
    Mark.APART: gettext_lazy("Apart"),
    Mark.DISAGREES: gettext_lazy("Two ways"),
    Mark.BROKEN: gettext_lazy("Broken"),
    Mark.UNTOUCHED: gettext_lazy("Nobody yet"),
    Mark.ACTORS: gettext_lazy("Together"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One sentence. `factors` are what it is about; where they are a `way`, each leads to the next (the last to the first of a loop)."""

    words: str
    mark: Mark
    factors: Sequence[tuple[uuid.UUID, str]] = ()
    links: Sequence[uuid.UUID] = ()
    way: bool = False
    loop: bool = False
    introduce: uuid.UUID | None = None
    """The factor that the two it speaks of could be introduced over."""

    @property
    def marked(self) -> str:
        return str(MARKED[self.mark])

    def as_json(self) -> dict[str, Any]:
        return {
            "words": self.words,
            "mark": str(self.mark),
            "factors": [str(id) for id, _label in self.factors],
            "links": [str(id) for id in self.links],
        }


@dataclass(kw_only=True)
class Answer:
    """`says` comes first; then the lines; then what the map `cannot_know`."""

    title: str
    says: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    cannot_know: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "says": self.says,
            "lines": [line.as_json() for line in self.lines],
            "cannot_know": self.cannot_know,
        }


def named(read: MapRead, factors: Sequence[int]) -> list[tuple[uuid.UUID, str]]:
    """These factors, each by its id and name."""
    return [(read.ids[number], read.labels[number]) for number in factors]


def listed(read: MapRead, factors: Sequence[int], most: int = 6) -> str:
    """The names of these factors in a sentence, the first few where there are many."""
    names = [f"“{read.labels[number]}”" for number in factors[:most]]
    if (rest := len(factors) - most) > 0:
        names.append(ngettext("%(n)s more", "%(n)s more", rest) % {"n": rest})
    if len(names) < 2:
        return "".join(names)
    return _("%(these)s and %(last)s") % {"these": ", ".join(names[:-1]), "last": names[-1]}


def link_ids(read: MapRead, way: Sequence[int], *, closed: bool = False) -> list[uuid.UUID]:
    """The ids of the links along a way."""
    return [link.id for link in read.along(way, closed=closed)]


def in_links(number: int) -> str:
    """How far, in words."""
    return ngettext("%(n)s link", "%(n)s links", number) % {"n": number}
