"""The stream of a map carries what is drawn: read once for all who listen, and for those alone who may read it then."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from hls_platform.identifiers import uuid7
from hls_platform.live import words
from hls_platform.live.channels import channel, kinds
from hls_platform.live.streams import Listener
from hls_platform.live.words import words_since
from hls_platform.security.sessions import SessionStore
from relationships.models import Membership
from systems.actions.changes import change_map
from systems.models import SystemMap
from tests.factories import a_circle_with, a_person

pytestmark = pytest.mark.django_db(transaction=True)


class Table:
    """Amina and Ben listen to a map of theirs, and Otto, who has no business there."""

    def __init__(self):
        self.amina, self.ben, self.otto = people = [a_person(name) for name in ("Amina", "Ben", "Otto")]
        self.map = SystemMap.objects.create(circle=a_circle_with(*people[:2]), slug="food", name="Food")
        self.sessions = {each: self.session_of(each) for each in people}

    def session_of(self, person):
        client = Client()
        client.force_login(person)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def draws(self, person, label, *, seen=0, thing=None):
        id = str(thing or uuid7())
        steps = [{"on": "factor", "id": id, "set": {"label": label}}]
        change_map(by=person, map=self.map, id=uuid7(), steps=steps, seen=seen)
        return id

    def carried(self, after):
        """What each who listens is given."""
        name, people = channel("map", self.map.pk), {key: each.pk for each, key in self.sessions.items()}
        given = words_since(name, after, people)
        return {each: json.loads(given[key]) for each, key in self.sessions.items() if given.get(key)}


@pytest.fixture
def table():
    return Table()


def test_who_may_read_a_map_is_given_what_was_drawn_and_which_of_it_is_their_own(table):
    rent = table.draws(table.amina, "Rent")
    table.draws(table.amina, "Cost of a home", seen=1, thing=rent)
    table.draws(table.ben, "Housing", seen=1, thing=rent)
    given = table.carried(1)
    assert given.keys() == {table.amina, table.ben}
    for each, name in ((table.amina, "Amina"), (table.ben, "Ben")):
        assert [change["number"] for change in given[each]["changes"]] == [2, 3]
        assert all(change["mine"] == (change["by"] == name) for change in given[each]["changes"])
        [contest] = given[each]["contests"]
        assert (contest["value"], contest["by"], contest["mine"]) == ("Housing", "Ben", name == "Ben")
        client = Client()
        client.force_login(each)
        assert given[each] == client.get("/maps/food/changes/?after=1").json()


@pytest.mark.parametrize("how", ["left the circle", "signed out", "was locked out"])
def test_from_that_moment_nothing_is_given_to_whoever_may_not_read_it_any_more(table, how):
    if how == "left the circle":
        Membership.objects.filter(person=table.ben).update(until=timezone.now())
    elif how == "signed out":
        SessionStore(table.sessions[table.ben]).delete()
    else:
        table.ben.is_active = False
        table.ben.save()
    table.draws(table.amina, "Rent")
    assert table.carried(0).keys() == {table.amina}


def test_it_is_read_once_however_many_listen(table, django_assert_max_num_queries):
    for nth in range(5):
        person = a_person(f"Friend {nth}")
        Membership.objects.create(person=person, circle=table.map.circle)
        table.sessions[person] = table.session_of(person)
    table.draws(table.amina, "Rent")
    with django_assert_max_num_queries(7):
        assert len(table.carried(0)) == 7


def test_what_is_long_is_asked_for(table, monkeypatch):
    monkeypatch.setattr(words, "LONGEST", 100)
    table.draws(table.amina, "Rent")
    assert table.carried(0) == {}


def test_a_stream_says_the_words_and_then_the_number(table):
    listener = Listener(kinds()["map"], "map", table.map.pk, table.ben.pk, table.sessions[table.ben])

    def draw():
        try:
            table.draws(table.amina, "Rent")
        finally:
            connections.close_all()

    async def listen():
        said = []
        with suppress(TimeoutError):
            async with asyncio.timeout(10):
                async for each in listener.told():
                    said.append(each)
                    if each == "data: 0\n\n":
                        await sync_to_async(draw)()
                    if each == "data: 1\n\n":
                        break
        return said

    with ThreadPoolExecutor(1) as thread:
        *_, came, number = thread.submit(asyncio.run, listen()).result()
    assert number == "data: 1\n\n"
    event, data = came.strip().split("\n")
    assert event == "event: words"
    assert json.loads(data.removeprefix("data: "))["changes"][0]["sets"][0]["set"]["label"] == "Rent"
