"""Every verb of maps: who may, what the audit trail says, and that a second time changes nothing."""

import importlib
import pkgutil
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.apps import apps

import systems.actions
from hls_platform.actions import ACTIONS, NotFound, Refused
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from relationships.models import Person
from systems.actions import actors, guests, kept_loops, publishing, views
from systems.actions.beginning import begin_map, copy_edition, copy_map
from systems.actions.bringing_again import bring_in_again
from systems.actions.changes import change_map, go_back, undo_change
from systems.actions.choosing import choose
from systems.actions.maps import add_to_map, import_map
from systems.actions.restoring import restore_snapshot
from systems.actions.snapshots import keep_snapshot
from systems.formats.tables import read_csv as read
from systems.models import Contest, Edition, Factor, Guest, GuestLink, Link
from tests.factories import a_circle_with, a_person

pytestmark = pytest.mark.django_db
LINKS = [("l.csv", b"from,to,polarity\nRent,Debt,+\nDebt,Sleep,-\nSleep,Rent,-\nDebt,Rent,+\n")]
MORE = [("l.csv", b"from,to\nShame,Hope\n")]


@pytest.fixture(scope="module")
def made_for_the_file(for_the_file: None) -> SimpleNamespace:
    """A map with something of everything that can be done away with, and who is outside its circle."""
    w = SimpleNamespace(amina=a_person("Amina"), ben=a_person("Ben"), ossian=a_person("Ossian"))
    w.circle = a_circle_with(w.amina, w.ben)
    w.map = import_map(by=None, circle=w.circle, name="Here already", drawing=read(LINKS))
    w.id, w.step = uuid7(), {"on": "factor", "id": str(uuid7()), "set": {"label": "Shame"}}
    w.rent, w.debt, w.sleep = (Factor.objects.get(label=label) for label in ("Rent", "Debt", "Sleep"))
    w.snapshot = keep_snapshot(by=w.amina, map=w.map, name="At first")
    drawn = {"on": "factor", "id": str(uuid7()), "set": {"label": "Letters"}}
    w.drawn = change_map(by=w.amina, map=w.map, id=uuid7(), steps=[drawn], seen=1)
    for person, label in ((w.amina, "Rents"), (w.ben, "A home")):
        renamed = {"on": "factor", "id": str(w.rent.pk), "set": {"label": label}}
        change_map(by=person, map=w.map, id=uuid7(), steps=[renamed], seen=1)
    w.contest = Contest.objects.get()
    here = {"by": w.amina, "map": w.map}
    w.view = views.keep_view(name="Money", **here)
    w.actor = actors.name_actor(name="Council", acts_on=[w.debt], **here)
    w.acts_on = w.actor.acts_on.get()
    w.loop = kept_loops.keep_loop(factors=[w.rent.pk, w.debt.pk], name="The rent trap", **here)
    w.publication = publishing.publish_map(title="What rent does", **here)
    w.edition = Edition.objects.get()
    guests.allow_guests(by=w.amina, circle=w.circle, allowed=True)
    w.link, w.token = guests.make_guest_link(hours=4, **here)
    return w


Verb = Callable[[SimpleNamespace, Person], object]
VERBS: dict[str, tuple[Verb, str, str]] = {
    "import_map": (
        lambda w, by: import_map(by=by, circle=w.circle, name="A bad winter", drawing=read(LINKS)),
        "map.imported", "",
    ),
    "add_to_map": (lambda w, by: add_to_map(by=by, map=w.map, drawing=read(MORE)), "map.added_to", ""),
    "bring_in_again": (lambda w, by: bring_in_again(by=by, map=w.map, drawing=read(MORE)), "map.changed", ""),
    "begin_map": (lambda w, by: begin_map(by=by, circle=w.circle, id=w.id, name="Blank"), "map.begun", ""),
    "copy_map": (
        lambda w, by: copy_map(by=by, map=w.map, circle=w.circle, id=w.id, name="Again"), "map.begun", "",
    ),
    "copy_edition": (
        lambda w, by: copy_edition(by=by, edition=w.edition, circle=w.circle, id=w.id, name="Ours"),
        "map.begun", "",
    ),
    "change_map": (
        lambda w, by: change_map(by=by, map=w.map, id=w.id, steps=[w.step], seen=w.map.version), "map.changed", "",
    ),
    "undo_change": (lambda w, by: undo_change(by=by, map=w.map, id=w.id, change=w.drawn), "map.changed", ""),
    "go_back": (lambda w, by: go_back(by=by, map=w.map, id=w.id, number=1), "map.changed", ""),
    "choose": (
        lambda w, by: choose(by=by, map=w.map, id=w.id, contest=w.contest, take=True, seen=w.map.version),
        "map.changed", "",
    ),
    "keep_snapshot": (lambda w, by: keep_snapshot(by=by, map=w.map, name="As it is"), "map.kept", ""),
    "restore_snapshot": (
        lambda w, by: restore_snapshot(by=by, snapshot=w.snapshot, id=w.id), "map.restored", "snapshot",
    ),
    "keep_view": (lambda w, by: views.keep_view(by=by, map=w.map, name="Home", id=w.id), "view.kept", ""),
    "change_view": (lambda w, by: views.change_view(by=by, view=w.view, name="Debts"), "view.changed", "view"),
    "take_view_away": (lambda w, by: views.take_view_away(by=by, view=w.view), "view.taken_away", "view"),
    "name_actor": (
        lambda w, by: actors.name_actor(by=by, map=w.map, name="Nurses", kind="role", id=w.id), "actor.named", "",
    ),
    "describe_actor": (
        lambda w, by: actors.describe_actor(by=by, actor=w.actor, name="The council", kind="organisation"),
        "actor.described", "actor",
    ),
    "act_on": (lambda w, by: actors.act_on(by=by, actor=w.actor, factor=w.rent), "actor.acts_on", ""),
    "leave_factor": (
        lambda w, by: actors.leave_factor(by=by, actor=w.actor, factor=w.debt), "actor.leaves", "acts_on",
    ),
    "take_actor_off": (lambda w, by: actors.take_actor_off(by=by, actor=w.actor), "actor.taken_off", "actor"),
    "keep_loop": (
        lambda w, by: kept_loops.keep_loop(
            by=by, map=w.map, factors=[w.rent.pk, w.debt.pk, w.sleep.pk], name="No rest"
        ),
        "loop.kept", "",
    ),
    "let_loop_go": (lambda w, by: kept_loops.let_loop_go(by=by, loop=w.loop), "loop.let_go", "loop"),
    "publish_map": (
        lambda w, by: publishing.publish_map(by=by, map=w.map, title="All of it", id=w.id), "map.published", "",
    ),
    "publish_edition": (
        lambda w, by: publishing.publish_edition(by=by, publication=w.publication, title="Rent", why="Shorter."),
        "map.edition_published", "publication",
    ),
    "withdraw_publication": (
        lambda w, by: publishing.withdraw_publication(by=by, publication=w.publication), "map.withdrawn", "",
    ),
    "allow_guests": (
        lambda w, by: guests.allow_guests(by=by, circle=w.circle, allowed=False), "guests.sent_away", "circle",
    ),
    "revoke_guest_link": (
        lambda w, by: guests.revoke_guest_link(by=by, link=w.link), "guest_link.revoked", "link",
    ),
}  # fmt: skip
"""What is done, its verb in the audit trail, and what of `w` that is about where it is not what comes back."""
EACH_TIME_ANOTHER = {"make_guest_link", "come_as_guest"}


def all_there() -> list[int]:
    return [model._default_manager.count() for model in apps.get_app_config("systems").get_models()]


def test_every_verb_of_systems_stands_in_this_table():
    for module in pkgutil.iter_modules(systems.actions.__path__):
        importlib.import_module(f"systems.actions.{module.name}")
    ours = {name.rsplit(".", 1)[1] for name in ACTIONS if name.startswith("systems.")}
    assert ours == VERBS.keys() | EACH_TIME_ANOTHER


@pytest.mark.parametrize("name", VERBS)
def test_people_outside_draw_nothing(w, name):
    before = all_there()
    with pytest.raises(NotFound):
        VERBS[name][0](w, w.ossian)
    assert all_there() == before
    assert not AuditEntry.objects.filter(person_id=w.ossian.pk).exists()


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_is_in_the_audit_trail_once_and_a_second_time_changes_nothing(w, name):
    do, verb, about = VERBS[name]
    known = set(AuditEntry.objects.values_list("pk", flat=True))
    first = do(w, w.amina)
    told, there = set(AuditEntry.objects.exclude(pk__in=known)), all_there()
    entry = AuditEntry.objects.exclude(pk__in=known).get(verb=verb)
    subject = getattr(w, about) if about else first
    assert (entry.person_id, entry.subject_id) == (w.amina.pk, str(subject.pk))
    assert {each.verb for each in told - {entry}} <= {"map.changed"}  # the change that it is
    if name == "add_to_map":  # what is on the map already is not added again
        with pytest.raises(Refused):
            do(w, w.amina)
    else:
        assert do(w, w.amina) == first
    assert set(AuditEntry.objects.exclude(pk__in=known)) == told
    assert all_there() == there


def test_each_link_for_guests_and_each_guest_is_another_and_in_the_trail(w):
    with pytest.raises(NotFound):
        guests.make_guest_link(by=w.ossian, map=w.map, hours=4)
    links = [guests.make_guest_link(by=w.ben, map=w.map, hours=4)[0] for _twice in range(2)]
    came = [guests.come_as_guest(token=w.token, name="Gail")[0] for _twice in range(2)]
    assert (GuestLink.objects.count(), Guest.objects.count()) == (3, 2)
    trail = AuditEntry.objects.order_by("pk").values_list("verb", "person_id", "subject_id")
    assert set(trail) >= {
        *(("guest_link.made", w.ben.pk, str(link.pk)) for link in links),
        *(("guest.came", None, str(guest.pk)) for guest in came),
    }


def test_another_drawing_under_the_same_name_is_another_map(w):
    other = import_map(
        by=w.amina, circle=w.circle, name="Here already", drawing=read([("l.csv", b"from,to\nRent,Debt\n")])
    )
    assert (other.name, other.slug) == ("Here already", "here-already-2")
    assert (Factor.objects.filter(map=other).count(), Link.objects.filter(map=other).count()) == (2, 1)


def test_a_map_that_changed_is_kept_again_under_the_same_name(w):
    first = keep_snapshot(by=w.amina, map=w.map, name="As it is")
    Factor.objects.filter(pk=w.debt.pk).update(label="What is owed")
    assert keep_snapshot(by=w.amina, map=w.map, name="As it is") != first


@pytest.mark.parametrize("name", ["", "  "])
def test_a_map_and_a_version_have_names(w, name):
    with pytest.raises(Refused):
        import_map(by=w.amina, circle=w.circle, name=name, drawing=read(LINKS))
    with pytest.raises(Refused):
        keep_snapshot(by=w.amina, map=w.map, name=name)
