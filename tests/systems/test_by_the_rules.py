"""Strokes made at random, by people who have seen more or less of each other's, come to what the rules say."""

import random
from typing import Any

import pytest

from hls_platform.actions import Refused
from hls_platform.identifiers import uuid7
from systems.actions.changes import change_map, go_back, undo_change
from systems.changing.steps import held
from systems.models import Change, Contest, Factor, SystemMap
from tests.factories import a_circle_with, a_person
from tests.robots.model import Model

pytestmark = pytest.mark.django_db
STROKES = 60
WORDS = [("label", "abc"), ("kind", "ab"), ("removed", [True, False]), ("attributes.budget", [1, 2, None])]
SEED = random.SystemRandom().randrange(10**6)


class Table:
    """Three people who draw on a map, and the model that draws along. Few words and things, so that they often meet."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.people = [a_person(name) for name in ("Amina", "Ben", "Chipo")]
        self.map = SystemMap.objects.create(circle=a_circle_with(*self.people), slug="food", name="Food")
        self.model = Model({})
        self.factors = [str(uuid7()) for _ in range(3)]
        self.kept: list[Change] = []
        for each in self.factors:
            self.draws({"seen": 0, "steps": [{"on": "factor", "id": each, "set": {"label": "a"}}]}, who=0)

    def draws(self, said: dict[str, Any], who: int) -> None:
        """One stroke; one that is refused is none."""
        by, id, map = self.people[who], uuid7(), self.map
        try:
            if "undoes" in said:
                change = undo_change(by=by, map=map, id=id, change=self.kept[said["undoes"] - 1])
            elif "goes_back" in said:
                change = go_back(by=by, map=map, id=id, number=said["goes_back"])
            else:
                change = change_map(by=by, map=map, id=id, steps=said["steps"], seen=said["seen"])
        except Refused:
            return
        self.kept.append(change)
        self.model.takes(said, by=who)

    def at_random(self) -> None:
        one, who = self.chance.choice, self.chance.randrange(3)
        said: dict[str, Any] = {"seen": max(0, self.map.version - one([0, 1, 3, 6]))}
        own = [each.number for each in self.kept if each.by == self.people[who]]
        deed = self.chance.random()
        if deed < 0.15 and own:
            said["undoes"] = one(own[-4:])
        elif deed < 0.25:
            said["goes_back"] = max(0, self.map.version - one(range(10)))
        else:
            name, values = one(WORDS)
            value = one(values)
            said["steps"] = [{"on": "factor", "id": one(self.factors), "set": {name: value}}]
        self.draws(said, who)


def test_they_come_to_what_the_rules_say():
    table = Table(random.Random(SEED))
    for _ in range(STROKES):
        table.at_random()
    for factor in Factor.objects.all():
        thing = table.model.things["factor", str(factor.pk)]
        stands = {name: held(factor, name) for name, _values in WORDS}
        assert stands == {name: thing.get(name) for name in stands}, f"seed {SEED}"
    waiting = {
        (each.change.number, (each.on, str(each.thing)), each.field): each.value
        for each in Contest.objects.open().select_related("change")
    }
    assert table.model.contests == waiting, f"seed {SEED}"
