"""Strokes on a map: each kept once, field by field, and nobody's dropped without a trace."""

import uuid

import pytest

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused
from hls_platform.identifiers import uuid7
from systems.actions.changes import NotThereYet, change_map, go_back, undo_change
from systems.actions.choosing import choose
from systems.models import Change, Contest, Factor, Link, SystemMap
from tests.factories import a_circle_with, a_person

pytestmark = pytest.mark.django_db


class Table:
    """A map, and two who draw on it."""

    def __init__(self):
        self.amina, self.ben = a_person("Amina"), a_person("Ben")
        circle = a_circle_with(self.amina, self.ben)
        self.map = SystemMap.objects.create(circle=circle, slug="food", name="Food")
        self.rent = self.draws(self.amina, "factor", uuid7(), label="Rent")

    def sets(self, who, on, thing, *, seen=None, id=None, **values):
        self.map.refresh_from_db()
        seen = self.map.version if seen is None else seen
        steps = [{"on": on, "id": str(thing), "set": values}]
        return change_map(by=who, map=self.map, id=id or uuid7(), steps=steps, seen=seen)

    def draws(self, who, on, thing, **values):
        self.sets(who, on, thing, **values)
        return thing

    def link(self, who, source, target, **values):
        return self.draws(who, "link", uuid7(), source=str(source), target=str(target), **values)

    def label(self, thing):
        return Factor.objects.get(pk=thing).label


@pytest.fixture
def table():
    return Table()


def test_a_stroke_sent_again_is_kept_once(table):
    id, thing = uuid7(), uuid7()
    first = table.sets(table.amina, "factor", thing, id=id, label="Debt")
    again = table.sets(table.amina, "factor", thing, id=id, label="Debt")
    assert first == again
    assert Factor.objects.filter(label="Debt").count() == 1
    with pytest.raises(IdentifierTaken):
        table.sets(table.ben, "factor", uuid7(), id=id, label="Hope")
    with pytest.raises(IdentifierTaken):
        table.sets(table.ben, "factor", id, id=uuid7(), label="Hope") and table.sets(
            table.ben, "factor", uuid7(), id=id, label="x"
        )


def test_strokes_are_numbered_in_the_order_in_which_all_see_them(table):
    for nth in range(3):
        table.sets(table.ben, "factor", table.rent, x=float(nth), y=0.0)
    assert list(Change.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    table.map.refresh_from_db()
    assert table.map.version == 4


def test_two_who_name_a_factor_at_the_same_time_see_both_names_and_choose(table):
    table.sets(table.amina, "factor", table.rent, seen=1, label="Cost of a home")
    late = table.sets(table.ben, "factor", table.rent, seen=1, label="Housing")
    assert table.label(table.rent) == "Cost of a home"
    contest = Contest.objects.open().get()
    assert (contest.change, contest.field, contest.value) == (late, "label", "Housing")
    table.sets(
        table.amina, "factor", table.rent, label="Cost of a home"
    )  # who chooses what stands has chosen, too
    assert not Contest.objects.open().exists()


def test_attributes_with_the_longest_of_names_meet_too(table):
    said = {f"attributes.{'é' * 120}": "much"}
    table.sets(table.amina, "factor", table.rent, **said)
    table.sets(table.ben, "factor", table.rent, seen=1, **dict.fromkeys(said, "little"))
    assert Contest.objects.get().field in said


def test_whoever_takes_away_an_attribute_that_somebody_has_just_changed_is_asked_too(table):
    table.sets(table.amina, "factor", table.rent, **{"attributes.budget": 2})
    table.sets(table.ben, "factor", table.rent, seen=1, **{"attributes.budget": None})
    contest = Contest.objects.open().get()
    assert (contest.field, contest.value) == ("attributes.budget", None)
    choose(by=table.amina, map=table.map, id=uuid7(), contest=contest, take=True, seen=3)
    assert Factor.objects.get(pk=table.rent).attributes == {}
    assert not Contest.objects.open().exists()


def test_different_fields_and_one_s_own_strokes_do_not_meet(table):
    table.sets(table.amina, "factor", table.rent, seen=1, label="Cost of a home")
    table.sets(table.ben, "factor", table.rent, seen=1, cluster="Money")
    table.sets(table.amina, "factor", table.rent, seen=1, label="What a home costs")
    table.sets(table.ben, "factor", table.rent, seen=1, **{"attributes.budget": 3})
    table.sets(table.amina, "factor", table.rent, seen=1, **{"attributes.owner": "Council"})
    factor = Factor.objects.get(pk=table.rent)
    assert (factor.label, factor.cluster) == ("What a home costs", "Money")
    assert factor.attributes == {"budget": 3, "owner": "Council"}
    assert not Contest.objects.exists()


def test_who_moves_something_last_has_moved_it(table):
    table.sets(table.amina, "factor", table.rent, seen=1, x=1.0, y=1.0)
    table.sets(table.ben, "factor", table.rent, seen=1, x=2.0, y=2.0)
    assert Factor.objects.get(pk=table.rent).x == 2.0
    assert not Contest.objects.exists()


def test_undoing_takes_back_one_s_own_step_and_only_what_still_stands_of_it(table):
    mine = table.sets(table.amina, "factor", table.rent, label="Cost of a home", cluster="Money")
    table.sets(table.ben, "factor", table.rent, cluster="Homes")
    with pytest.raises(NotAllowed):
        undo_change(by=table.ben, map=table.map, id=uuid7(), change=mine)
    back = undo_change(by=table.amina, map=table.map, id=uuid7(), change=mine)
    factor = Factor.objects.get(pk=table.rent)
    assert (factor.label, factor.cluster) == ("Rent", "Homes")
    undo_change(by=table.amina, map=table.map, id=uuid7(), change=back)
    assert table.label(table.rent) == "Cost of a home"


def test_what_others_have_tied_to_is_not_taken_from_under_them(table):
    thing = uuid7()
    drawn = table.sets(table.amina, "factor", thing, label="Debt")
    table.link(table.ben, table.rent, thing, polarity="+")
    with pytest.raises(Refused):
        undo_change(by=table.amina, map=table.map, id=uuid7(), change=drawn)
    alone = table.sets(table.amina, "factor", uuid7(), label="Hope")
    undo_change(by=table.amina, map=table.map, id=uuid7(), change=alone)
    assert set(Factor.objects.live().values_list("label", flat=True)) == {"Rent", "Debt"}


def test_a_factor_off_the_map_takes_its_links_out_of_sight_and_brings_them_back(table):
    debt = table.draws(table.ben, "factor", uuid7(), label="Debt")
    table.link(table.ben, table.rent, debt)
    off = table.sets(table.amina, "factor", debt, removed=True)
    assert not Link.objects.live().exists()
    undo_change(by=table.amina, map=table.map, id=uuid7(), change=off)
    assert Link.objects.live().count() == 1


def test_going_back_to_a_moment_is_a_new_change_and_loses_nothing(table):
    table.sets(table.amina, "factor", table.rent, label="Cost of a home")
    debt = table.draws(table.ben, "factor", uuid7(), label="Debt")
    link = table.link(table.ben, table.rent, debt, polarity="+")
    table.map.refresh_from_db()
    latest = table.map.version
    go_back(by=table.amina, map=table.map, id=uuid7(), number=1)
    assert [factor.label for factor in Factor.objects.live()] == ["Rent"]
    go_back(by=table.ben, map=table.map, id=uuid7(), number=latest)
    assert {factor.label for factor in Factor.objects.live()} == {"Cost of a home", "Debt"}
    assert Link.objects.live().get().pk == link
    assert Change.objects.count() == latest + 2


def test_a_link_needs_its_ends_on_this_map(table):
    with pytest.raises(NotThereYet):
        table.link(table.amina, table.rent, uuid7())
    other = SystemMap.objects.create(circle=table.map.circle, slug="other", name="Other")
    elsewhere = Factor.objects.create(map=other, label="Elsewhere")
    with pytest.raises(NotThereYet):
        table.link(table.amina, table.rent, elsewhere.pk)


@pytest.mark.parametrize(
    "steps",
    [
        None,
        [],
        [1],
        [{"on": "loop", "id": str(uuid.UUID(int=1)), "set": {}}],
        [{"on": "factor", "id": "1", "set": {"label": "x"}}],
        [{"on": "factor", "id": str(uuid.UUID(int=1)), "set": {"label": " "}}],
        [{"on": "factor", "id": str(uuid.UUID(int=1)), "set": {"label": "x", "map_id": "y"}}],
        [{"on": "factor", "id": str(uuid.UUID(int=1)), "set": {"label": "x", "x": float("nan")}}],
        [{"on": "factor", "id": str(uuid.UUID(int=1)), "set": {"cluster": "x"}}],
        [{"on": "link", "id": str(uuid.UUID(int=1)), "set": {"polarity": "?"}}],
        [{"on": "map", "id": str(uuid.UUID(int=1)), "set": {"name": "x"}}],
    ],
)
def test_what_cannot_be_understood_is_refused_and_changes_nothing(table, steps):
    with pytest.raises(Refused):
        change_map(by=table.amina, map=table.map, id=uuid7(), steps=steps, seen=1)
    assert Change.objects.count() == 1


def test_nobody_outside_the_circle_draws(table):
    with pytest.raises(NotFound):
        table.sets(a_person("Cara"), "factor", table.rent, label="Mine")
