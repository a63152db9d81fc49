"""What a person types to find something, made into what PostgreSQL asks its index. Whatever is typed means something or nothing."""

import re
import unicodedata
from dataclasses import dataclass

MOST_LETTERS = 200
MOST_TERMS = 12
_TERM = re.compile(r'(?P<without>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans("“”„«»", '"' * 5)
_ACCENTS = re.compile("[\u0300-\u036f]")
_PLAIN = re.compile(r"[^\W_]{2,}")
WORD = re.compile(r"[^\W_]+")
"""A word, as slips and marks know it."""
ENDINGS = ("ing", "ed", "es", "ies", "ation", "ment", "ness", "ly", "ful")
"""English ones that the index takes off; half of one was typed when somebody asks for "visiti"."""


@dataclass(frozen=True)
class Asked:
    """What was asked for. The first three and `marking` are in the language of PostgreSQL's `to_tsquery`."""

    everything: str
    rest: str
    """All but the last word,"""
    beginning: str | None
    """which may be the beginning of a longer one; None where it cannot be."""
    marking: str
    """What is marked in what is found."""
    words: tuple[str, ...]
    """The words that are to stand there, folded."""


def folded(text: str) -> str:
    """The text in small letters and without accents, as `wall.folded` and the index have it."""
    return text.lower() if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).lower()


def asked_for(typed: str) -> Asked | None:
    """What `typed` asks for: words that all have to stand there, "words in this order", -words that must not.

    None where nothing is asked for: no word, or only words that must not stand there.
    """
    readable = typed.encode("utf-8", "replace").decode().replace("\0", " ")
    text = folded(readable.translate(_QUOTES)[:MOST_LETTERS])
    terms = [term for term in _TERM.finditer(text) if WORD.search(term.group())][:MOST_TERMS]
    wanted = [term for term in terms if not term["without"]]
    if not wanted:
        return None
    last = terms[-1]
    beginning = last["word"] if not last["without"] and _PLAIN.fullmatch(last["word"] or "") else None
    operands = [_operand(term) for term in terms]
    exact = [*operands[:-1], _any_of(_completed(beginning)) if beginning else operands[-1]]
    words = tuple(dict.fromkeys(word for term in wanted for word in WORD.findall(term.group())))
    marking = [_quoted(word) for word in words] + ([f"{_quoted(beginning)}:*"] if beginning else [])
    if beginning:
        marking += map(_quoted, _completed(beginning)[1:])
    return Asked(
        everything=" & ".join(exact),
        rest=" & ".join(operands[:-1]),
        beginning=beginning,
        marking=" | ".join(marking),
        words=words,
    )


def _operand(term: re.Match[str]) -> str:
    said = _quoted(term["phrase"] if term["word"] is None else term["word"])
    return f"!{said}" if term["without"] else said


def _quoted(words: str) -> str:
    return "'" + words.replace("\\", "\\\\").replace("'", "''") + "'"


def _any_of(words: list[str]) -> str:
    return f"({' | '.join(map(_quoted, words))})"


def _completed(word: str) -> list[str]:
    """The word, and what it would be with the rest of an ending of which it has the first letters."""
    whole = [
        word + ending[length:]
        for ending in ENDINGS
        for length in range(1, len(ending))
        if len(word) - length >= 3 and word.endswith(ending[:length])
    ]
    return [word, *whole]
