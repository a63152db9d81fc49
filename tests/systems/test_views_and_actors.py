"""Views, which tell a story in an order, and actors with what they act on: on the pages and through the API."""

import json
import re

import pytest
from django.urls import reverse

from hls_platform.actions import NotFound, Refused
from hls_platform.identifiers import uuid7
from systems.actions.actors import NamedBefore, act_on, name_actor
from systems.actions.beginning import begin_map
from systems.actions.changes import change_map
from systems.actions.views import keep_view
from systems.changing.joining import step
from systems.looking.seen import seen_in
from systems.models import Actor, ActsOn, Factor, View
from systems.starting import read_list
from tests.api.asking import Program, listed
from tests.factories import a_circle_with, a_person, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina():
    return a_person("Amina")


@pytest.fixture
def map(amina):
    drawn = read_list(
        "Money:\nRent\nDebt\nBody:\nSleep\nFear\nRent -> Debt (+)\nDebt -> Fear (+)\nFear -> Sleep (-)"
    )
    return begin_map(by=amina, circle=a_circle_with(amina), id=uuid7(), name="Food", started=drawn)


def factor(map, label):
    return Factor.objects.get(map=map, label=label)


def seen(view):
    factors, links = seen_in(view)
    return sorted(each.label for each in factors), sorted(str(link) for link in links)


def test_a_view_shows_what_fits_its_filter_and_is_near_its_focus(amina, map):
    def view(**said):
        return keep_view(by=amina, map=map, name="One", **said)

    assert len(seen(view())[0]) == 4
    assert seen(view(shows={"clusters": ["Money"]})) == (["Debt", "Rent"], ["Rent → Debt"])
    assert seen(view(focus=factor(map, "Rent"), steps=2)) == (
        ["Debt", "Fear", "Rent"],
        ["Debt → Fear", "Rent → Debt"],
    )
    near = view(focus=factor(map, "Fear"), shows={"clusters": ["Body"], "text": "SLE"})
    assert seen(near)[0] == ["Sleep"]
    change_map(
        by=amina,
        map=map,
        id=uuid7(),
        seen=map.version,
        steps=[step("factor", factor(map, "Fear").pk, removed=True)],
    )
    assert seen(view(focus=factor(map, "Fear")))[0] == ["Debt", "Rent", "Sleep"]
    for wrong in ({"kind": ["x"]}, {"clusters": "Money"}, {"text": 3}, [1]):
        with pytest.raises(Refused):
            view(shows=wrong)


def test_a_story_is_told_view_after_view(client, amina, map):
    def told_by_the_picture():
        opened = client.get(map.get_absolute_url()).content.decode()
        stories = json.loads(re.search(r'id="map-stories"[^>]*>(.*?)</script>', opened)[1])
        return {story["name"]: [view["name"] for view in story["views"]] for story in stories}

    client.force_login(amina)
    assert told_by_the_picture() == {}
    address = reverse("systems:views", args=[map.slug])
    for name in ("First we look here", "Then here", "And here"):
        id = re.search(r'name="id" value="([^"]+)"', client.get(address).content.decode())[1]
        sent = {"id": id, "name": name, "words": f"{name}.", "story": "Winter", "clusters": ["Money"]}
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code == 302
    assert told_by_the_picture() == {"Winter": ["First we look here", "Then here", "And here"]}
    first, second, third = View.objects.told_in("Winter")
    said = client.get(second.get_absolute_url()).content.decode()
    assert "Winter: 2 of 3" in said
    assert "Before: First we look here" in said
    assert "Next: And here" in said
    change = reverse("systems:change_view", args=[third.pk])
    read = re.search(r'name="read"[^>]* value="([^"]+)"', client.get(change).content.decode())[1]
    changed = {
        "read": read,
        "name": "And here",
        "story": "Winter",
        "place": "0",
        "text": "rent",
        "steps": "1",
    }
    assert client.post(change, changed).status_code == 302
    assert [view.name for view in View.objects.told_in("Winter")] == [
        "And here",
        "First we look here",
        "Then here",
    ]
    late = client.post(change, {**changed, "name": "Mine"})
    assert late.status_code == 422
    assert "changed while you had this page open" in late.content.decode()
    client.post(reverse("systems:take_view_away", args=[first.pk]))
    assert View.objects.count() == 2
    assert not View.objects.visible_to(a_person("Cara")).exists()


def test_an_actor_is_an_organisation_or_a_role_and_acts_on_factors_of_its_map(client, amina, map):
    trust = an_organisation("Harbour Trust", amina)
    client.force_login(amina)
    address = reverse("systems:actors", args=[map.slug])
    sent = {
        "id": str(uuid7()), "name": "The Trust", "kind": "organisation", "organisation_id": str(trust.pk),
        "acts_on": [str(factor(map, "Rent").pk), str(factor(map, "Fear").pk)],
    }  # fmt: skip
    for _twice in range(2):
        assert client.post(address, sent).status_code == 302
    actor = Actor.objects.get()
    assert client.post(address, {**sent, "id": str(uuid7())}).status_code == 422
    page = actor.get_absolute_url()
    client.post(page, {"factor": str(factor(map, "Rent").pk), "how": "By asking for less."})
    said = client.get(page).content.decode()
    assert "here as Harbour Trust" in said
    assert "By asking for less." in said
    client.post(reverse("systems:leave_factor", args=[ActsOn.objects.get(factor__label="Fear").pk]))
    assert [each.factor.label for each in actor.acts_on.all()] == ["Rent"]
    describe = reverse("systems:describe_actor", args=[actor.pk])
    read = re.search(r'name="read"[^>]* value="([^"]+)"', client.get(describe).content.decode())[1]
    changed = {"read": read, "name": "Wardens", "kind": "role", "organisation_id": ""}
    assert client.post(describe, changed).status_code == 302
    actor.refresh_from_db()
    assert (actor.name, actor.kind, actor.organisation) == ("Wardens", "role", None)
    with pytest.raises(NamedBefore):
        name_actor(by=amina, map=map, name="wardens", kind="role")
    client.post(reverse("systems:take_actor_off", args=[actor.pk]))
    assert not ActsOn.objects.exists()


def test_a_role_is_no_organisation_and_an_actor_acts_on_its_own_map(amina, map):
    with pytest.raises(Refused):
        name_actor(
            by=amina, map=map, name="Nurses", kind="role", organisation=an_organisation("Harbour", amina)
        )
    nurses = name_actor(by=amina, map=map, name="Nurses", kind="role")
    other = begin_map(by=amina, circle=map.circle, id=uuid7(), name="Other", started=read_list("Elsewhere"))
    with pytest.raises(NotFound):
        act_on(by=amina, actor=nurses, factor=factor(other, "Elsewhere"))
    with pytest.raises(NotFound):
        name_actor(by=a_person("Cara"), map=map, name="Others", kind="role")
    with pytest.raises(NotFound):
        keep_view(by=amina, map=map, name="One", focus=factor(other, "Elsewhere"))


def test_programs_keep_views_and_name_actors(amina, map):
    program = Program(amina)
    rent = str(factor(map, "Rent").pk)
    made = program.post(
        listed("view"),
        {"map": str(map.pk), "name": "Money", "shows": {"clusters": ["Money"]}, "story": "Winter"},
    )
    assert made.status_code == 201
    assert made.json()["place"] == 1
    assert len(program.get(f"{made['Location']}seen/").json()["factors"]) == 2
    changed = program.change(made["Location"], method="PATCH", sent={"focus": rent, "steps": 0, "shows": {}})
    assert changed.json()["shows"] == {}
    assert changed.json()["name"] == "Money"
    assert program.get(f"{made['Location']}seen/").json()["factors"] == [rent]
    assert program.change(made["Location"], method="DELETE").status_code == 204
    named = program.post(
        listed("actor"), {"map": str(map.pk), "name": "Nurses", "kind": "role", "acts_on": [rent]}
    )
    assert named.json()["acts_on"] == [{"factor": rent, "how": ""}]
    assert program.change(named["Location"], "act-on", {"factor": rent, "how": "By asking."}).json()[
        "acts_on"
    ] == [{"factor": rent, "how": "By asking."}]
    assert program.change(named["Location"], "leave", {"factor": rent}).json()["acts_on"] == []
    renamed = program.change(named["Location"], method="PATCH", sent={"name": "Wardens"})
    assert (renamed.json()["name"], renamed.json()["kind"]) == ("Wardens", "role")
    assert program.change(named["Location"], method="DELETE").status_code == 204


def test_lists_of_views_and_actors_page_in_few_queries(client, amina, map, at_most_queries):
    rent = factor(map, "Rent")
    for nth in range(30):
        name_actor(by=amina, map=map, name=f"Actor {nth:02}", kind="role", acts_on=[rent])
        keep_view(by=amina, map=map, name=f"View {nth:02}", story="Winter" if nth % 2 else "")
    client.force_login(amina)
    for name, what in (("actors", "Actor"), ("views", "View")):
        found, address = [], reverse(f"systems:{name}", args=[map.slug])
        while address:
            with at_most_queries(10):
                said = client.get(address).content.decode()
            found += re.findall(rf"{what} \d\d(?=</a>)", said)
            more = re.search(r'href="([^"]+)" rel="next"', said)
            address = more and reverse(f"systems:{name}", args=[map.slug]) + more[1].replace("&amp;", "&")
        assert sorted(found) == [f"{what} {nth:02}" for nth in range(30)]
    for thing in (View.objects.first(), Actor.objects.first()):
        with at_most_queries(10):
            assert client.get(thing.get_absolute_url()).status_code == 200
