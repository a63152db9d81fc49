"""Where the words that were asked for stand in a text: cut out around them, and marked. Nothing of it is kept."""

import re
from collections.abc import Collection

from django.utils.html import format_html, format_html_join
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


def begins_as(word: str, asked: Collection[str]) -> bool:
    """Whether a (folded) word has the first letter of one of those asked for: no language we read changes that one."""
    return any(word[0] == each[0] for each in asked)


def marked(text: str, words: Collection[str]) -> SafeString:
    """The text as HTML, escaped, with each of these (folded) words in a `<mark>`."""
    places = [found for found in WORD.finditer(text) if folded(found.group()) in words]
    ends = [0, *(found.end() for found in places)]
    pieces = ((text[end : found.start()], found.group()) for end, found in zip(ends, places, strict=False))
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[ends[-1] :])


def excerpt(text: str, words: Collection[str]) -> str:
    """The text in one line; of a long one the part around the first of these (folded) words."""
    text = _SPACES.sub(" ", text).strip()
    if len(text) <= LETTERS:
        return text
    first = next((found.start() for found in WORD.finditer(text) if folded(found.group()) in words), 0)
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
