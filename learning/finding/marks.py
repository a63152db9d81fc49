"""Where the words that were asked for stand in a text: cut out around them, and marked. Nothing of it is kept."""

import re
from collections.abc import Collection, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString

from learning.finding.asked import WORD, folded

LETTERS = 280
"""About so many of a text are shown."""
BEFORE = 80
"""How many of these stand before the first word that was asked for."""
_SPACES = re.compile(r"\s+")


def words_of(text: str) -> set[str]:
    """The words of a text, folded."""
    return set(WORD.findall(folded(text)))


def marked(text: str, words: Collection[str]) -> SafeString:
    """The text as HTML, escaped, with each of these (folded) words in a `<mark>`."""
    said, after = "", 0
    for start, end in _places(text, words):
        said += f"{escape(text[after:start])}<mark>{escape(text[start:end])}</mark>"
        after = end
    return SafeString(said + escape(text[after:]))


def _places(text: str, words: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where these (folded) words begin and end in the text, one after the other."""
    if not words:
        return
    if (
        text.isascii()
    ):  # as nearly all texts are: no letter is folded into two, so the whole can be folded at once
        yield from (found.span() for found in WORD.finditer(folded(text)) if found.group() in words)
    else:
        yield from (found.span() for found in WORD.finditer(text) if folded(found.group()) in words)


def excerpt(text: str, words: Collection[str]) -> str:
    """The text in one line; of a long one the part around the first of these (folded) words."""
    text = _SPACES.sub(" ", text).strip()
    if len(text) <= LETTERS:
        return text
    first, _end = next(_places(text, words), (0, 0))
    start = (
        0
        if first <= BEFORE
        else text.index(" ", first - BEFORE) + 1
        if " " in text[first - BEFORE : first]
        else first
    )
    end = len(text) if len(text) - start <= LETTERS else text.rfind(" ", start + 1, start + LETTERS)
    if end <= start:
        end = start + LETTERS
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
