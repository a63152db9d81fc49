"""Search at a million reflections, over HTTP: each search in turn with the bare page, and the worst of the common words.

Run inside a place it says which words people there write: those that stand in most reflections, and some of all the others.
"""

import http.client
import json
import random
import statistics
import sys
from collections import Counter, defaultdict
from typing import Any
from urllib.parse import quote_plus

import django

from tests.bench.pages import get
from tests.bench.place import Place
from tests.bench.table import Row

NO_SLOWER_THAN_BARE, WORST_COMMON = 2.0, 5.0
COMMON, OTHERS = 8, 24
SAMPLE = (
    "SELECT text || ' ' || what FROM learning_reflection TABLESAMPLE SYSTEM (2) REPEATABLE (1) LIMIT 5000"
)
STANDS_FOR_SOMETHING = "SELECT word FROM unnest(%s::text[]) word WHERE to_tsvector('english', word) <> ''"


def words_here() -> dict[str, list[str]]:
    """What is searched for in this place: the commonest words, and what people would usually look for."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SAMPLE)
        texts = [
            "".join(each if each.isalpha() else " " for each in text.lower()).split() for (text,) in cursor
        ]
        counted = Counter(word for words in texts for word in set(words) if len(word) > 2)
        cursor.execute(STANDS_FOR_SOMETHING, [list(counted)])
        ranked = sorted((word for (word,) in cursor), key=lambda word: (-counted[word], word))
    chance = random.Random(8)
    others = ranked[COMMON:][:: max(1, len(ranked) // OTHERS)]
    pairs = [" ".join(chance.sample(ranked[:400], 2)) for _nth in range(OTHERS // 2)]
    phrases = [
        '"' + " ".join(words[start : start + 3]) + '"'
        for words in chance.sample([words for words in texts if len(words) > 8], OTHERS // 4)
        for start in [chance.randrange(len(words) - 3)]
    ]
    beginnings = [word[:5] for word in ranked[100:] if len(word) > 7][:: max(1, len(ranked) // OTHERS)]
    return {"common": ranked[:COMMON], "usual": [*others, *pairs, *phrases, *beginnings]}


def measure(place: Place, targets: dict[str, Any], words: dict[str, list[str]], rounds: int) -> list[Row]:
    """Rows for the usual searches and for the common words, each reader asking for each of them in turn."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)
    readers = [session for session, _address in targets["Today"]["targets"]]
    chance = random.Random(5)
    work = [(session, asked) for session in readers for asked in (*words["usual"], *words["common"])]
    bare: list[float] = []
    seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
    for nth in range(-1, max(1, rounds // 40)):
        chance.shuffle(work)
        for session, asked in work:
            once = get(connection, session, "/bare/")
            took = get(connection, session, f"/search/?q={quote_plus(asked)}")
            if nth >= 0:
                bare.append(once)
                seconds[session, asked].append(took)
    connection.close()
    typical = statistics.median(bare)
    usual = statistics.median(
        took for (_who, asked), each in seconds.items() if asked in words["usual"] for took in each
    )
    worst = max(words["common"], key=lambda word: _of(word, seconds))
    slowest = _of(worst, seconds)
    return [
        Row(
            f"Search, {place.name}: {len(words['usual'])} words, pairs, phrases and beginnings, by {len(readers)} readers",
            f"{usual * 1000:.1f} ms, {usual / typical:.2f} × the baseline",
            f"at most {NO_SLOWER_THAN_BARE:.0f} ×",
            usual / typical <= NO_SLOWER_THAN_BARE,
        ),
        Row(
            f"Search, {place.name}: the worst of the {len(words['common'])} commonest words (“{worst}”)",
            f"{slowest * 1000:.1f} ms, {slowest / typical:.2f} × the baseline",
            f"at most {WORST_COMMON:.0f} ×",
            slowest / typical <= WORST_COMMON,
        ),
    ]


def _of(word: str, seconds: dict[tuple[str, str], list[float]]) -> float:
    """How long a word takes the reader for whom it takes longest, in the median of the rounds."""
    return max(statistics.median(each) for (_who, asked), each in seconds.items() if asked == word)


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(words_here()))
