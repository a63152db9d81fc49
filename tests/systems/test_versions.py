"""Versions of a map: held against each other, told as of any moment, and restored as a change."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotFound, Refused
from hls_platform.identifiers import uuid7
from systems.actions.restoring import restore_snapshot
from systems.actions.snapshots import keep_snapshot
from systems.analysis.compare import compare, compare_loops
from systems.beside import look_at
from systems.comparing import compared_in, in_words, picture_of
from systems.formats import drawing_from
from systems.models import Change, Factor, Link, Snapshot, SystemMap
from systems.moments import drawing_at
from systems.queries import drawing_of
from tests.factories import a_person
from tests.systems.test_changes import Table

pytestmark = pytest.mark.django_db


class Drawn(Table):
    """Rent leads to debt, debt leads back; kept as it was at first."""

    def __init__(self):
        super().__init__()
        self.debt = self.draws(self.amina, "factor", uuid7(), label="Debt", cluster="Money")
        self.forth = self.link(self.amina, self.rent, self.debt, polarity="+")
        self.back = self.link(self.ben, self.debt, self.rent, polarity="+")
        self.first = keep_snapshot(by=self.ben, map=self.map, name="At first", reason="To see later.")

    def goes_on(self):
        """Everything that can happen to a map happens once."""
        self.sets(self.ben, "factor", self.rent, label="Rents")
        self.sets(self.ben, "factor", self.debt, cluster="Home")
        self.sets(self.ben, "link", self.forth, polarity="-")
        self.sleep = self.draws(self.ben, "factor", uuid7(), label="Sleep")
        self.link(self.ben, self.debt, self.sleep, polarity="-")
        self.link(self.ben, self.sleep, self.debt, polarity="-")
        self.sets(self.ben, "link", self.back, removed=True)


@pytest.fixture
def drawn():
    return Drawn()


def test_words_and_loops_tell_each_thing_that_changed(drawn):
    drawn.goes_on()
    before, after = drawing_from(drawn.first.content), drawing_of(drawn.map)
    lines = in_words(compare(before, after), compare_loops(before, after))
    assert [(line.kind, line.about, line.was, line.now) for line in lines] == [
        ("Factor added", "Sleep", "", ""),
        ("Factor renamed", "Rents", "Rent", "Rents"),
        ("Factor in another cluster", "Debt", "Money", "Home"),
        ("Link added", "Debt → Sleep", "", ""),
        ("Link added", "Sleep → Debt", "", ""),
        ("Link taken away", "Debt → Rents", "", ""),
        ("Link in another direction", "Rents → Debt", "more leads to more", "more leads to less"),
        ("Loop born", lines[7].about, "", "reinforcing"),
        ("Loop broken", lines[8].about, "reinforcing", ""),
    ]
    assert set(lines[7].about.split(" → ")) == {"Debt", "Sleep"}
    assert set(lines[8].about.split(" → ")) == {"Debt", "Rent"}


def test_a_loop_that_turns_is_told_as_such(drawn):
    drawn.sets(drawn.ben, "link", drawn.forth, polarity="-")
    found = compare_loops(drawing_from(drawn.first.content), drawing_of(drawn.map))
    ((now, was),) = found.turned
    assert (was, now.kind, found.born, found.broken) == ("reinforcing", "balancing", (), ())


def test_the_picture_marks_what_came_and_went_and_holds_no_markup_of_anybody(drawn):
    drawn.draws(drawn.ben, "factor", uuid7(), label="<script>alert(1)</script>")
    drawn.sets(drawn.ben, "factor", drawn.debt, removed=True)
    svg = picture_of(drawing_from(drawn.first.content), drawing_of(drawn.map))
    assert svg.count('class="factor added"') == svg.count('class="factor removed"') == 1
    assert "<script" not in svg
    assert "&lt;script" in svg


def test_the_log_tells_the_map_as_it_stood_at_any_number(drawn):
    kept = dict.fromkeys(range(1, drawn.map.version + 1))
    drawn.goes_on()
    drawn.map.refresh_from_db()
    stood = drawing_at(drawn.map, len(kept))
    assert not compare(drawing_from(drawn.first.content), stood)
    assert drawing_at(drawn.map, 0).factors == {}
    assert not compare(drawing_at(drawn.map, drawn.map.version), drawing_of(drawn.map))


def test_what_changed_between_two_moments_is_what_is_otherwise(drawn, django_assert_max_num_queries):
    now = timezone.now()
    Change.objects.update(at=now - datetime.timedelta(days=20))
    drawn.goes_on()
    drawn.map.refresh_from_db()
    SystemMap.objects.update(created_at=now - datetime.timedelta(days=20))
    drawn.map.refresh_from_db()
    with django_assert_max_num_queries(8):
        seen = look_at(drawn.map, now - datetime.timedelta(days=7))
    assert "<svg" in seen.picture
    assert seen.first_lines[0].about == "Sleep"
    with django_assert_max_num_queries(3):
        assert look_at(drawn.map, timezone.now()).lines == []
    assert look_at(drawn.map, now - datetime.timedelta(days=30)).new


def test_a_map_of_which_no_version_was_kept_is_told_by_its_log(drawn):
    now, day = timezone.now(), datetime.timedelta(days=1)
    Snapshot.objects.all().delete()
    Change.objects.update(at=now - 20 * day)
    drawn.goes_on()
    drawn.map.refresh_from_db()
    assert compared_in(drawn.map, now - 30 * day, now + day) is None
    SystemMap.objects.update(created_at=now - 20 * day)
    drawn.map.refresh_from_db()
    assert compared_in(drawn.map, now - 7 * day, now + day).changes.factors_added == ("Sleep",)
    assert not compared_in(drawn.map, now - 10 * day, now - 7 * day).changes


def test_a_version_is_restored_as_one_change_that_can_be_undone(drawn):
    drawn.goes_on()
    later, id = keep_snapshot(by=drawn.ben, map=drawn.map, name="Later"), uuid7()
    change = restore_snapshot(by=drawn.amina, snapshot=drawn.first, id=id)
    assert restore_snapshot(by=drawn.amina, snapshot=drawn.first, id=id) == change
    assert drawing_of(drawn.map) == drawing_from(drawn.first.content)
    assert Factor.objects.get(pk=drawn.sleep).removed
    with pytest.raises(Refused):
        restore_snapshot(by=drawn.amina, snapshot=drawn.first, id=uuid7())
    restore_snapshot(by=drawn.ben, snapshot=later, id=uuid7())
    assert not compare(drawing_from(later.content), drawing_of(drawn.map))
    assert Link.objects.filter(map=drawn.map).count() == 4
    with pytest.raises(NotFound):
        restore_snapshot(by=a_person("Out"), snapshot=drawn.first, id=uuid7())


def test_a_version_older_than_the_log_is_restored_too(drawn):
    content = {
        "factors": [{"key": "fog", "label": "Fog", "x": 1.0}, {"key": str(drawn.rent), "label": "Rent"}],
        "links": [{"source": "fog", "target": str(drawn.rent), "polarity": "-", "key": "a"}],
    }
    old = Snapshot.objects.create(map=drawn.map, name="Before the log", content=content)
    restore_snapshot(by=drawn.amina, snapshot=old, id=uuid7())
    assert {each.label for each in drawing_of(drawn.map).factors.values()} == {"Fog", "Rent"}
    assert len(drawing_of(drawn.map).links) == 1


def test_the_page_holds_a_version_against_now_and_any_two(drawn, client, django_assert_max_num_queries):
    drawn.goes_on()
    later = keep_snapshot(by=drawn.ben, map=drawn.map, name="Later")
    client.force_login(drawn.amina)
    page = reverse("learning:compare_map", args=[drawn.map.slug])
    client.get(page)  # the first page after signing in writes the session
    with django_assert_max_num_queries(13):
        said = client.get(page, {"from": str(drawn.first.pk)}).content.decode()
    assert "Factor added" in said
    assert "<svg" in said
    both = client.get(page, {"from": str(drawn.first.pk), "to": str(later.pk)}).content.decode()
    assert "Loop broken" in both
    day = (timezone.localdate() - datetime.timedelta(days=2)).isoformat()
    assert client.get(page, {"from": day}).status_code == 200
    assert client.get(page, {"from": str(uuid7())}).status_code == 404
    assert client.get(page, {"from": "2026-99-99"}).status_code == 404
