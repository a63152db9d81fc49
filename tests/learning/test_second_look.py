"""Before others read a name or a number, the author is shown it once; nothing is forbidden, sent out or kept."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hls_platform.identifiers import uuid7
from learning import actions
from learning.models import Draft, LearningQuestion, Reflection, Response, Share, Understanding
from relationships.models import Circle, Person
from tests.factories import a_circle_with, a_person, a_reflection, a_share
from tests.opened import opened

NAMED = "Karen Whitlock rang from 07700 900123."
SEEN = "may tell them who somebody is"
pytestmark = pytest.mark.django_db


@pytest.fixture
def amina() -> Person:
    return a_person("Amina")


@pytest.fixture
def circle(amina: Person) -> Circle:
    return a_circle_with(amina, a_person("Ben"))


@pytest.fixture
def browser(client: Client, amina: Person) -> Client:
    client.force_login(amina)
    return client


def sent(**words: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "text": NAMED, **words}


def test_what_stays_private_is_not_looked_at(browser):
    assert browser.post(reverse("learning:reflect"), sent()).status_code == 302
    assert Reflection.objects.get().text == NAMED


def test_before_it_is_shared_it_is_shown_once_with_every_word_kept(browser, circle):
    words = sent(share_with=[circle.pk])
    shown = browser.post(reverse("learning:reflect"), words)
    page = shown.content.decode()
    assert shown.status_code == 422
    assert SEEN in page
    assert "“Karen Whitlock” (a name), “07700 900123” (a phone number)" in page
    assert NAMED in page
    assert 'name="looked_over"' in page
    assert not Reflection.objects.exists()

    assert browser.post(reverse("learning:reflect"), words | {"looked_over": "on"}).status_code == 302
    assert Share.objects.get().reflection.text == NAMED


def test_something_else_can_stand_there_and_is_read_again_before_it_is_sent(browser, circle):
    words = sent(share_with=[circle.pk])
    instead = {
        "leave_out": "1",
        "instead:Karen Whitlock": "Kestrel",
        "instead:07700 900123": "(a phone number)",
    }
    shown = browser.post(reverse("learning:reflect"), words | instead)
    assert "Kestrel rang from (a phone number)." in shown.content.decode()
    assert SEEN not in shown.content.decode()
    assert not Reflection.objects.exists()
    browser.post(reverse("learning:reflect"), words | {"text": "Kestrel rang from (a phone number)."})
    assert Share.objects.get().reflection.text == "Kestrel rang from (a phone number)."


def test_an_emptied_box_leaves_that_one_as_it_is(browser, circle):
    answer = browser.post(
        reverse("learning:reflect"),
        sent(share_with=[circle.pk])
        | {"leave_out": "1", "instead:Karen Whitlock": "K", "instead:07700 900123": ""},
    ).content.decode()
    assert "K rang from 07700 900123." in answer
    assert "“07700 900123” (a phone number)" in answer


def test_a_small_circle_and_a_name_come_in_one_step(browser, circle, amina):
    both = sent(share_with=[circle.pk], anonymous="on")
    page = browser.post(reverse("learning:reflect"), both).content.decode()
    assert SEEN in page
    assert "Only 2 people are in" in page
    assert "Before this is shared" in page
    understood = {"looked_over": "on", "small_circle_understood": "on"}
    assert browser.post(reverse("learning:reflect"), both | understood).status_code == 302
    assert Share.objects.get().anonymous


def test_a_reflection_written_before_is_looked_at_when_it_is_shared_and_changed_where_it_is(
    browser, circle, amina
):
    written = a_reflection(amina, NAMED)
    address, ticked = written.get_absolute_url(), {"share_with": [circle.pk]}
    assert SEEN in browser.post(address, ticked).content.decode()
    instead = {"leave_out": "1", "instead:Karen Whitlock": "K", "instead:07700 900123": "her phone"}
    assert "K rang from her phone." in browser.post(address, ticked | instead).content.decode()
    assert not Share.objects.exists()
    assert browser.post(address, ticked).status_code == 302
    assert Share.objects.get().reflection.text == "K rang from her phone."
    assert written.versions.get().words["text"] == NAMED  # a history that only the author reads


def test_editing_asks_only_for_what_is_new_and_only_while_others_read_it(browser, circle, amina):
    written = a_reflection(amina, NAMED)
    address = reverse("learning:edit", args=[written.pk])
    change = {
        "text": f"{NAMED} With her GP, Dr Okafor.",
        "kind": "moment",
        "happened_on": written.happened_on,
    }
    assert browser.post(address, change | opened(browser, address)).status_code == 302
    actions.share_reflection(by=amina, reflection=written, circle=circle)
    more = change | {"text": f"{change['text']} Born 1 May 1950.", **opened(browser, address)}
    page = browser.post(address, more).content.decode()
    assert "“1 May 1950” (a date of birth)" in page
    assert "“Okafor”" not in page
    assert browser.post(address, more | {"looked_over": "on"}).status_code == 302


def test_answers_questions_and_steps_of_understanding_are_looked_at_too(client, browser, circle, amina):
    ben = Person.objects.get(name="Ben")
    share = a_share(a_reflection(ben, "It rained."), circle)
    answer = {"id": str(uuid7()), "kind": "question", "text": NAMED}
    assert SEEN in browser.post(share.get_absolute_url(), answer).content.decode()
    assert not Response.objects.exists()
    assert browser.post(share.get_absolute_url(), answer | {"looked_over": "on"}).status_code == 302

    ask, asked = (
        reverse("learning:ask", args=[circle.slug]),
        {"id": str(uuid7()), "text": "Why?", "why": NAMED},
    )
    assert SEEN in browser.post(ask, asked).content.decode()
    assert browser.post(ask, asked | {"looked_over": "on"}).status_code == 302
    question = LearningQuestion.objects.get()
    step = {"id": str(uuid7()), "text": NAMED}
    assert SEEN in browser.post(question.get_absolute_url(), step).content.decode()
    assert browser.post(question.get_absolute_url(), step | {"looked_over": "on"}).status_code == 302
    assert Understanding.objects.get().text == NAMED

    client.force_login(ben)
    reply = reverse("learning:reply", args=[Response.objects.get().pk])
    answer = {"reply": NAMED, **opened(client, share.reflection.get_absolute_url(), reply)}
    page = client.post(reply, answer).content.decode()
    assert SEEN in page
    assert NAMED in page
    assert client.post(reply, answer | {"looked_over": "on"}).status_code == 302
    assert Response.objects.get().reply == NAMED


def test_a_draft_keeps_the_words_and_nothing_of_the_second_look(browser, circle):
    browser.post(reverse("learning:keep_draft"), sent(looked_over="on") | {"instead:Karen Whitlock": "K"})
    assert set(Draft.objects.get().words) == {"text"}


def test_what_was_found_is_logged_nowhere(browser, circle, caplog):
    with caplog.at_level("DEBUG"):
        browser.post(reverse("learning:reflect"), sent(share_with=[circle.pk]))
    assert "Whitlock" not in caplog.text
