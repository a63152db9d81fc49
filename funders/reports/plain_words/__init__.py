"""What in a summary is hard to read: long sentences, and words for which there is an easier one. It only points; people write.

The same text always gives the same remarks: sentences are counted by their words, and words are looked up in a list of
our own (`hard_words.txt`). For languages other than English only sentences are looked at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

LONG = 25
"""Words in a sentence from which on it is called long: many readers lose its beginning before its end."""
SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+(?!\s|$)[^.!?…\n]+)*[.!?…]*")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SHOWN = 8
"""So many words of a long sentence are shown, to find it by."""


@dataclass(frozen=True)
class Remark:
    """One place that is hard to read: what stands there, and why, with what would be easier."""

    said: str
    why: str


def hard_to_read(text: str, *, english: bool) -> list[Remark]:
    """The places in `text`, in the order in which they are read; each hard word once."""
    found = [*_long_sentences(text), *(_hard_words(text) if english else [])]
    return [remark for _place, remark in sorted(found, key=lambda each: each[0])]


def _long_sentences(text: str) -> list[tuple[int, Remark]]:
    found = []
    for sentence in SENTENCE.finditer(text):
        words = WORD.findall(sentence[0])
        if len(words) > LONG:
            begins = " ".join(sentence[0].split()[:SHOWN])
            why = _("This sentence has %(number)s words. Two shorter ones are easier to follow.")
            found.append((sentence.start(), Remark(f"{begins} …", why % {"number": len(words)})))
    return found


def _hard_words(text: str) -> list[tuple[int, Remark]]:
    found: dict[str, tuple[int, Remark]] = {}
    for word in _hard().finditer(text):
        easier = easier_words()[" ".join(word[0].lower().split())]
        why = _("Most people would say “%(easier)s”.") % {"easier": easier}
        found.setdefault(word[0].lower(), (word.start(), Remark(word[0], why)))
    return list(found.values())


@cache
def easier_words() -> Mapping[str, str]:
    """What most people say in place of each hard word."""
    lines = Path(__file__).with_name("hard_words.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" = ") for line in lines if " = " in line and not line.startswith("#"))
    return {pair[0]: pair[1] for pair in pairs}


@cache
def _hard() -> re.Pattern[str]:
    """Any of the hard words, the longest first, as a word of its own."""
    longest_first = sorted(easier_words(), key=len, reverse=True)
    each = "|".join(r"\s+".join(re.escape(part) for part in words.split()) for words in longest_first)
    return re.compile(rf"(?<![\w-])(?:{each})(?![\w-])", re.IGNORECASE)
