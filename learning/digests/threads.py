"""Threads: shared texts that may speak of the same thing, by the rarer words that they have in common.

TF-IDF weights (term present or not, times log of how rare it is in this digest), cosine similarity, and
agglomerative clustering with average linkage; docs/decisions/0005-digests.md says why it is our own.
Words are folded to their first five letters, which joins "visit", "visits" and "visiting" in any language
that inflects at the end (McNamee & Mayfield, "Character N-Gram Tokenization for European Language Text
Retrieval", Information Retrieval 7, 2004).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from learning.digests.common_words import COMMON_WORDS

ALIKE = 0.18
"""Two groups of texts become one thread when their average cosine similarity is at least this."""
STEM = 5
MOST_THREADS = 5
MOST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]{3,}")


def find_threads(texts: Sequence[str], *, refused: Sequence[frozenset[str]] = ()) -> list[list[int]]:
    """Group texts that seem to speak of the same thing.

    Returns at most `MOST_THREADS` groups of two or more positions in `texts`, the largest first; always the same for the
    same texts. A text is in one group at most, and in none when it shares nothing particular. A group that no other
    words tie than those (`ties`) of one that was `refused` is left out.
    """
    similar = _similarities([stems(text) for text in texts])
    groups = {place: [place] for place in range(len(texts))}
    while similar:
        (one, other), likeness = max(similar.items(), key=lambda pair: (pair[1], pair[0]))
        if likeness < ALIKE:
            break
        _join(one, other, groups, similar)
    threads = [sorted(group) for group in groups.values() if len(group) > 1]
    if refused:
        threads = [group for group in threads if not _was_refused([texts[place] for place in group], refused)]
    return sorted(threads, key=lambda group: (-len(group), group))[:MOST_THREADS]


def ties(texts: Sequence[str]) -> frozenset[str]:
    """The stems that two at least of the texts have in common."""
    return frozenset(stem for stem, count in in_how_many(texts).items() if count > 1)


def _was_refused(texts: Sequence[str], refused: Sequence[frozenset[str]]) -> bool:
    tied = ties(texts)
    return any(tied <= each for each in refused)


def in_how_many(texts: Sequence[str]) -> Counter[str]:
    """For each stem in how many of the texts it stands."""
    return Counter(stem for text in texts for stem in stems(text))


def words_apart(thread: Sequence[str], everywhere: Counter[str], *, among: int) -> list[str]:
    """The words that set the texts of a thread apart from the others of `among` texts, most telling first, as written.

    `everywhere` counts all of these texts (`in_how_many`), those of the thread too. Only words that at least two texts of the thread have in common.
    """
    inside: Counter[str] = Counter()
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in thread:
        words = _WORD.findall(text.lower())
        for word in words:
            if word not in COMMON_WORDS:
                forms[word[:STEM]][word] += 1
        inside.update({word[:STEM] for word in words if word not in COMMON_WORDS})
    telling = [
        (count * math.log(1 + among / everywhere[stem]) - (everywhere[stem] - count), stem)
        for stem, count in inside.items()
        if count > 1
    ]
    best = sorted(telling, key=lambda found: (-found[0], found[1]))[:MOST_WORDS]
    return [
        min(forms[stem].items(), key=lambda form: (-form[1], len(form[0]), form[0]))[0] for _, stem in best
    ]


def stems(text: str) -> set[str]:
    return {word[:STEM] for word in set(_WORD.findall(text.lower())) - COMMON_WORDS}


def _similarities(texts: list[set[str]]) -> dict[tuple[int, int], float]:
    """The cosine similarity of each two texts that have a word in common, by their positions (lower first)."""
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for place, stems in enumerate(texts):
        for stem in stems:
            holding[stem].append(place)
    total = len(texts)
    squares = [0.0] * total
    products: defaultdict[tuple[int, int], float] = defaultdict(float)
    alone = math.log(1 + total) ** 2
    for places in holding.values():
        if len(places) == 1:
            squares[places[0]] += alone
            continue
        weight = math.log(1 + total / len(places)) ** 2
        for nth, one in enumerate(places):
            squares[one] += weight
            if len(places) * 2 <= total or total < 5:  # a word in most texts sets none of them apart
                for other in places[nth + 1 :]:
                    products[one, other] += weight
    return {
        pair: product / math.sqrt(squares[pair[0]] * squares[pair[1]]) for pair, product in products.items()
    }


def _join(one: int, other: int, groups: dict[int, list[int]], similar: dict[tuple[int, int], float]) -> None:
    """Make one group of two, and its similarity to each third the average over all pairs of texts."""
    sizes = len(groups[one]), len(groups[other])
    del similar[one, other]
    for third in groups:
        if third in (one, other):
            continue
        to_one = similar.pop((min(one, third), max(one, third)), 0.0)
        to_other = similar.pop((min(other, third), max(other, third)), 0.0)
        if to_one or to_other:
            average = (to_one * sizes[0] + to_other * sizes[1]) / sum(sizes)
            similar[min(one, third), max(one, third)] = average
    groups[one] += groups.pop(other)
