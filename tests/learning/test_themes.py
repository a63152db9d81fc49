"""Themes: named by people, joined, split, and what the machine proposes refused for good."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotFound, Refused
from learning.actions import (
    join_themes,
    name_thread,
    put_under_theme,
    refuse_thread,
    rename_theme,
    split_theme,
    take_out_of_theme,
    withdraw_share,
)
from learning.actions.digests import build_due_digests
from learning.models import DigestThread, Share, Theme
from tests.factories import a_peer_group, a_person, a_reflection, a_share
from tests.learning.digest_ways import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina():
    return a_person("Amina")


@pytest.fixture
def ben():
    return a_person("Ben")


@pytest.fixture
def circle(amina, ben):
    return a_peer_group("Northside", amina, ben).circle


def shared(person, circle, text, *, weeks_ago=0):
    at = timezone.now() - datetime.timedelta(weeks=weeks_ago)
    return a_share(a_reflection(person, text), circle, shared_at=at)


def a_thread(person, circle, *texts, weeks_ago=1):
    for text in texts:
        shared(person, circle, text, weeks_ago=weeks_ago)
    build_due_digests(until=timezone.now() - datetime.timedelta(weeks=weeks_ago - 1))
    return DigestThread.objects.filter(digest__circle=circle).order_by("-digest__period_start").first()


CHOIR = ("The choir sang.", "A choir for all of us.", "Bread.", "The harbour lay still.", "Snow fell.")


def test_a_thread_that_is_named_becomes_a_theme_and_the_next_of_that_name_joins_it(amina, ben, circle):
    first = a_thread(amina, circle, *CHOIR, weeks_ago=2)
    name_thread(by=ben, thread=first, name="Singing")
    second = a_thread(ben, circle, *CHOIR, weeks_ago=1)
    assert second != first
    name_thread(by=amina, thread=second, name="singing")

    theme = Theme.objects.get()
    assert theme.name == "Singing"
    assert theme.named_by == ben
    assert theme.shares.count() == 4
    assert {each.name for each in DigestThread.objects.all()} == {"Singing"}
    name_thread(by=amina, thread=second, name="")
    assert theme.shares.count() == 2


def test_a_refused_thread_is_gone_and_the_same_words_do_not_bring_it_back(client, amina, ben, circle):
    thread = a_thread(amina, circle, *CHOIR, weeks_ago=2)
    client.force_login(ben)
    client.post(reverse("learning:refuse_thread", args=[thread.pk]))
    assert not read(thread.digest).threads

    assert a_thread(ben, circle, *CHOIR, weeks_ago=1) == thread


def test_a_refusal_ends_with_the_words_that_it_was_about(amina, ben, circle):
    thread = a_thread(amina, circle, *CHOIR, weeks_ago=2)
    refuse_thread(by=ben, thread=thread)
    for share in Share.objects.all():
        withdraw_share(by=amina, share=share)

    assert a_thread(ben, circle, *CHOIR, weeks_ago=1) != thread


def test_another_circle_does_not_hear_of_a_refusal(amina, ben, circle):
    refuse_thread(by=ben, thread=a_thread(amina, circle, *CHOIR, weeks_ago=2))
    other = a_peer_group("Southside", amina, ben).circle

    assert a_thread(ben, other, *CHOIR, weeks_ago=1) is not None


def test_themes_can_be_joined_and_split_and_called_otherwise(amina, ben, circle):
    one, two, three = (shared(amina, circle, text) for text in ("The bus.", "The train.", "The boat."))
    travel = put_under_theme(by=ben, share=one, name="Getting there")
    put_under_theme(by=ben, share=two, name="getting  there")
    water = put_under_theme(by=amina, share=three, name="On the water")
    assert set(travel.shares.all()) == {one, two}

    assert join_themes(by=ben, theme=water, into=travel) == travel
    assert set(travel.shares.all()) == {one, two, three}
    rails = split_theme(by=amina, theme=travel, shares=[two], name="Rails")
    assert set(rails.shares.all()) == {two}
    assert set(travel.shares.all()) == {one, three}
    rename_theme(by=amina, theme=travel, name="How we get there")
    take_out_of_theme(by=ben, theme=travel, share=one)
    assert set(travel.shares.all()) == {three}
    with pytest.raises(Refused):
        rename_theme(by=amina, theme=travel, name="RAILS")
    with pytest.raises(Refused):
        split_theme(by=amina, theme=rails, shares=[], name="Nothing")


def test_doing_it_again_changes_nothing(amina, ben, circle):
    one, two = (shared(amina, circle, text) for text in ("The bus.", "The train."))
    theme, other = (put_under_theme(by=ben, share=one, name=name) for name in ("Bus", "Wheels"))
    put_under_theme(by=ben, share=one, name="Bus")
    put_under_theme(by=ben, share=two, name="Bus")
    for _nth in range(2):
        split_theme(by=ben, theme=theme, shares=[two], name="Rails")
        join_themes(by=ben, theme=theme, into=other)

    assert {each.name: each.shares.count() for each in Theme.objects.all()} == {
        "Bus": 0,
        "Wheels": 1,
        "Rails": 1,
    }


def test_what_is_withdrawn_is_gone_from_its_theme(client, amina, ben, circle):
    share = shared(amina, circle, "Seven hundred lanterns.")
    theme = put_under_theme(by=ben, share=share, name="Light")
    client.force_login(ben)
    assert "lanterns" in client.get(theme.get_absolute_url()).content.decode()
    withdraw_share(by=amina, share=share)

    page = client.get(theme.get_absolute_url()).content.decode()
    assert "lanterns" not in page
    assert "Light" in page
    assert "lanterns" not in client.get(reverse("learning:split_theme", args=[theme.pk])).content.decode()
    with pytest.raises(NotFound):
        put_under_theme(by=ben, share=share, name="Light")


def test_who_is_not_in_the_circle_can_do_none_of_it(amina, ben, circle):
    out = a_person("Out")
    thread = a_thread(amina, circle, *CHOIR)
    share = shared(amina, circle, "The bus.")
    theme, other = (put_under_theme(by=ben, share=share, name=name) for name in ("Bus", "Wheels"))
    for deed in (
        lambda: name_thread(by=out, thread=thread, name="x"),
        lambda: refuse_thread(by=out, thread=thread),
        lambda: put_under_theme(by=out, share=share, name="x"),
        lambda: rename_theme(by=out, theme=theme, name="x"),
        lambda: join_themes(by=out, theme=theme, into=other),
        lambda: split_theme(by=out, theme=theme, shares=[share], name="x"),
        lambda: take_out_of_theme(by=out, theme=theme, share=share),
    ):
        with pytest.raises(NotFound):
            deed()


def test_the_pages_of_themes_walk_through_it(client, amina, ben, circle, at_most_queries):
    one, two = (shared(amina, circle, text) for text in ("The bus was late.", "The train was full."))
    client.force_login(ben)
    client.post(reverse("learning:put_under_theme", args=[one.pk]), {"name": "Getting there"})
    client.post(reverse("learning:put_under_theme", args=[two.pk]), {"name": "Getting there"})
    theme = Theme.objects.get()
    client.post(reverse("learning:split_theme", args=[theme.pk]), {"name": "Rails", "shares": [str(two.pk)]})
    rails = Theme.objects.get(name="Rails")
    listed = client.get(reverse("learning:circle_themes", args=[circle.slug])).content.decode()
    assert "Getting there" in listed
    assert "Rails" in listed
    refused = client.post(reverse("learning:split_theme", args=[theme.pk]), {"name": "Kept words"})
    assert refused.status_code == 422
    assert "Kept words" in refused.content.decode()
    answer = client.post(reverse("learning:join_theme", args=[rails.pk]), {"into": str(theme.pk)})
    assert answer["Location"] == theme.get_absolute_url()
    assert client.get(rails.get_absolute_url())["Location"] == theme.get_absolute_url()
    with at_most_queries(10):
        page = client.get(theme.get_absolute_url()).content.decode()
    assert "The bus was late." in page
    assert "The train was full." in page
