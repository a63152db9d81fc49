"""Surnames in a text: after a first name, after a title, or by themselves when they are nothing but a surname."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from hls_platform.recognisable.found import Found, Kind

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
TITLES = {"mr", "mrs", "ms", "mx", "dr", "Miss"}
GAELIC = re.compile(r"(?:Mc|Mac|O['’])[A-Z][a-z]+")
LONGEST = 6
"""Words that a name has at most: a title, or a first name with second names and particles, and the surname."""
PARTICLES = {"van", "von", "de", "der", "den", "da", "dos", "la", "le", "el", "al", "bin", "ibn"}


@cache
def _list(name: str) -> frozenset[str]:
    """The names in the file of that name beside this one."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text().splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _plain(word: str) -> str:
    """A word as the lists spell it: no possessive, a straight apostrophe, not all in capitals."""
    word = re.sub(r"['’]s$", "", word).replace("’", "'")
    return word.title() if len(word) > 3 and word.isupper() else word


def _is_surname(word: str, *, surely: bool) -> bool:
    """Whether a word is on the list; `surely`, as nothing else. One part of a double name is enough."""
    lists = _list("surnames") if surely else _list("surnames") | _list("surnames_also_words")
    return any(part in lists for part in {word, *word.split("-")}) or bool(GAELIC.fullmatch(word))


def _could_be_surname(word: str) -> bool:
    if not re.match(r"[^\W\d_a-z]['’]?[^\W\d_]", word) or word in _list("no_surnames"):
        return False
    return word not in _list("of_places") or _is_surname(word, surely=False)


def _is_title(word: str) -> bool:
    return word in TITLES or (word != "Miss" and word.lower() in TITLES)


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 12) : at].rstrip(" \t\"'“‘(–-")
    return not before or before[-1] in ".!?:\r\n"


def names_in(text: str) -> Iterator[Found]:
    """Each name with a surname in it, and each surname, as far as the lists and the titles tell."""
    words = list(WORD.finditer(text))
    number = 0
    while number < len(words):
        run = _run(text, words[number : number + LONGEST])
        titled = _is_title(run[0])
        length = _after_title(run) if titled else _named(run, _begins_sentence(text, words[number].start()))
        if length:
            start, last = words[number + titled].start(), words[number + length - 1]
            end = last.start() + len(re.sub(r"['’]s$", "", last[0]))
            yield Found(Kind.NAME, text[start:end], start, end)
        number += max(length, 1)


def _run(text: str, words: list[re.Match[str]]) -> list[str]:
    """The first of `words` and those after it with one blank between (or a title's full stop), then empty ones."""
    run = [_plain(words[0][0])]
    for before, after in pairwise(words):
        between = text[before.end() : after.start()]
        if between != " " and not (between == ". " and _is_title(run[-1])):
            break
        run.append(_plain(after[0]))
    return run + [""] * (LONGEST + 2 - len(run))


def _after_title(run: list[str]) -> int:
    """How many words the title and the name after it are; none when no name follows."""
    small = run[0].islower() and _is_surname(run[1].title(), surely=True)
    if not _could_be_surname(run[1]) and not small:
        return 0
    return 3 if _could_be_surname(run[2]) and _is_surname(run[2], surely=False) else 2


def _named(run: list[str], begins_sentence: bool) -> int:
    """How many words the name is that the words begin with; none when it is no name with a surname."""
    here, after = run[:2]
    if here.islower():
        both = here.title() in _list("first_names") and _is_surname(after.title(), surely=True)
        return 2 if both and after.islower() else 0
    also_word = here in _list("first_names_also_words")
    if also_word or here in _list("first_names"):
        last = 1
        while last < LONGEST - 1 and (
            run[last] in PARTICLES or (run[last] in _list("first_names") and _could_be_surname(run[last + 1]))
        ):
            last += 1
        certain = _is_surname(run[last], surely=False) or not (also_word and begins_sentence)
        if _could_be_surname(run[last]) and certain and run[last + 1] not in _list("of_places"):
            return last + 1
    return 1 if _is_surname(here, surely=True) and after not in _list("of_places") else 0
