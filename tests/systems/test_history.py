"""Who changed what on a map: in words, as a list, and going back to any moment of it."""

import re

import pytest
from django.test import Client

from hls_platform.identifiers import uuid7
from systems.models import Change, Factor
from systems.standing import named
from systems.told_changes import in_words
from tests.systems.test_changes import Table
from tests.systems.test_guests import GuestScreen, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return Table()


def told(table):
    return [
        "; ".join(each.did)
        for each in in_words(named(Change.objects.filter(map=table.map)).order_by("number"))
    ]


def test_each_change_is_told_in_words(table):
    debt = table.draws(table.ben, "factor", uuid7(), label="Debt")
    link = table.link(table.ben, table.rent, debt, polarity="+")
    table.link(table.ben, debt, table.rent)
    table.sets(table.amina, "factor", debt, label="What is owed", x=1.0)
    table.sets(table.amina, "factor", debt, cluster="Money", tags=["old"])
    table.sets(table.amina, "factor", debt, cluster="")
    table.sets(table.amina, "factor", debt, x=2.0, y=3.0)
    table.sets(table.amina, "link", link, polarity="-", delay=True)
    table.sets(table.amina, "link", link, source=str(debt))
    table.sets(table.amina, "link", link, removed=True)
    table.sets(table.amina, "factor", debt, removed=True)
    table.sets(table.amina, "factor", debt, removed=False)
    table.sets(table.amina, "link", link, removed=False)
    table.sets(table.amina, "map", table.map.pk, name="Homes", look={"colour_by": "kind"})
    table.sets(table.amina, "map", table.map.pk, name="Homes")
    assert told(table) == [
        "drew “Rent”",
        "drew “Debt”",
        "tied “Rent” to “What is owed”: more leads to more",
        "tied “What is owed” to “Rent”",
        "named “Debt” “What is owed”; moved “What is owed”",
        "put “What is owed” into “Money”; changed what is said of “What is owed”",
        "took “What is owed” out of its cluster",
        "moved “What is owed”",
        "said of “What is owed” and “What is owed”: more leads to less; changed what is said of the link from “What is owed” to “What is owed”",
        "led a link elsewhere: from “What is owed” to “What is owed”",
        "took the link from “What is owed” to “What is owed” off the map",
        "took “What is owed” off the map",
        "put “What is owed” back on the map",
        "put the link from “What is owed” to “What is owed” back",
        "named the map “Homes”; changed what colours and sizes mean",
        "changed nothing that others had not set meanwhile",
    ]


def test_many_things_at_once_are_told_by_their_number(table, django_assert_max_num_queries):
    from systems.actions.changes import change_map

    steps = [{"on": "factor", "id": str(uuid7()), "set": {"label": f"Factor {nth}"}} for nth in range(12)]
    table.map.refresh_from_db()
    change_map(by=table.ben, map=table.map, id=uuid7(), steps=steps, seen=table.map.version)
    with django_assert_max_num_queries(3):
        assert told(table)[1] == "drew 12 factors"


def test_the_page_tells_who_and_goes_back_without_losing_anything(table):
    table.sets(table.amina, "factor", table.rent, label="Cost of a home")
    table.sets(table.ben, "factor", table.rent, label="Housing")
    ben = Client()
    ben.force_login(table.ben)
    page = ben.get("/maps/food/history/").content.decode()
    assert re.findall(r"<strong>(\w+)</strong>", page) == ["Ben", "Amina", "Amina"]
    id = re.findall(r'name="id" value="(\S+)"', page)[0]
    for _twice in range(2):
        answer = ben.post("/maps/food/history/", {"id": id, "number": 1}, follow=True)
        assert answer.status_code == 200
    assert Factor.objects.get().label == "Rent"
    assert Change.objects.count() == 4
    assert "The map stands just so now." in ben.post(
        "/maps/food/history/", {"id": str(uuid7()), "number": 4}, follow=True
    ).content.decode().replace("&#x27;", "'")
    assert "how far to go back" in ben.post("/maps/food/history/", {"id": "x"}, follow=True).content.decode()
    assert ben.get("/maps/food/film/").status_code == 200


def test_it_pages_by_cursor_in_few_queries(table, django_assert_max_num_queries):
    for nth in range(25):
        table.sets(table.ben, "factor", table.rent, label=f"Rent {nth}")
    ben = Client()
    ben.force_login(table.ben)
    with django_assert_max_num_queries(16):
        page = ben.get("/maps/food/history/").content.decode()
    assert page.count("<li id=") == 20
    [after] = re.findall(r"\?after=(\w+)", page)
    assert ben.get(f"/maps/food/history/?after={after}").content.decode().count("<li id=") == 6


def test_what_a_guest_did_says_so_and_a_guest_reads_no_history():
    workshop = Workshop()
    gail = GuestScreen(workshop)
    gail.draws("Hope")
    ben = Client()
    ben.force_login(workshop.ben)
    page = ben.get("/maps/food/history/").content.decode()
    assert "<strong>Gail</strong>" in page
    assert "(a guest)" in page
    assert gail.client.get("/maps/food/history/").status_code == 302
    [words] = ben.get("/maps/food/changes/?after=0&words").json()["changes"]
    assert (words["by"], words["did"]) == ("Gail", ["drew “Hope”"])
