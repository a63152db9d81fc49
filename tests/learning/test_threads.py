"""How well threads are found: measured on reflections that were labelled by hand, against a keyword and chance."""

import itertools
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from django.urls import reverse

from learning.digests.threads import find_threads, in_how_many, ties
from tests.factories import a_person

DIGESTS, TEXTS = 40, 20
Find = Callable[[Sequence[str]], list[list[int]]]


@cache
def labelled() -> list[tuple[str, str, str]]:
    """Each text, what it speaks of (of its own, where that is nothing that another speaks of), and which kind of same it is."""
    about = tomllib.loads((Path(__file__).parent / "labelled_reflections.toml").read_text())["about"]
    return [
        (text, f"{each['label']} {place}" if each["same"] == "nothing" else each["label"], each["same"])
        for each in about
        for place, text in enumerate(each["texts"])
    ]


def measured(find: Find) -> dict[str, int]:
    """Of 100 pairs, over digests drawn from the labelled texts: how many `proposed` belong together, and how many were
    found of those that speak of one `thing`, and of those that speak of one `matter` in words of their own."""
    found, there, proposed = Counter[str](), Counter[str](), 0
    for seed in range(DIGESTS):
        drawn = random.Random(seed).sample(labelled(), TEXTS)
        pairs = {
            pair
            for group in find([text for text, _, _ in drawn])
            for pair in itertools.combinations(group, 2)
        }
        proposed += len(pairs)
        for one, other in itertools.combinations(range(TEXTS), 2):
            if drawn[one][1] == drawn[other][1]:
                there[drawn[one][2]] += 1
                found[drawn[one][2]] += (one, other) in pairs
    return {
        "proposed": round(100 * found.total() / proposed),
        "thing": round(100 * found["thing"] / there["thing"]),
        "matter": round(100 * found["matter"] / there["matter"]),
    }


def by_keyword(texts: Sequence[str]) -> list[list[int]]:
    """Texts filed under the commonest of their words that sets any apart."""
    everywhere, files = in_how_many(texts), defaultdict[str, list[int]](list)
    for place, text in enumerate(texts):
        if stems := in_how_many([text]):
            files[max(stems, key=lambda stem: (everywhere[stem], stem))].append(place)
    return [group for group in files.values() if len(group) > 1][:5]


def by_chance(texts: Sequence[str]) -> list[list[int]]:
    """As many groups, as large, of texts drawn at random."""
    places = list(range(len(texts)))
    random.Random("".join(texts)).shuffle(places)
    return [sorted(places.pop() for _ in group) for group in find_threads(texts)]


def test_threads_are_better_than_a_keyword_and_than_chance():
    threads, keyword, chance = measured(find_threads), measured(by_keyword), measured(by_chance)

    assert threads["proposed"] >= 2 * keyword["proposed"]
    assert threads["proposed"] >= 50
    assert threads["thing"] >= 50
    assert chance["proposed"] <= 5


@pytest.mark.django_db
def test_the_page_says_what_was_measured(client):
    client.force_login(a_person("Amina"))
    page = client.get(reverse("learning:how_threads_are_found")).content.decode()

    rows = [list(map(int, re.findall(r"<td>(\d+)</td>", row))) for row in page.split("<tr>")[2:]]
    assert rows == [list(measured(find).values()) for find in (find_threads, by_keyword, by_chance)]
    assert f"{len(labelled())} short" in page
    assert f"{DIGESTS} digests of {TEXTS}" in page


def test_the_same_texts_always_give_the_same_threads_whatever_was_found_before():
    texts = [text for text, _, _ in labelled()][:60]
    first = find_threads(texts)
    find_threads(texts[::-1])

    assert first
    assert find_threads(list(texts)) == first


def test_what_only_refused_words_tie_is_not_proposed_again():
    texts = [
        "The choir sang.",
        "A choir for all.",
        "Bailiffs and debts.",
        "Debts, then bailiffs.",
        "Nothing.",
    ]
    assert find_threads(texts) == [[0, 1], [2, 3]]

    assert find_threads(texts, refused=[ties(["Our choir", "Their choir"])]) == [[2, 3]]
    assert find_threads(texts, refused=[ties(["Bailiffs again", "More bailiffs"])]) == [[0, 1], [2, 3]]
