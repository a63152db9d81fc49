"""Offers and asks across circles: found by those they are for, and answered in a conversation that both chose."""

import pytest
from django.core import mail
from django.urls import reverse

from hls_platform.actions import NotFound, Refused
from hls_platform.celery import app
from hls_platform.identifiers import uuid7
from relationships.actions.offers import (
    NotTalking,
    TakenDown,
    answer_offer,
    begin_talk,
    end_talk,
    put_up_offer,
    say,
    take_down_offer,
)
from relationships.models import Offer, Talk, TalkLine
from relationships.queries import offers_for
from tests.factories import a_peer_group, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina():
    return a_person("Amina")


@pytest.fixture
def ben():
    return a_person("Ben")


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.task_always_eager = False


def put_up(person, **words):
    said = {"kind": "offer", "about": "Unopened letters", "text": "We sort them by colour.", "reach": "place"}
    return put_up_offer(by=person, id=uuid7(), **{**said, **words})


def a_talk(amina, ben):
    return answer_offer(by=ben, offer=put_up(amina), id=uuid7(), text="How did you begin?")


def test_it_is_found_by_those_it_is_for_and_by_nobody_else(amina, ben):
    outsider = a_person("Otto")
    a_peer_group("Northside", amina, ben)
    near = put_up(amina, reach="circles")
    far = put_up(amina, about="Bread", reach="place")

    assert set(offers_for(ben)) == {near, far}
    assert set(offers_for(outsider)) == {far}
    assert not offers_for(amina)
    take_down_offer(by=amina, offer=far)
    assert not offers_for(outsider)


def test_it_is_found_by_what_it_is_about_by_place_and_by_kind_of_work(amina, ben):
    letters = put_up(amina, place="Haddermouth harbour", work="Debt advice")
    bread = put_up(amina, kind="ask", about="Bread", text="Who bakes?", place="Upton", work="Kitchen")

    assert list(offers_for(ben, about="letters")) == [letters]
    assert list(offers_for(ben, about="colour letters")) == [letters]
    assert list(offers_for(ben, place="HARBOUR")) == [letters]
    assert list(offers_for(ben, work="kitchen")) == [bread]
    assert list(offers_for(ben, kind="ask")) == [bread]
    assert not offers_for(ben, about="letters", work="kitchen")


def test_two_talk_only_when_both_chose_to(amina, ben):
    talk = a_talk(amina, ben)
    with pytest.raises(NotTalking):
        say(by=ben, talk=talk, id=uuid7(), text="Are you there?")
    with pytest.raises(NotTalking):
        say(by=amina, talk=talk, id=uuid7(), text="Yes.")
    with pytest.raises(NotFound):
        begin_talk(by=ben, talk=talk)

    begin_talk(by=amina, talk=talk)
    say(by=amina, talk=talk, id=uuid7(), text="With one envelope.")
    end_talk(by=ben, talk=talk)
    with pytest.raises(NotTalking):
        say(by=amina, talk=talk, id=uuid7(), text="One thing more.")
    assert TalkLine.objects.get().text == "With one envelope."


def test_nobody_else_reads_a_conversation_or_takes_part_in_it(client, amina, ben):
    talk = a_talk(amina, ben)
    begin_talk(by=amina, talk=talk)
    out = a_person("Out")
    for deed in (
        lambda: say(by=out, talk=talk, id=uuid7(), text="Hello"),
        lambda: end_talk(by=out, talk=talk),
        lambda: take_down_offer(by=ben, offer=talk.offer),
    ):
        with pytest.raises(NotFound):
            deed()
    client.force_login(out)
    assert client.get(talk.get_absolute_url()).status_code == 404
    assert not Talk.objects.visible_to(out)
    assert not TalkLine.objects.visible_to(out)


def test_said_twice_it_is_there_once(amina, ben):
    words = {"kind": "ask", "about": "Bread", "text": "Who bakes?", "reach": "place"}
    id, line = uuid7(), uuid7()
    for _nth in range(2):
        offer = put_up_offer(by=amina, id=id, **words)
        talk = answer_offer(by=ben, offer=offer, id=uuid7(), text="I do.")
        begin_talk(by=amina, talk=talk)
        say(by=ben, talk=talk, id=line, text="On Fridays.")

    assert (Offer.objects.count(), Talk.objects.count(), TalkLine.objects.count()) == (1, 1, 1)
    with pytest.raises(Refused):
        put_up_offer(by=ben, id=id, **words)


def test_one_does_not_answer_oneself_nor_what_was_taken_down(amina, ben):
    offer = put_up(amina)
    with pytest.raises(Refused):
        answer_offer(by=amina, offer=offer, id=uuid7(), text="Hello me.")
    a_peer_group("Northside", amina, ben)
    take_down_offer(by=amina, offer=offer)
    with pytest.raises((NotFound, TakenDown)):
        answer_offer(by=ben, offer=offer, id=uuid7(), text="Too late?")


def test_the_letters_about_it_hold_no_word_of_it(amina, ben, letters):
    with letters():
        talk = a_talk(amina, ben)
        begin_talk(by=amina, talk=talk)
        say(by=amina, talk=talk, id=uuid7(), text="With one envelope.")
        say(by=amina, talk=talk, id=uuid7(), text="Then another envelope.")

    assert [letter.to for letter in mail.outbox] == [[amina.email], [ben.email], [ben.email]]
    for letter in mail.outbox:
        for said in ("envelope", "How did you", "Unopened", "colour", "Amina", "Ben"):
            assert said not in letter.subject + letter.body
        assert str(talk.pk) in letter.body


def test_the_pages_walk_through_it(client, amina, ben, at_most_queries):
    client.force_login(amina)
    words = {
        "id": uuid7(),
        "kind": "offer",
        "about": "Letters",
        "text": "By colour.",
        "reach": "place",
        "name": "A.",
    }
    kept = client.post(reverse("relationships:put_up_offer"), {**words, "about": ""})
    assert kept.status_code == 422
    assert "By colour." in kept.content.decode()
    client.post(reverse("relationships:put_up_offer"), words)
    offer = Offer.objects.get()

    client.force_login(ben)
    with at_most_queries(10):
        found = client.get(reverse("relationships:offers"), {"about": "letters"}).content.decode()
    assert offer.get_absolute_url() in found
    assert "Amina" not in found
    client.post(offer.get_absolute_url(), {"id": uuid7(), "text": "How?", "name": "Ben from the van"})
    talk = Talk.objects.get()

    client.force_login(amina)
    client.post(reverse("relationships:begin_talk", args=[talk.pk]))
    client.post(talk.get_absolute_url(), {"id": uuid7(), "text": "One a week."})
    client.force_login(ben)
    with at_most_queries(10):
        read = client.get(talk.get_absolute_url()).content.decode()
    assert "One a week." in read
    client.post(reverse("relationships:end_talk", args=[talk.pk]))
    assert "has ended" in client.get(talk.get_absolute_url()).content.decode()
