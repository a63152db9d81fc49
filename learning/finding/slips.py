"""Spelling slips: the word that was probably meant, among words that the person who asks may read."""

from collections import Counter
from collections.abc import Iterable, Mapping

from learning.finding.asked import WORD, folded

SHORTEST = 4
"""Words of fewer letters are too like each other."""


def words_in(texts: Iterable[str]) -> Counter[str]:
    """In how many of the texts each word stands, folded."""
    return Counter(
        word for text in texts for word in set(WORD.findall(folded(text))) if len(word) >= SHORTEST
    )


def meant(word: str, known: Counter[str]) -> str | None:
    """The nearest of the `known` words, of several the one that most texts hold; None where none is near, or it is known."""
    if word in known or len(word) < SHORTEST or not word.isalpha():
        return None
    most, letters = 1 if len(word) < 6 else 2, set(word)
    near = [
        (apart, -texts, each)
        for each, texts in known.items()
        if abs(len(each) - len(word)) <= most
        and len(letters.symmetric_difference(each)) <= 2 * most
        and (apart := distance(word, each, most)) <= most
    ]
    return min(near)[2] if near else None


def distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or changed places between two words; more than `most` is not told apart.

    Optimal string alignment (Damerau 1964, in the restricted form), given up once no way can be short enough.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        now = [i]
        for j, another in enumerate(other, 1):
            best = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (letter != another))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == another:
                best = min(best, before[j - 2] + 1)
            now.append(best)
        if min(now) > most and min(last) > most:
            return most + 1
        before, last = last, now
    return last[-1]


def corrected(typed: str, meant: Mapping[str, str | None]) -> str:
    """What was `typed`, with each (folded) word in the place of which another was `meant` replaced by that."""
    return WORD.sub(lambda found: meant.get(folded(found.group())) or found.group(), typed)
