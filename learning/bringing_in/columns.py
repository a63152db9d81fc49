"""Which column of a file holds what: guessed from what it is called, and the person's to change."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

WORDS = ("text", "what", "so_what", "now_what")
CALLED: dict[str, tuple[str, ...]] = {
    "day": (
        "day", "date", "when", "happened on", "the day it happened", "date of visit", "visit date", "date of entry",
        "entry date", "note date", "timestamp", "created", "created at", "written on",
    ),
    "so_what": ("so what", "why", "why it matters", "why does it matter", "meaning", "learning", "what it tells me"),
    "now_what": ("now what", "next", "next step", "next steps", "what next", "action", "actions", "what i will do"),
    "what": ("what",),
    "text": (
        "text", "note", "notes", "reflection", "reflections", "what happened", "happened", "words", "comment", "comments",
        "description", "entry", "observation", "observations", "journal", "diary", "story", "details", "body", "content",
    ),
    "kind": ("kind", "type", "category", "kind of moment", "sort"),
}  # fmt: skip
"""By what they are for, the names under which columns are known, in small letters and without marks."""


@dataclass(frozen=True)
class Columns:
    """Which column (counted from 0) holds what; None where none does."""

    day: int | None = None
    text: int | None = None
    what: int | None = None
    so_what: int | None = None
    now_what: int | None = None
    kind: int | None = None

    @property
    def words(self) -> tuple[int | None, ...]:
        return tuple(getattr(self, name) for name in WORDS)

    @property
    def matched(self) -> dict[str, int]:
        """Each that is found, by name."""
        return {name: place for name, place in asdict(self).items() if place is not None}

    def problem(self) -> str:
        """What is wrong with the matching, in a sentence; "" where nothing is."""
        if all(place is None for place in self.words):
            return _("Say which column holds the words: “text”, “what”, “so what” or “now what”.")
        places = list(self.matched.values())
        if len(set(places)) < len(places):
            return _("Two things stand in one column: choose another for one of them.")
        return ""


def guess(header: Sequence[str]) -> Columns:
    """The columns of a file by what its `header` calls them."""
    names = [_plain(each) for each in header]
    found: dict[str, int] = {}
    for what, called in CALLED.items():
        for name in called:
            if name in names and names.index(name) not in found.values():
                found[what] = names.index(name)
                break
    return Columns(**found)


def not_brought_in(header: Sequence[str], columns: Columns) -> list[str]:
    """What the columns are called that nothing is taken from."""
    taken = set(columns.matched.values())
    return [name.strip() for number, name in enumerate(header) if number not in taken and name.strip()]


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^\w]|_", " ", name.lower()).split())
