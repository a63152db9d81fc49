"""Every verb of maps: who may, what the audit trail says, and that a second time changes nothing."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from hls_platform.actions import ACTIONS, NotFound, Refused
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from relationships.models import Person
from systems.actions.bringing_again import bring_in_again
from systems.actions.changes import change_map, go_back, undo_change
from systems.actions.maps import add_to_map, import_map
from systems.actions.snapshots import keep_snapshot
from systems.formats.tables import read_csv as read
from systems.models import Factor, Link, Snapshot, SystemMap
from tests.factories import a_circle_with, a_person

pytestmark = pytest.mark.django_db
LINKS = [("l.csv", b"from,to,polarity\nRent,Debt,+\nDebt,Sleep,-\n")]


@pytest.fixture
def w() -> SimpleNamespace:
    w = SimpleNamespace(amina=a_person("Amina"), ossian=a_person("Ossian"))
    w.circle = a_circle_with(w.amina)
    w.map = import_map(by=None, circle=w.circle, name="Here already", drawing=read(LINKS))
    w.id, w.step = uuid7(), {"on": "factor", "id": str(uuid7()), "set": {"label": "Shame"}}
    drawn = {"on": "factor", "id": str(uuid7()), "set": {"label": "Letters"}}
    w.drawn = change_map(by=w.amina, map=w.map, id=uuid7(), steps=[drawn], seen=1)
    return w


Verb = Callable[[SimpleNamespace, Person], object]
VERBS: dict[str, tuple[Verb, str]] = {
    "import_map": (
        lambda w, by: import_map(by=by, circle=w.circle, name="A bad winter", drawing=read(LINKS)),
        "map.imported",
    ),
    "add_to_map": (
        lambda w, by: add_to_map(by=by, map=w.map, drawing=read([("l.csv", b"from,to\nShame,Hope\n")])),
        "map.added_to",
    ),
    "bring_in_again": (
        lambda w, by: bring_in_again(by=by, map=w.map, drawing=read([("l.csv", b"from,to\nShame,Hope\n")])),
        "map.changed",
    ),
    "change_map": (
        lambda w, by: change_map(by=by, map=w.map, id=w.id, steps=[w.step], seen=w.map.version),
        "map.changed",
    ),
    "undo_change": (
        lambda w, by: undo_change(by=by, map=w.map, id=w.id, change=w.drawn),
        "map.changed",
    ),
    "go_back": (lambda w, by: go_back(by=by, map=w.map, id=w.id, number=1), "map.changed"),
    "keep_snapshot": (lambda w, by: keep_snapshot(by=by, map=w.map, name="As it is"), "map.kept"),
}


def test_every_verb_of_systems_stands_in_this_table():
    assert {name.rsplit(".", 1)[1] for name in ACTIONS if name.startswith("systems.")} == VERBS.keys()


@pytest.mark.parametrize("name", VERBS)
def test_people_outside_draw_nothing(w, name):
    with pytest.raises(NotFound):
        VERBS[name][0](w, w.ossian)
    assert (SystemMap.objects.count(), Snapshot.objects.count()) == (1, 0)
    assert not AuditEntry.objects.filter(person_id=w.ossian.pk).exists()


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_is_in_the_audit_trail_once_and_a_second_time_changes_nothing(w, name):
    do, verb = VERBS[name]
    known = set(AuditEntry.objects.values_list("pk", flat=True))
    first = do(w, w.amina)
    entry = AuditEntry.objects.exclude(pk__in=known).get()
    assert (entry.verb, entry.person_id, entry.subject_id) == (verb, w.amina.pk, str(first.pk))
    if name == "add_to_map":  # what is on the map already is not added again
        with pytest.raises(Refused):
            do(w, w.amina)
    else:
        assert do(w, w.amina) == first
    assert AuditEntry.objects.exclude(pk__in=known).get() == entry


def test_another_drawing_under_the_same_name_is_another_map(w):
    other = import_map(
        by=w.amina, circle=w.circle, name="Here already", drawing=read([("l.csv", b"from,to\nRent,Debt\n")])
    )
    assert (other.name, other.slug) == ("Here already", "here-already-2")
    assert (Factor.objects.filter(map=other).count(), Link.objects.filter(map=other).count()) == (2, 1)


def test_a_map_that_changed_is_kept_again_under_the_same_name(w):
    first = keep_snapshot(by=w.amina, map=w.map, name="As it is")
    Factor.objects.filter(map=w.map, label="Rent").update(label="What a home costs")
    assert keep_snapshot(by=w.amina, map=w.map, name="As it is") != first


@pytest.mark.parametrize("name", ["", "  "])
def test_a_map_and_a_version_have_names(w, name):
    with pytest.raises(Refused):
        import_map(by=w.amina, circle=w.circle, name=name, drawing=read(LINKS))
    with pytest.raises(Refused):
        keep_snapshot(by=w.amina, map=w.map, name=name)
