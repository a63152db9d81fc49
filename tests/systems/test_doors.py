"""The doors of those who draw: what is sent is kept once each, and told to the others in order."""

import json
import re
import uuid

import pytest
from django.test import Client

from hls_platform.identifiers import uuid7
from systems.models import Change, Factor, SystemMap
from tests.factories import a_circle_with, a_person

pytestmark = pytest.mark.django_db


class Screen:
    """Somebody with a map open."""

    def __init__(self, person, map):
        self.client, self.base = Client(), f"/maps/{map.slug}/"
        self.client.force_login(person)

    def sends(self, *changes, status=200):
        answer = self.client.post(self.base + "changes/", json.dumps(changes), "application/json")
        assert answer.status_code == status
        return answer.json()

    def draws(self, label, *, seen=0, thing=None, id=None):
        thing = str(thing or uuid7())
        steps = [{"on": "factor", "id": thing, "set": {"label": label}}]
        [taken] = self.sends({"id": str(id or uuid7()), "seen": seen, "steps": steps})["taken"]
        return thing, taken

    def after(self, number):
        return self.client.get(f"{self.base}changes/?after={number}").json()

    def state(self):
        return self.client.get(self.base + "state/").json()

    def page(self):
        """What the page of the map holds when it is opened: its state."""
        opened = self.client.get(self.base).content.decode()
        return json.loads(re.search(r'id="map-state"[^>]*>(.*?)</script>', opened)[1])

    def at(self, **spot):
        answer = self.client.post(self.base + "presence/", json.dumps(spot), "application/json")
        return answer.json()["present"]


@pytest.fixture
def people():
    return a_person("Amina"), a_person("Ben")


@pytest.fixture
def map(people):
    return SystemMap.objects.create(circle=a_circle_with(*people), slug="food", name="Food")


@pytest.fixture
def amina(people, map):
    return Screen(people[0], map)


@pytest.fixture
def ben(people, map):
    return Screen(people[1], map)


def test_what_one_draws_the_other_is_told_with_the_name_and_in_order(amina, ben):
    rent, taken = amina.draws("Rent")
    assert taken["number"] == 1
    ben.draws("Debt")
    told = ben.after(0)
    assert [(each["number"], each["by"], each["mine"]) for each in told["changes"]] == [
        (1, "Amina", False),
        (2, "Ben", True),
    ]
    assert told["changes"][0]["sets"][0]["set"] == {"label": "Rent", "removed": False}
    assert told["changes"][0]["sets"][0]["id"] == rent
    assert ben.after(2) == {"number": 2, "more": False, "changes": [], "contests": []}


def test_the_state_and_the_changes_since_it_say_the_same(amina, ben):
    rent, _ = amina.draws("Rent")
    before = ben.state()
    assert before["number"] == 1
    assert [each["label"] for each in before["factors"]] == ["Rent"]
    amina.draws("What a home costs", seen=1, thing=rent)
    [change] = ben.after(before["number"])["changes"]
    assert before["factors"][0] | change["sets"][0]["set"] == ben.state()["factors"][0]


def test_sent_again_it_is_kept_once_and_one_that_is_refused_holds_back_no_other(amina):
    id, thing = uuid7(), uuid7()
    assert amina.draws("Rent", id=id, thing=thing) == amina.draws("Rent", id=id, thing=thing)
    good = {"on": "factor", "id": str(uuid7()), "set": {"label": "Debt"}}
    early = {
        "on": "link",
        "id": str(uuid7()),
        "set": {"source": str(uuid7()), "target": str(thing), "label": "?"},
    }
    bad = {"on": "factor", "id": str(uuid7()), "set": {"label": ""}}
    taken = amina.sends(*({"id": str(uuid7()), "seen": 1, "steps": [step]} for step in (bad, early, good)))
    assert ["refused" in each for each in taken["taken"]] == [True, True, False]
    assert taken["taken"][1]["early"]
    assert Factor.objects.count() == 2


def test_two_names_stand_side_by_side_until_one_is_chosen(amina, ben):
    rent, _ = amina.draws("Rent")
    amina.draws("Cost of a home", seen=1, thing=rent)
    ben.draws("Housing", seen=1, thing=rent)
    [contest] = amina.after(3)["contests"]
    assert (contest["field"], contest["value"], contest["by"], contest["mine"]) == (
        "label",
        "Housing",
        "Ben",
        False,
    )
    assert amina.page()["contests"] == amina.state()["contests"] == [contest]
    assert amina.state()["factors"][0]["label"] == "Cost of a home"
    amina.draws("Housing", seen=3, thing=rent)
    assert ben.after(4)["contests"] == ben.page()["contests"] == []


def test_one_undoes_one_s_own_and_goes_back_through_the_same_door(amina, ben):
    id = uuid7()
    rent, _ = amina.draws("Rent")
    amina.draws("Cost of a home", seen=1, thing=rent, id=id)
    [taken] = ben.sends({"id": str(uuid7()), "undoes": str(id)})["taken"]
    assert "refused" in taken
    assert amina.sends({"id": str(uuid7()), "undoes": str(id)})["taken"][0]["number"] == 3
    assert ben.sends({"id": str(uuid7()), "goes_back": 2})["taken"][0]["number"] == 4
    assert ben.state()["factors"][0]["label"] == "Cost of a home"
    assert "refused" in ben.sends({"id": str(uuid7()), "undoes": str(uuid7())})["taken"][0]


@pytest.mark.parametrize(
    "sent",
    ["", "{}", "[1]", '[{"id": 1}]', '[{"id": "x"}]', '["\\ud800"]', "[" * 100_000, "1" * 5000],
)
def test_what_is_no_list_of_changes_is_refused_in_a_sentence(amina, sent):
    answer = amina.client.post(amina.base + "changes/", sent, "application/json")
    assert answer.status_code == 422
    assert answer.json() == {"refused": "This is no list of changes."}


@pytest.mark.parametrize("seen", [None, -1, "1", True, 1.5, 10**30, 5])
def test_a_change_says_what_it_had_seen(amina, seen):
    steps = [{"on": "factor", "id": str(uuid7()), "set": {"label": "Rent", "x": 1}}]
    [taken] = amina.sends({"id": str(uuid7()), "seen": seen, "steps": steps})["taken"]
    assert "refused" in taken
    assert not Change.objects.exists()


def test_numbers_beyond_all_measure_are_no_places(amina):
    sent = f'[{{"id": "{uuid7()}", "seen": 0, "steps": [{{"on": "factor", "id": "{uuid7()}", "set": {{"label": "a", "x": {"9" * 400}}}}}]}}]'
    answer = amina.client.post(amina.base + "changes/", sent, "application/json")
    assert "refused" in answer.json()["taken"][0]


def test_those_who_are_here_see_one_another_s_cursors_and_what_they_hold(amina, ben, people):
    held = str(uuid.uuid4())
    assert amina.at(x=1, y=2.26, holds=held) == []
    [present] = ben.at(x=None, y=None)
    assert present == {
        "key": str(people[0].pk),
        "name": "Amina",
        "guest": False,
        "x": 1.0,
        "y": 2.3,
        "holds": held,
        "age": 0,
    }
    assert [(each["name"], each["x"]) for each in amina.at(x="a", y=[], holds="<script>")] == [("Ben", None)]


def test_nobody_outside_the_circle_finds_a_door(map):
    outside = Screen(a_person("Cara"), map)
    for path in ("state/", "changes/"):
        assert outside.client.get(outside.base + path).status_code == 404
    for path in ("changes/", "presence/"):
        assert outside.client.post(outside.base + path, "[]", "application/json").status_code == 404
    assert Client().get(outside.base + "state/").status_code == 302


def test_reading_takes_few_queries_however_much_is_drawn(amina, ben, django_assert_max_num_queries):
    for nth in range(3):
        amina.draws(f"Rent {nth}")
    with django_assert_max_num_queries(14):
        ben.after(0)
    with django_assert_max_num_queries(14):
        ben.state()
