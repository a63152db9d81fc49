"""What happens at once: the same thing sent twice in the same moment, and a withdrawal in the middle of anything."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from learning.actions import withdraw_share
from learning.models import Draft, Reflection, Response, Share
from relationships.access import current_membership
from relationships.models import Membership, Person
from tests.factories import a_circle_with, a_member, a_person, a_reflection, a_share
from tests.opened import opened

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "He laughed for the first time."


@pytest.fixture
def amina() -> Person:
    return a_person("Amina")


@pytest.fixture
def ben() -> Person:
    return a_person("Ben")


def a_browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Begin every deed at the same moment, each in a thread with a connection of its own; what each gave."""
    answers: list[Any] = [None] * len(deeds)
    begin = threading.Barrier(len(deeds))

    def do(place: int) -> None:
        begin.wait()
        try:
            answers[place] = deeds[place]()
        except AssertionError as wrong:  # said in the test's own thread, below
            answers[place] = wrong
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[place]) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert not [each for each in answers if isinstance(each, AssertionError)]
    return answers


def posts(browser: Client, address: str, words: dict[str, Any]) -> Callable[[], int]:
    """A deed: post the words, and give the status of the answer."""
    return lambda: browser.post(address, words).status_code


def test_the_same_reflection_posted_at_once_is_kept_once_and_shared_once(amina, ben):
    circles = [a_circle_with(amina, ben), a_circle_with(ben, amina, name="Other")]
    words = {"id": str(uuid7()), "text": WORDS, "share_with": [str(circle.pk) for circle in circles]}
    sending = [posts(a_browser_of(amina), reverse("learning:reflect"), words) for _n in range(6)]
    assert at_once(*sending) == [302] * 6
    assert Reflection.objects.count() == 1
    assert sorted(Share.objects.values_list("circle_id", flat=True)) == sorted(each.pk for each in circles)
    verbs = list(AuditEntry.objects.values_list("verb", flat=True))
    assert (verbs.count("reflection.written"), verbs.count("reflection.shared")) == (1, 2)


def test_what_was_withdrawn_is_not_shared_again_by_a_late_repetition(amina, ben):
    circle = a_circle_with(amina, ben)
    words = {"id": str(uuid7()), "text": WORDS, "share_with": [str(circle.pk)]}
    browser = a_browser_of(amina)
    browser.post(reverse("learning:reflect"), words)
    withdraw_share(by=amina, share=Share.objects.get())
    assert at_once(*[posts(browser, reverse("learning:reflect"), words) for _n in range(3)]) == [302] * 3
    assert not Share.objects.live().exists()


def test_a_draft_that_arrives_with_its_reflection_or_later_does_not_outlive_it(amina):
    for _nth in range(5):
        words = {"id": str(uuid7()), "text": WORDS}
        browsers = [a_browser_of(amina) for _n in range(4)]
        keeping = [posts(each, reverse("learning:keep_draft"), words) for each in browsers[1:]]
        assert at_once(posts(browsers[0], reverse("learning:reflect"), words), *keeping) == [302, *[200] * 3]
        browsers[0].post(reverse("learning:keep_draft"), words)
        assert not Draft.objects.exists()
    assert Reflection.objects.count() == 5


def test_two_people_with_the_same_id_each_keep_their_own_words_or_are_asked_again(amina, ben):
    words = {"id": str(uuid7()), "text": WORDS}
    deeds = [posts(a_browser_of(each), reverse("learning:reflect"), words) for each in (amina, ben)]
    assert sorted(at_once(*deeds)) == [302, 422]
    assert Reflection.objects.count() == 1
    other = ben if Reflection.objects.get().author == amina else amina
    browser = a_browser_of(other)
    again = browser.post(reverse("learning:reflect"), words)
    browser.post(
        reverse("learning:reflect"), {"id": again.context["form"]["id"].value(), "text": "Mine, then."}
    )
    assert {each.author for each in Reflection.objects.all()} == {amina, ben}


def test_a_response_sent_at_once_stands_once(amina, ben):
    share = a_share(a_reflection(amina), a_circle_with(amina, ben))
    question = {"id": str(uuid7()), "kind": "question", "text": "And then?"}
    resonates = [{"id": str(uuid7()), "kind": "resonates", "text": ""} for _n in range(3)]
    deeds = [
        posts(a_browser_of(ben), share.get_absolute_url(), each) for each in (question, question, *resonates)
    ]
    assert at_once(*deeds) == [302] * 5
    assert sorted(Response.objects.values_list("kind", flat=True)) == ["question", "resonates"]


def test_while_it_is_withdrawn_edited_shared_and_answered_at_once_nothing_breaks_and_nothing_shows(
    amina, ben
):
    circle = a_circle_with(amina, ben)
    for nth in range(6):
        reflection = a_reflection(amina, text=f"{WORDS} {nth}")
        share = a_share(reflection, circle)
        asked = Response.objects.create(share=share, author=ben, kind="question", text=f"Why, {nth}?")
        writer = a_browser_of(amina)
        editing = reverse("learning:edit", args=[reflection.pk])
        replying = reverse("learning:reply", args=[asked.pk])
        edited = opened(writer, editing)
        replied = opened(writer, reflection.get_absolute_url(), replying)
        statuses = at_once(
            posts(a_browser_of(amina), reverse("learning:withdraw", args=[share.pk]), {}),
            posts(a_browser_of(amina), reverse("learning:withdraw", args=[share.pk]), {}),
            posts(writer, editing, {"text": f"{WORDS} {nth}, edited", **edited}),
            posts(a_browser_of(amina), replying, {"reply": f"So, {nth}.", **replied}),
            posts(
                a_browser_of(ben),
                share.get_absolute_url(),
                {"id": str(uuid7()), "kind": "offer", "text": f"Call me, {nth}."},
            ),
        )
        assert all(status in {302, 404} for status in statuses), statuses
        assert statuses[:3] == [302] * 3
        reader = a_browser_of(ben)
        assert reader.get(share.get_absolute_url()).status_code == 404
        for address in (reverse("learning:today"), circle.get_absolute_url()):
            said = reader.get(address).content.decode()
            assert not any(each in said for each in (f"{WORDS} {nth}", f"Why, {nth}?", f"So, {nth}."))


def test_shared_and_withdrawn_at_once_again_and_again_there_is_at_most_one_live_share(amina, ben):
    circle = a_circle_with(amina, ben)
    reflection = a_reflection(amina)
    for _nth in range(5):
        share = Share.objects.live().first() or a_share(reflection, circle)
        sharing = posts(
            a_browser_of(amina),
            reverse("learning:reflection", args=[reflection.pk]),
            {"share_with": [str(circle.pk)]},
        )
        taking_back = posts(a_browser_of(amina), reverse("learning:withdraw", args=[share.pk]), {})
        assert set(at_once(sharing, sharing, taking_back)) <= {302, 422}
        assert Share.objects.live().count() <= 1


def test_two_who_tend_a_circle_and_leave_at_once_do_not_both_go(amina, ben):
    for nth in range(4):
        circle = a_circle_with(amina, a_person("Cem"), name=f"Circle {nth}")
        a_member(ben, circle, role="lead")
        leaving = [
            posts(
                a_browser_of(each),
                reverse("relationships:leave", args=[current_membership(each, circle).pk]),
                {"shared": "stays"},
            )
            for each in (amina, ben)
        ]
        assert at_once(*leaving) == [302, 302]
        assert Membership.objects.current().filter(circle=circle).exclude(role="member").count() == 1
