"""What in a text may tell who somebody is: found by patterns and lists of names on this machine. Nothing is sent or kept."""

import re
from collections.abc import Iterable, Mapping

from hls_platform.recognisable.found import Found, Kind
from hls_platform.recognisable.names import names_in
from hls_platform.recognisable.numbers import numbers_in

__all__ = ["Found", "Kind", "found_in", "with_instead"]


def found_in(texts: Iterable[str]) -> list[Found]:
    """What `texts` seem to hold, each wording once, in the order in which it is read.

    A place that says two things is told once: what a number is goes before what a word is.
    """
    told: dict[str, Found] = {}
    for text in texts:
        found: list[Found] = []
        taken: set[int] = set()
        for each in (*numbers_in(text), *names_in(text)):
            if taken.isdisjoint(place := range(each.start, each.end)):
                taken.update(place)
                found.append(each)
        for each in sorted(found, key=lambda found: found.start):
            told.setdefault(each.text, each)
    return list(told.values())


def with_instead(text: str, instead: Mapping[str, str]) -> str:
    """The text, with each wording that is a key of `instead` replaced by its value, where it stands by itself."""
    longest_first = sorted(filter(None, instead), key=len, reverse=True)
    if not longest_first:
        return text
    wordings = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return wordings.sub(lambda found: instead[found[0]], text)
