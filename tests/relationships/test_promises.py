"""Promises both ways: kept, made anew, let go; whoever promised is reminded before anyone else; the eight commitments."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from hls_platform import errands
from hls_platform.actions import Refused
from learning.models import Digest, LearningQuestion
from learning.queries.digests import DUE_SOON
from relationships.actions.handovers import accept_handover, write_handover
from relationships.actions.promises import close_promise, make_promise, take_commitments
from relationships.actions.rhythm import remind_of_promises
from relationships.commitments import COMMITMENTS
from relationships.models import Promise
from relationships.models.promise import REMINDED_BEFORE, reminded_on
from tests.factories import a_member, a_partnership, a_person, an_organisation

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def w() -> SimpleNamespace:
    w = SimpleNamespace(quay=an_organisation("Quay", kind="funder"), harbour=an_organisation("Harbour"))
    w.fay, w.felix, w.wren = a_person("Fay"), a_person("Felix"), a_person("Wren")
    people = {w.fay: w.quay, w.felix: w.quay, w.wren: w.harbour}
    w.place = a_partnership("Harbour and Quay", resourcing=w.quay, delivering=w.harbour, people=people)
    w.between = {"partnership": w.place, "by_organisation": w.quay, "to_organisation": w.harbour}
    return w


def promised(w: SimpleNamespace, days: int = 60, text: str = "We say within a month.") -> Promise:
    return make_promise(by=w.fay, text=text, due_on=timezone.localdate() + days * DAY, **w.between)


def letters_sent() -> list[str]:
    """To whom letters leave, once what waits is done."""
    mail.outbox.clear()
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
        errands.do_waiting()
    return [to for letter in mail.outbox for to in letter.to]


def test_a_promise_made_anew_follows_the_old_one_with_the_reason(client, w):
    old = promised(w)
    client.force_login(w.fay)
    words = {"state": "renegotiated", "reason": "The panel meets in June.", "text": "We say in July."}
    client.post(reverse("funders:close_promise", args=[old.pk]), words | {"due_on": "2027-07-01"})
    new = Promise.objects.get(follows=old)
    assert (new.text, new.state, str(new.due_on)) == ("We say in July.", "open", "2027-07-01")
    client.force_login(w.wren)
    page = client.get(reverse("funders:promises", args=[w.place.slug])).content.decode()
    assert "It came in the place of: We say within a month." in page
    assert "In its place stands: We say in July." in page
    assert "The panel meets in June." in page


def test_without_new_words_the_same_is_promised_again_and_twice_makes_no_second(w):
    old = promised(w)
    for _twice in range(2):
        close_promise(by=w.fay, promise=old, state="renegotiated", reason="We were late.")
    assert Promise.objects.get(follows=old).text == old.text
    with pytest.raises(Refused):
        close_promise(by=w.fay, promise=Promise.objects.get(follows=old), state="kept", text="And more.")


def test_both_sides_promises_stand_on_one_list_each_to_be_ended_by_whoever_made_it(
    client, w, at_most_queries
):
    ours = promised(w)
    theirs = make_promise(
        by=w.wren,
        partnership=w.place,
        by_organisation=w.harbour,
        to_organisation=w.quay,
        text="We ring first.",
    )
    for _nth in range(9):
        close_promise(by=w.fay, promise=promised(w), state="kept")
    client.force_login(w.wren)
    with at_most_queries(12):
        page = client.get(reverse("funders:promises", args=[w.place.slug])).content.decode()
    assert f'"{reverse("funders:close_promise", args=[theirs.pk])}"' in page
    assert f'"{reverse("funders:close_promise", args=[ours.pk])}"' not in page
    assert reverse("funders:ask_about_promise", args=[ours.pk]) in page


@pytest.mark.parametrize(
    ("made", "due", "on"),
    [
        ("2026-01-01", "2026-06-01", "2026-05-11"),
        ("2026-01-01", "2026-01-11", "2026-01-06"),
        ("2026-01-01", "2026-01-01", "2026-01-01"),
    ],
)
def test_one_is_reminded_three_weeks_ahead_or_half_way(made, due, on):
    days = [datetime.date.fromisoformat(each) for each in (made, due)]
    assert str(reminded_on(*days)) == on
    assert REMINDED_BEFORE > DUE_SOON


def test_whoever_promised_is_reminded_once_and_nobody_else(w):
    promise = promised(w, days=60)
    assert remind_of_promises() == 0
    near = timezone.now() + 40 * DAY
    with time_machine.travel(near):
        assert remind_of_promises() == 1
        assert remind_of_promises() == 0
        assert letters_sent() == [w.fay.email]
    [letter] = mail.outbox
    assert reverse("funders:close_promise", args=[promise.pk]) in letter.body
    assert "within a month" not in letter.body + letter.subject


def test_when_whoever_promised_has_left_the_others_of_the_organisation_are_reminded(w):
    promised(w, days=10)
    w.fay.memberships.update(until=timezone.now())
    with time_machine.travel(timezone.now() + 6 * DAY):
        remind_of_promises()
        assert letters_sent() == [w.felix.email]


def test_one_that_ended_meanwhile_is_not_reminded_of(w):
    promise = promised(w, days=10)
    with time_machine.travel(timezone.now() + 6 * DAY):
        remind_of_promises()
        close_promise(by=w.fay, promise=promise, state="kept")
        assert letters_sent() == []


def test_it_waits_on_the_today_of_whoever_promised_and_on_the_others_once_its_day_is_over(client, w):
    promised(w, days=30)

    def waits_for(days: int) -> set[str]:
        with time_machine.travel(timezone.now() + days * DAY):
            found = set()
            for person in (w.fay, w.felix, w.wren):
                client.force_login(person)
                if "We say within a month." in client.get(reverse("learning:today")).content.decode():
                    found.add(person.name)
            return found

    assert waits_for(0) == set()
    assert waits_for(16) == {"Fay"}
    assert waits_for(31) == {"Fay", "Felix"}


def test_no_digest_tells_the_others_of_it_before_whoever_promised_was_reminded(client, w):
    today = timezone.localtime().replace(hour=9)
    promise = promised(w, days=6)  # reminded of in three days
    for days, told in ((2, False), (5, True)):
        until = today + days * DAY
        digest = Digest.objects.create(circle=w.place, period_start=until - 7 * DAY, period_end=until)
        client.force_login(w.wren)
        page = client.get(digest.get_absolute_url()).content.decode()
        assert (promise.text in page) == told


def test_a_funder_takes_the_commitments_once_and_is_asked_about_one(client, w, at_most_queries):
    assert len(COMMITMENTS) == 8
    address = reverse("funders:commitments", args=[w.place.slug])
    words = {"commitments": ["time", "risk"], "to_organisation": w.harbour.pk}
    client.force_login(w.wren)
    client.post(address, words)
    assert not Promise.objects.exists()
    client.force_login(w.fay)
    for _twice in range(2):
        assert client.post(address, words).status_code == 302
    assert sorted(Promise.objects.values_list("commitment", flat=True)) == ["risk", "time"]
    promise = Promise.objects.get(commitment="risk")
    client.force_login(w.wren)
    client.post(reverse("funders:ask_about_promise", args=[promise.pk]), {"text": "Which risk was yours?"})
    question = LearningQuestion.objects.get()
    assert (question.put_to, question.promise, question.circle_id) == (w.quay, promise, w.place.pk)
    with at_most_queries(12):
        assert "Which risk was yours?" in client.get(address).content.decode()
    page = client.get(w.place.get_absolute_url()).content.decode()
    assert "Which risk was yours?" in page
    assert "About the promise: We back what may not come off" in page


def test_only_the_side_that_gives_takes_commitments_and_only_those_there_are(w):
    theirs = {"partnership": w.place, "by_organisation": w.harbour, "to_organisation": w.quay}
    with pytest.raises(Refused):
        take_commitments(by=w.wren, commitments=["time"], **theirs)
    with pytest.raises(Refused):
        take_commitments(by=w.fay, commitments=["targets"], **w.between)
    make_promise(by=w.fay, commitment="time", **w.between)
    with pytest.raises(Refused):
        make_promise(by=w.fay, commitment="time", **w.between)


def test_whoever_takes_a_relationship_up_is_reminded_of_its_promises(w):
    promised(w, days=60)
    handover = write_handover(
        by=w.fay, partnership=w.place, organisation=w.quay, to_person=w.felix, story="It began in March."
    )
    accept_handover(by=w.felix, handover=handover)
    with time_machine.travel(timezone.now() + 40 * DAY):
        remind_of_promises()
        assert letters_sent()[-1] == w.felix.email


def test_somebody_of_no_side_makes_no_promise(w):
    ed = a_person("Ed")
    a_member(ed, w.place)
    with pytest.raises(Refused):
        make_promise(by=ed, text="We ring.", **w.between)
