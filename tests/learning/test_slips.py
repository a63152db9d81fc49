"""Slips people make when they type on a phone between two visits, and how many of them are put right."""

import random

from funders.worlds.words import EVERYDAY, PLACES, sentences
from learning.finding.slips import distance, meant, words_in

PUT_RIGHT_AT_LEAST = 0.85
MADE = {
    "nieghbour": "neighbour", "tennancy": "tenancy", "benifits": "benefits", "accomodation": "accommodation", "recieve": "receive",
    "apointment": "appointment", "definately": "definitely", "adress": "address", "occured": "occurred", "seperate": "separate",
    "relationshp": "relationship", "lettter": "letter", "counicl": "council", "librery": "library", "tommorow": "tomorrow",
    "familly": "family", "untill": "until", "beleive": "believe", "comittee": "committee", "embarass": "embarrass",
}  # fmt: skip


def test_most_slips_are_put_right_among_the_words_of_two_thousand_texts():
    chance = random.Random(2)
    said = sentences(chance, 2000)
    known = words_in([*said, *MADE.values()])
    words = [word for word in chance.sample([*EVERYDAY, *PLACES], 200) if len(word) > 4 and word.isalpha()]
    slips = [(slip(chance, word), word) for word in words] + list(MADE.items())
    found = [meant(typed, known) == word.lower() for typed, word in slips if typed not in known]
    assert len(found) > 100
    assert sum(found) / len(found) >= PUT_RIGHT_AT_LEAST, f"{sum(found)} of {len(found)}"


def test_what_is_known_or_short_or_far_is_left_as_it_is():
    known = words_in(["The council sent a letter about the rent in 1999."])
    assert [meant(word, known) for word in ("council", "ren", "xylophone", "1998", "lte")] == [None] * 5
    assert meant("retn", known) == "rent"
    assert distance("letter", "council", 2) > 2


def slip(chance: random.Random, word: str) -> str:
    """The word with one letter left out, doubled, another in its place, or two that changed places."""
    word, place = word.lower(), chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + chance.choice("aeinrst") + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        )
    )
