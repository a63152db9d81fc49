"""What the work tells a map: ties, the weeks in which a factor came up, what led to a change; and what changed in between."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotFound
from hls_platform.identifiers import uuid7
from learning.actions import (
    begin_adaptation,
    mention_factor,
    say_reason,
    take_back_reason,
    tie,
    untie,
    withdraw_share,
    write_insight,
)
from learning.models import ChangeReason, Tie
from learning.queries.map_work import heat_of
from systems.actions.changes import change_map
from systems.models import Factor, SystemMap
from tests.factories import a_circle_with, a_member, a_person, a_reflection, a_share

pytestmark = pytest.mark.django_db


class Place:
    """A circle of three with a map on which one factor stands, and somebody of another circle."""

    def __init__(self):
        self.amina, self.ben, self.cleo, self.outside = map(a_person, ("Amina", "Ben", "Cleo", "Out"))
        self.circle = a_circle_with(self.amina, self.ben, self.cleo)
        self.elsewhere = a_circle_with(self.amina, self.outside)
        self.map = SystemMap.objects.create(circle=self.circle, slug="food", name="Food")
        self.rent = Factor.objects.get(pk=self.draws(label="Rent"))

    def draws(self, id=None, **values):
        id = id or uuid7()
        steps = [{"on": "factor", "id": str(id), "set": values}]
        self.map.refresh_from_db()
        self.change = change_map(by=self.amina, map=self.map, id=uuid7(), steps=steps, seen=self.map.version)
        return id

    def shares(self, author, text, *, anonymous=False, weeks=0):
        reflection = a_reflection(author, text)
        when = timezone.now() - datetime.timedelta(weeks=weeks)
        share = a_share(reflection, self.circle, shared_at=when, anonymous=anonymous)
        mention_factor(by=author, reflection=reflection, factor=self.rent)
        return share

    def overlay(self, client, person):
        client.force_login(person)
        answer = client.get(reverse("learning:map_practice", args=[self.map.slug]))
        assert answer.status_code == 200
        return answer.json()["factors"].get(str(self.rent.pk))


@pytest.fixture
def place():
    return Place()


def test_a_factor_is_tied_once_to_what_both_see_and_untied_again(place):
    insight = write_insight(by=place.amina, circle=place.circle, text="It is the rent.")
    first = tie(by=place.amina, factor=place.rent, thing=insight)
    assert tie(by=place.ben, factor=place.rent, thing=insight) == first
    with pytest.raises(NotFound):
        tie(by=place.outside, factor=place.rent, thing=insight)
    untie(by=place.ben, tie=first)
    untie(by=place.ben, tie=first)
    assert not Tie.objects.exists()


def test_what_another_circle_thinks_is_on_the_page_of_who_is_in_both_and_on_nobody_s_map(place, client):
    ours = write_insight(by=place.amina, circle=place.circle, text="Ours.")
    theirs = write_insight(by=place.amina, circle=place.elsewhere, text="Theirs.")
    for each in (ours, theirs):
        tie(by=place.amina, factor=place.rent, thing=each)
    page = reverse("learning:factor_work", args=[place.map.slug, place.rent.pk])
    client.force_login(place.amina)
    assert f'hx-get="{page}"' in client.get(place.rent.get_absolute_url()).content.decode()
    assert "Theirs." in client.get(page).content.decode()
    client.force_login(place.ben)
    said = client.get(page).content.decode()
    assert "Ours." in said
    assert "Theirs." not in said
    client.force_login(place.outside)
    assert client.get(page).status_code == 404
    for person in (place.amina, place.ben):
        assert [each["text"] for each in place.overlay(client, person)["ties"]] == ["Ours."]


def test_heat_tells_weeks_and_never_how_many(place):
    place.shares(place.amina, "It went up.", weeks=1)
    place.shares(place.ben, "Mine too.", weeks=1)
    place.shares(place.ben, "Again.", weeks=3)
    heat = heat_of(place.map)[place.rent.pk]
    assert (len(heat.weeks), heat.level) == (2, 1)
    assert "2" not in heat.words.split("week of")[0]


def test_what_a_small_circle_shares_without_a_name_leaves_no_trace_on_the_map(place, client):
    place.shares(place.amina, "I owe.", anonymous=True)
    assert heat_of(place.map) == {}
    assert place.overlay(client, place.ben) is None
    long_ago = timezone.now() - datetime.timedelta(weeks=30)
    for name in ("Dee", "Eve"):
        a_member(a_person(name), place.circle, since=long_ago)
    place.circle.memberships.update(since=long_ago)
    assert heat_of(place.map)[place.rent.pk].level == 1


def test_what_was_withdrawn_is_cold_again(place):
    share = place.shares(place.amina, "It went up.")
    assert place.rent.pk in heat_of(place.map)
    withdraw_share(by=place.amina, share=share)
    assert heat_of(place.map) == {}


def test_a_change_says_which_insight_led_to_it(place, client):
    insight = write_insight(by=place.amina, circle=place.circle, text="It is the rent.")
    client.force_login(place.ben)
    where = reverse("learning:explain_change", args=[place.map.slug, place.change.pk])
    assert client.post(where, {"insight": str(insight.pk)}).status_code == 302
    reason = ChangeReason.objects.get()
    assert (reason.change_id, reason.insight_id, reason.said_by) == (place.change.pk, insight.pk, place.ben)
    said = client.get(reverse("learning:map_work", args=[place.map.slug])).content.decode()
    assert "It is the rent." in said
    with pytest.raises(NotFound):
        say_reason(by=place.outside, change=place.change, insight=insight)
    take_back_reason(by=place.amina, reason=reason)
    assert not ChangeReason.objects.exists()


def test_the_pages_ask_as_much_with_many_ties_as_with_one(place, client, django_assert_max_num_queries):
    for n in range(12):
        factor = Factor.objects.get(pk=place.draws(label=f"Factor {n}"))
        tie(
            by=place.amina,
            factor=factor,
            thing=begin_adaptation(by=place.amina, circle=place.circle, text=f"Ring {n} times."),
        )
        tie(
            by=place.amina,
            factor=place.rent,
            thing=write_insight(by=place.amina, circle=place.circle, text=f"I {n}"),
        )
    client.force_login(place.ben)
    client.get(reverse("systems:maps"))  # the first page after signing in writes the session
    pages = {
        place.rent.get_absolute_url(): 10,
        reverse("learning:factor_work", args=[place.map.slug, place.rent.pk]): 12,
        reverse("learning:map_practice", args=[place.map.slug]): 12,
        reverse("learning:map_work", args=[place.map.slug]): 14,
        reverse("learning:tie", args=[place.map.slug, place.rent.pk]): 16,
    }
    for page, most in pages.items():
        with django_assert_max_num_queries(most):
            assert client.get(page).status_code == 200
