"""Two versions of an agreement side by side, word by word."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Run:
    """Some words in a row: "same" in both, only in the "older", or only in the "newer"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Line:
    """One matter of the terms, as the older and as the newer version have it."""

    title: str
    older: list[Run]
    newer: list[Run]

    @property
    def differs(self) -> bool:
        return any(run.kind != "same" for run in (*self.older, *self.newer))


def side_by_side(older: Mapping[str, str], newer: Mapping[str, str]) -> list[Line]:
    """Matter by matter, in the order of the newer one; what only one of them has stands beside nothing."""
    titles = dict.fromkeys((*newer, *older))
    return [Line(title, *word_by_word(older.get(title, ""), newer.get(title, ""))) for title in titles]


def word_by_word(older: str, newer: str) -> tuple[list[Run], list[Run]]:
    """Both texts as runs; put together again they are the texts. The words they share are found by `difflib`."""
    before, after = WORD.findall(older), WORD.findall(newer)
    runs: tuple[list[Run], list[Run]] = ([], [])
    for tag, start, end, at, until in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        for side, words, kind in ((0, before[start:end], "older"), (1, after[at:until], "newer")):
            if words:
                runs[side].append(Run("same" if tag == "equal" else kind, "".join(words)))
    return runs
