"""What was written without a network comes in once, in whatever state the place is by then, and each outcome is told in words."""

import datetime
import json
import time
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.identifiers import uuid7
from learning import actions
from learning.actions.arrivals import LONGEST_WAIT, REMEMBERED, forget_arrivals
from learning.models import Arrival, Draft, Reflection, ReflectionVersion, Response, Share
from relationships.models import Person
from tests.factories import a_circle_with, a_person, a_reflection, a_share
from tests.learning.test_at_once import at_once

DAY_IN_MS = 86_400_000


def an_entry(person: Person, kind: str, /, *, waited: int = 1000, **fields: Any) -> dict[str, Any]:
    """What a device of `person` would send; `waited` milliseconds after it was written."""
    now = int(time.time() * 1000)
    return {
        "id": str(uuid7()), "person": str(person.pk), "v": 1, "kind": kind, "at": now - waited, "sent": now,
        "fields": fields,
    }  # fmt: skip


def sent(client: Client, entry: dict[str, Any]) -> Any:
    return client.post(reverse("learning:arrive"), json.dumps(entry), content_type="application/json")


@pytest.fixture
def amina(client: Client, db: None) -> Person:
    person = a_person("Amina")
    client.force_login(person)
    return person


def test_each_kind_of_entry_is_stored_once_and_answered_alike(client, amina):
    ben = a_person("Ben")
    circle = a_circle_with(amina, ben)
    about = str(uuid7())
    reflect = an_entry(amina, "reflect", id=about, text="The door was open.")
    share = an_entry(amina, "share", about=about, share_with=[str(circle.pk)])
    first = sent(client, reflect).json()
    assert first["outcome"] == "stored"
    assert sent(client, share).json()["outcome"] == "stored"
    edit = an_entry(amina, "edit", about=about, text="The door stood open.", after=reflect["id"])
    assert sent(client, edit).json()["outcome"] == "stored"
    theirs = a_share(a_reflection(ben), circle)
    respond = an_entry(amina, "respond", about=str(theirs.pk), id=str(uuid7()), kind="offer", text="Ring me.")
    assert sent(client, respond).json()["outcome"] == "stored"
    question = actions.respond(
        by=ben, share=Share.objects.get(reflection=about), kind="question", text="Why?"
    )
    page = client.get(reverse("learning:kept_here"), {"words": ""}).json()["words"]
    came_back = page["mine"][0]["shares"][0]["responses"][0]
    reply = an_entry(amina, "reply", about=str(question.pk), reply="To see.", read=came_back["read"])
    assert sent(client, reply).json()["outcome"] == "stored"
    withdraw = an_entry(amina, "withdraw", about=about, circle=str(circle.pk))
    assert sent(client, withdraw).json()["outcome"] == "stored"
    for entry in (reflect, share, edit, respond, reply, withdraw):
        assert sent(client, entry).json()["outcome"] == "stored"
    assert sent(client, reflect).json() == first
    assert Reflection.objects.get(author=amina).text == "The door stood open."
    assert ReflectionVersion.objects.count() == 1
    assert Response.objects.filter(author=amina).count() == 1
    assert not Share.objects.live().filter(reflection=about).exists(), (
        "an old share that comes again shares nothing"
    )
    assert Arrival.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_the_same_entry_twice_at_once_is_done_once():
    amina = a_person("Amina")
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(amina)
    circle = a_circle_with(amina, *[a_person(f"Other {n}") for n in range(5)])
    for _nth in range(4):
        written = a_reflection(amina)
        share = an_entry(amina, "share", about=str(written.pk), share_with=[str(circle.pk)], anonymous="on")
        reflect = an_entry(amina, "reflect", id=str(uuid7()), text="Twice.")
        for entry in (share, reflect):
            answers = at_once(*(lambda b=browser, e=entry: sent(b, e).json() for browser in browsers))
            assert answers[0] == answers[1]
            assert answers[0]["outcome"] == "stored"
        assert Share.objects.filter(reflection=written).count() == 1
    assert Reflection.objects.filter(text="Twice.").count() == 4


def test_a_refused_entry_is_told_in_words_and_stays_refused_when_it_comes_again(client, amina):
    circle = a_circle_with(amina, a_person("Ben"))
    written = a_reflection(amina)
    few = an_entry(amina, "share", about=str(written.pk), share_with=[str(circle.pk)], anonymous="on")
    said = sent(client, few).json()
    assert (said["outcome"], said["asks"]) == ("refused", ["small_circle_understood"])
    assert "they may guess" in said["said"]
    few["fields"]["small_circle_understood"] = "on"
    assert sent(client, few).json() == said, "the same id is the same entry"
    assert not Share.objects.exists()
    assert sent(client, few | {"id": str(uuid7())}).json()["outcome"] == "stored"
    named = an_entry(amina, "share", about=str(written.pk), share_with=[str(circle.pk)])
    assert "not in this way" in sent(client, named).json()["said"]


def test_words_that_may_tell_who_somebody_is_are_asked_about_and_not_kept_in_what_is_remembered(
    client, amina
):
    circle = a_circle_with(amina, a_person("Ben"))
    written = a_reflection(amina, "Ring Dolores Abernathy on 07700 900123.")
    share = an_entry(amina, "share", about=str(written.pk), share_with=[str(circle.pk)])
    assert sent(client, share).json()["asks"] == ["looked_over"]
    assert "Abernathy" not in Arrival.objects.get().said
    share = an_entry(amina, "share", about=str(written.pk), share_with=[str(circle.pk)], looked_over="on")
    assert sent(client, share).json()["outcome"] == "stored"


def test_what_was_edited_meanwhile_is_told_with_both_versions_and_overwritten_only_when_chosen(client, amina):
    written = a_reflection(amina, "As it was.")
    read = client.get(reverse("learning:kept_here"), {"words": ""}).json()["words"]["mine"][0]["read"]
    actions.edit_reflection(by=amina, reflection=written, text="From the desk.")
    edit = an_entry(amina, "edit", about=str(written.pk), text="From the phone.", read=read)
    said = sent(client, edit).json()
    assert said["outcome"] == "changed"
    assert said["now"]["fields"]["text"] == "From the desk."
    assert Reflection.objects.get().text == "From the desk."
    chosen = an_entry(amina, "edit", about=str(written.pk), text="From the phone.", read=said["now"]["read"])
    assert sent(client, chosen).json()["outcome"] == "stored"
    assert Reflection.objects.get().text == "From the phone."
    unread = an_entry(amina, "edit", about=str(written.pk), text="From nowhere.", after=str(uuid7()))
    assert sent(client, unread).json()["outcome"] == "changed"


def test_a_draft_that_was_written_on_elsewhere_is_kept_beside_the_reflection(client, amina):
    id = uuid7()
    actions.save_draft(by=amina, id=id, words={"text": "From the desk.", "page": "desk"})
    reflect = an_entry(amina, "reflect", id=str(id), text="From the phone.", page="phone")
    assert "kept too" in sent(client, reflect).json()["said"]
    assert Reflection.objects.get().text == "From the phone."
    assert Draft.objects.get().words["text"] == "From the desk."


def test_what_is_gone_or_anothers_is_refused_alike(client, amina):
    ben = a_person("Ben")
    circle = a_circle_with(ben, a_person("Chris"))
    hidden = a_share(a_reflection(ben), circle)
    for kind, theirs in (("respond", hidden.pk), ("edit", hidden.reflection_id), ("withdraw", hidden.pk)):
        answers = [
            sent(
                client,
                an_entry(
                    amina,
                    kind,
                    about=str(each),
                    share=str(each),
                    kind="offer",
                    text="Hello.",
                    id=str(uuid7()),
                ),
            ).json()
            for each in (theirs, uuid.uuid4())
        ]
        assert answers[0] == answers[1], kind
        assert answers[0]["outcome"] == "refused"
    share = an_entry(amina, "share", about=str(a_reflection(amina).pk), share_with=[str(circle.pk)])
    assert "not in that circle" in sent(client, share).json()["said"]
    assert Share.objects.get() == hidden


def test_another_persons_entry_is_not_taken_in_and_the_same_id_may_be_used_by_both(client, amina):
    ben = a_person("Ben")
    entry = an_entry(amina, "reflect", id=str(uuid7()), text="Mine.")
    assert sent(client, entry).json()["outcome"] == "stored"
    client.force_login(ben)
    answer = sent(client, entry)
    assert (answer.status_code, answer.json()["outcome"]) == (409, "not_yours")
    own = entry | {"person": str(ben.pk), "fields": {"id": str(uuid7()), "text": "Ben's."}}
    assert sent(client, own).json()["outcome"] == "stored"
    assert Reflection.objects.get(author=ben).text == "Ben's."


def test_after_signing_out_nothing_is_taken_in_and_no_key_is_given(client, amina):
    entry = an_entry(amina, "reflect", id=str(uuid7()), text="Later.")
    client.logout()
    assert sent(client, entry).status_code == 302
    assert client.get(reverse("learning:kept_here")).status_code == 302
    assert not Reflection.objects.exists()


def test_a_clock_that_is_wrong_is_put_right_in_words(client, amina):
    today = timezone.localdate()
    ahead = an_entry(
        amina,
        "reflect",
        id=str(uuid7()),
        text="Ahead.",
        happened_on=(today + datetime.timedelta(9)).isoformat(),
    )
    assert "day lay ahead" in sent(client, ahead).json()["said"]
    backwards = an_entry(amina, "reflect", id=str(uuid7()), text="Backwards.", waited=-5 * DAY_IN_MS)
    assert "clock" in sent(client, backwards).json()["said"]
    late = an_entry(amina, "reflect", id=str(uuid7()), text="Late.", waited=2 * DAY_IN_MS)
    assert sent(client, late).json()["said"] == ""
    days = {each.text: each.happened_on for each in Reflection.objects.all()}
    assert days == {"Ahead.": today, "Backwards.": today, "Late.": today - datetime.timedelta(2)}
    assert all(each.created_at.date() == timezone.now().date() for each in Reflection.objects.all())


def test_an_entry_of_a_later_release_waits_and_one_that_no_device_sends_is_refused(client, amina):
    later = an_entry(amina, "reflect", id=str(uuid7()), text="Later.") | {"v": 2}
    assert sent(client, later).json()["outcome"] == "later"
    for wrong in ({"kind": "erase"}, {"fields": []}, {"id": str(uuid.uuid4())}, {"at": "now"}, {"v": None}):
        assert sent(client, later | {"v": 1} | wrong).status_code == 400
    assert sent(client, []).status_code == 400  # type: ignore[arg-type]
    assert not Arrival.objects.exists()


def test_what_waited_longer_than_it_is_remembered_is_asked_about_before_it_is_shared(client, amina):
    circle = a_circle_with(amina, a_person("Ben"))
    days = LONGEST_WAIT.days + 1
    share = an_entry(
        amina,
        "share",
        about=str(a_reflection(amina).pk),
        share_with=[str(circle.pk)],
        waited=days * DAY_IN_MS,
    )
    assert sent(client, share).json()["asks"] == ["looked_again"]
    assert LONGEST_WAIT < REMEMBERED
    Arrival.objects.update(arrived_at=timezone.now() - REMEMBERED + datetime.timedelta(hours=1))
    assert forget_arrivals() == 0
    assert forget_arrivals(at=timezone.now() + datetime.timedelta(hours=2)) == 1


def test_what_a_device_may_keep_is_what_its_person_may_read_and_is_in_no_cache(
    client, amina, at_most_queries
):
    ben = a_person("Ben")
    circle = a_circle_with(amina, ben)
    mine = a_share(a_reflection(amina, "Mine."), circle, anonymous=True)
    named, nameless = a_reflection(ben, "Named."), a_reflection(ben, "Nameless.")
    a_share(named, circle)
    a_share(nameless, circle, anonymous=True)
    a_share(a_reflection(ben, "Taken back."), circle, withdrawn_at=timezone.now())
    actions.respond(by=ben, share=mine, kind="question", text="Why?")
    address = reverse("learning:kept_here")
    client.get(address, {"words": ""})
    with at_most_queries(10):
        answer = client.get(address, {"words": ""})
    words = answer.json()["words"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert [each["text"] for each in words["mine"]] == ["Mine."]
    assert {(each["author"], each["words"]) for each in words["shared"]} == {
        ("Ben", "Named."),
        ("Someone in this circle", "Nameless."),
    }
    assert str(nameless.pk) not in answer.content.decode()
    assert "words" not in client.get(address).json()


def test_the_keys_are_the_persons_own_and_outlive_an_exchange_of_the_secret(client, amina, settings):
    address = reverse("learning:kept_here")
    before = client.get(address).json()["keys"]
    assert client.get(address).json()["keys"] == before
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-0123456789-abcdefghijklmnopqrstuvwxyz"
    client.force_login(amina)
    after = client.get(address).json()["keys"]
    assert after[0]["kid"] != before[0]["kid"]
    assert after[1] == before[0]
    client.force_login(a_person("Ben"))
    assert not {key["d"] for key in client.get(address).json()["keys"]} & {key["d"] for key in after}


def test_what_another_app_hands_over_goes_behind_a_number_sign(client, amina):
    answer = client.get(
        reverse("learning:from_elsewhere"), {"title": "A leaflet", "url": "https://example.org/?a=b"}
    )
    assert answer.headers["Location"] == "/reflect/#title=A+leaflet&url=https%3A%2F%2Fexample.org%2F%3Fa%3Db"
