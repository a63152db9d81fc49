"""Ways to begin a map: a list, an exercise, actors, an outline, a copy. What somebody typed is on it, and nothing else."""

import re

import pytest
from django.urls import reverse

from hls_platform.actions import NotFound, Refused
from hls_platform.identifiers import uuid7
from systems.actions.beginning import begin_map, copy_edition, copy_map
from systems.actions.changes import change_map, undo_change
from systems.actions.publishing import publish_map
from systems.changing.joining import step
from systems.models import ActsOn, Change, Edition, Factor, Link, SystemMap
from systems.starting import CannotRead, read_actors, read_list, read_outline
from tests.factories import a_circle_with, a_member, a_person

pytestmark = pytest.mark.django_db


def test_a_pasted_list_is_read_line_by_line():
    started = read_list(
        "Money:\n- Rent\n2. Debt\n* rent\n\nBody:\nSleep\nRent -> Debt (+)\nDebt → Sleep → Rent (−)\n"
    )
    assert started.factors == {"Rent": "Money", "Debt": "Money", "Sleep": "Body"}
    assert started.links == [("Rent", "Debt", "+"), ("Debt", "Sleep", "-"), ("Sleep", "Rent", "-")]
    with pytest.raises(CannotRead):
        read_list("x" * 301)
    with pytest.raises(CannotRead):
        read_list("a\n" * 2001)


@pytest.mark.parametrize("mark", ["    {}", "\t{}", "-- {}"])
def test_in_an_outline_each_line_leads_to_the_one_it_stands_under(mark):
    second = mark.replace("    ", "        ").replace("\t", "\t\t").replace("--", "----")
    started = read_outline(
        "\n".join(
            [
                "People sleep",
                mark.format("Less fear"),
                second.format("We ring first"),
                mark.format("Warm rooms"),
            ]
        )
    )
    assert started.links == [
        ("Less fear", "People sleep", "+"), ("We ring first", "Less fear", "+"), ("Warm rooms", "People sleep", "+"),
    ]  # fmt: skip
    assert started.factors["Less fear"] == started.factors["Warm rooms"] == "What leads there"


def test_actors_and_what_they_act_on_are_read():
    started = read_actors("The council: rents, Empty homes\nthe council: Rents; trust", "School nurses")
    assert started.actors == [
        ("The council", "organisation", ["rents", "Empty homes", "trust"]), ("School nurses", "role", []),
    ]  # fmt: skip


class Beginner:
    def __init__(self, client):
        self.client, self.amina = client, a_person("Amina")
        self.circle = a_circle_with(self.amina)
        client.force_login(self.amina)

    def begins(self, start, **typed):
        address = reverse("systems:begin_as", args=[start])
        said = self.client.get(address).content.decode()
        id = re.search(r'name="id" value="([^"]+)"', said)[1]
        typed = {"id": id, "circle": str(self.circle.pk), "name": "Food", **typed}
        answers = [self.client.post(address, typed) for _twice in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302], answers[0].content.decode()
        assert answers[0].url == answers[1].url
        return SystemMap.objects.get(pk=id)

    def on(self, map):
        factors = sorted(Factor.objects.live().filter(map=map).values_list("label", flat=True))
        return factors, sorted(f"{link}{link.polarity}" for link in Link.objects.live().filter(map=map))


@pytest.fixture
def beginner(client):
    return Beginner(client)


def test_a_map_is_begun_once_in_each_way_and_its_beginning_is_its_first_change(beginner):
    assert beginner.on(beginner.begins("blank")) == ([], [])
    assert Change.objects.count() == 0
    listed = beginner.begins("list", lines="Rent\nDebt\nRent -> Debt (+)")
    assert beginner.on(listed) == (["Debt", "Rent"], ["Rent → Debt+"])
    assert listed.version == Change.objects.get(map=listed).number == 1
    acted = beginner.begins("actors", organisations="Council: Rent, Trust", roles="Nurses: Trust")
    said = ActsOn.objects.filter(actor__map=acted).values_list("actor__name", "actor__kind", "factor__label")
    assert sorted(said) == [
        ("Council", "organisation", "Rent"), ("Council", "organisation", "Trust"), ("Nurses", "role", "Trust"),
    ]  # fmt: skip
    assert beginner.on(beginner.begins("outline", lines="Sleep\n  Calm"))[1] == ["Calm → Sleep+"]
    assert {map.slug for map in SystemMap.objects.all()} == {"food", "food-2", "food-3", "food-4"}


def test_the_exercise_goes_from_one_factor_to_the_next_and_closes_loops(beginner):
    begun = beginner.begins("loop", first="Debt")
    page = reverse("systems:exercise", args=[begun.slug])
    answer = beginner.client.get(page)
    assert "What leads to “Debt”, and then?" in answer.content.decode()

    def answers(on, **typed):
        begun.refresh_from_db()
        factor = Factor.objects.get(map=begun, label=on)
        sent = {"id": str(uuid7()), "seen": begun.version, **typed}
        return beginner.client.post(f"{page}?on={factor.pk}", sent, follow=True).content.decode()

    said = answers("Debt", more_of_it="Rent\nLow pay", then_less="Sleep")
    assert "What leads to “Rent”, and then?" in said
    assert "Nobody has said yet" in said
    said = answers("Sleep", then_more="Pay", then_less="low pay")
    assert "look whether a loop has closed: low pay." in said
    assert beginner.on(begun)[1] == [
        "Debt → Sleep-",
        "Low pay → Debt+",
        "Rent → Debt+",
        "Sleep → Low pay-",
        "Sleep → Pay+",
    ]
    assert Change.objects.filter(map=begun).count() == 3
    last = Change.objects.filter(map=begun).latest("number")
    undo_change(by=beginner.amina, map=begun, id=uuid7(), change=last)
    assert len(beginner.on(begun)[1]) == 3


def test_a_copy_goes_to_another_circle_without_what_people_told_each_other_in_theirs(beginner):
    amina, other = beginner.amina, a_circle_with(beginner.amina, name="Other")
    map = begin_map(
        by=amina, circle=beginner.circle, id=uuid7(), name="Food", started=read_list("A -> B (-)")
    )
    link = Link.objects.get(map=map)
    steps = [step("link", link.pk, evidence="Ruth cried.", confidence="sure", delay=True)]
    steps.append(step("factor", link.source_id, tags=["t"], x=1.0, y=2.0, **{"attributes.budget": 3}))
    change_map(by=amina, map=map, id=uuid7(), steps=steps, seen=1)
    same = copy_map(by=amina, map=map, circle=beginner.circle, id=uuid7(), name="Again")
    elsewhere = copy_map(by=amina, map=map, circle=other, id=uuid7(), name="Elsewhere")
    drawn = {copy: Link.objects.select_related("source").get(map=copy) for copy in (same, elsewhere)}
    assert (drawn[same].evidence, drawn[elsewhere].evidence, drawn[elsewhere].confidence) == (
        "Ruth cried.",
        "",
        "",
    )
    assert all((each.polarity, each.delay, each.source.attributes, each.source.x) == ("-", True, {"budget": 3}, 1.0) for each in drawn.values())  # fmt: skip
    ben = a_person("Ben")
    with pytest.raises(NotFound):
        copy_map(by=ben, map=map, circle=a_circle_with(ben), id=uuid7(), name="Mine")


def test_a_copy_of_a_published_map_says_where_it_is_from(beginner):
    cara = a_person("Cara")
    circle = a_circle_with(name="Others")
    a_member(cara, circle, role="lead")
    map = begin_map(by=cara, circle=circle, id=uuid7(), name="Their map", started=read_list("A -> B (-)"))
    link = Link.objects.get(map=map)
    change_map(by=cara, map=map, id=uuid7(), steps=[step("link", link.pk, evidence="Ruth cried.")], seen=1)
    for licence, title in (("by", "What makes debt"), ("kept", "Look only")):
        publish_map(by=cara, map=map, title=title, credit="Others", licence=licence)
    page = beginner.client.get(reverse("systems:begin_as", args=["published"])).content.decode()
    assert "What makes debt" in page
    assert "Look only" not in page
    copied = beginner.begins("published", edition=str(Edition.objects.get(title="What makes debt").pk))
    assert beginner.on(copied) == (["A", "B"], ["A → B-"])
    assert "From “What makes debt”, edition 1. Others." in copied.description
    assert Link.objects.get(map=copied).evidence == ""
    kept = Edition.objects.get(title="Look only")
    with pytest.raises(Refused):
        copy_edition(by=beginner.amina, edition=kept, circle=beginner.circle, id=uuid7(), name="Mine")


def test_what_cannot_be_read_is_said_and_nothing_is_begun(beginner):
    for start, typed in (("list", {"lines": "x" * 400}), ("actors", {}), ("loop", {"first": ""})):
        sent = {"id": str(uuid7()), "circle": str(beginner.circle.pk), "name": "Food", **typed}
        assert beginner.client.post(reverse("systems:begin_as", args=[start]), sent).status_code == 422
    assert not SystemMap.objects.exists()
    assert beginner.client.get(reverse("systems:begin_as", args=["nothing"])).status_code == 404
