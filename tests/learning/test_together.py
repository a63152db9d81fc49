"""A circle makes sense together: hidden until all is shown, nothing lost, and what is withdrawn leaves a gap."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_person
from hls_platform.versions import ChangedMeanwhile, kept, version_of
from learning import actions
from learning.actions.notes import Advice, NothingWritten
from learning.actions.returning import announce_returns, return_words
from learning.actions.together import AlreadyKept, WentOn
from learning.models import LearningQuestion, Note, NoteGroup, Outcome, Phase, Placed, SenseMaking
from learning.queries.together import board
from learning.together.formats import next_phase
from relationships.actions.ending import Ended, end_circle, keep_words_for
from relationships.actions.memberships import end_membership
from relationships.models import Circle, Membership, Person
from tests.factories import a_circle_with, a_person, a_reflection, a_share

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina() -> Person:
    return a_person("Amina")


@pytest.fixture
def ben() -> Person:
    return a_person("Ben")


@pytest.fixture
def circle(amina: Person, ben: Person) -> Circle:
    return a_circle_with(amina, ben)


def a_session(by: Person, circle: Circle, phase: str = Phase.ALONE, **about: Any) -> SenseMaking:
    """A session that `by` began and led on to `phase`."""
    begun = actions.begin_session(
        by=by, circle=circle, **{"format": "grouping", "about": "The cold weeks", **about}
    )
    return led_to(by, begun, phase)


def led_to(by: Person, session: SenseMaking, phase: str) -> SenseMaking:
    """The session, led on phase by phase."""
    while session.phase != phase:
        session = actions.move_on(by=by, sense_making=session, to=next_phase(session))
    return session


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def seen_by(person: Person) -> set[uuid.UUID]:
    """The notes that the database shows to a person, whatever the code asks for."""
    with as_person(person.pk):
        return set(Note.objects.values_list("pk", flat=True))


def test_what_is_written_alone_is_hidden_everywhere_until_all_is_shown(amina, ben, circle):
    session = a_session(amina, circle)
    note = actions.write_note(by=ben, sense_making=session, text="canary-in-the-mine")
    at = reverse("learning:session", args=[session.pk])
    hers = browser_of(amina)
    for address in (
        at,
        f"{at}state/",
        "/together/",
        f"/api/notes/{note.pk}/",
        "/api/notes/",
        f"/api/sense-makings/{session.pk}/",
        "/me/data/",
        "/me/trail/",
    ):
        assert b"canary-in-the-mine" not in hers.get(address).content, address
    assert b"canary-in-the-mine" in browser_of(ben).get(at).content
    assert (seen_by(amina), seen_by(ben)) == (set(), {note.pk})
    session = led_to(amina, session, Phase.SHOWN)
    assert b"canary-in-the-mine" in hers.get(at).content
    assert seen_by(amina) == {note.pk}
    assert seen_by(a_person("Otto")) == set()


def test_writing_alone_is_told_to_nobody(amina, ben, circle, django_capture_on_commit_callbacks):
    session = a_session(amina, circle)
    before = SenseMaking.objects.get().version
    with django_capture_on_commit_callbacks() as told:
        actions.write_note(by=ben, sense_making=session, text="A thought.")
    assert (told, SenseMaking.objects.get().version) == ([], before)
    assert set(AuditEntry.objects.filter(verb="note.written").values_list("circle_id", flat=True)) == {None}
    session = led_to(amina, session, Phase.SHOWN)
    with django_capture_on_commit_callbacks() as told:
        actions.write_note(by=ben, sense_making=session, text="Another.")
    assert len(told) == 1


def test_a_note_sent_twice_is_there_once_and_nobody_s_id_can_be_taken(amina, ben, circle):
    session, id = a_session(amina, circle), uuid.uuid4()
    for _nth in (1, 2):
        actions.write_note(by=ben, sense_making=session, text="Once.", id=id)
    assert Note.objects.count() == 1
    with pytest.raises(Refused):
        actions.write_note(by=amina, sense_making=session, text="Mine.", id=id)


def test_a_session_begins_once_and_has_to_be_about_something_of_its_circle(amina, ben, circle):
    id = uuid7()
    begun = [
        actions.begin_session(by=amina, circle=circle, format="review", about="Frost", id=id)
        for _nth in (1, 2)
    ]
    assert begun[0] == begun[1]
    assert [each.name for each in begun[0].groups.all()][:2] == ["What did we expect?", "What happened?"]
    with pytest.raises(Refused):
        actions.begin_session(by=amina, circle=circle, format="grouping", about=" ")
    elsewhere = LearningQuestion.objects.create(circle=a_circle_with(amina), text="Who?", asked_by=amina)
    with pytest.raises(NotFound):
        actions.begin_session(by=amina, circle=circle, format="grouping", question=elsewhere)
    with pytest.raises(NotFound):
        actions.begin_session(by=a_person("Otto"), circle=circle, format="grouping", about="Frost")


def test_only_who_facilitates_leads_on_step_by_step_and_nobody_hides_again(amina, ben, circle):
    session = a_session(amina, circle)
    with pytest.raises(NotAllowed):
        actions.move_on(by=ben, sense_making=session, to=Phase.SHOWN)
    with pytest.raises(WentOn):
        actions.move_on(by=amina, sense_making=session, to=Phase.MINUTE)
    shown = actions.move_on(by=amina, sense_making=session, to=Phase.SHOWN)
    again = actions.move_on(by=amina, sense_making=session, to=Phase.SHOWN)
    assert (shown.version, shown.shown_at) == (again.version, again.shown_at)
    with pytest.raises(WentOn):
        actions.move_on(by=amina, sense_making=session, to=Phase.ALONE)
    actions.move_on(by=amina, sense_making=session, to=Phase.GROUPED)
    assert actions.move_on(by=amina, sense_making=session, to=Phase.SHOWN).phase == Phase.SHOWN


def test_facilitating_is_handed_over_or_taken_over_and_time_only_shown(amina, ben, circle):
    session = a_session(amina, circle)
    actions.hand_over(by=amina, sense_making=session, to=ben)
    with pytest.raises(NotAllowed):
        actions.keep_time(by=amina, sense_making=session, minutes=5)
    timed = actions.keep_time(by=ben, sense_making=session, minutes=5)
    assert timed.time_until > timezone.now()
    with pytest.raises(Refused):
        actions.hand_over(by=ben, sense_making=session, to=a_person("Otto"))
    assert actions.take_over(by=amina, sense_making=session).facilitator == amina
    SenseMaking.objects.update(time_until=timezone.now() - timezone.timedelta(minutes=1))
    assert board(ben, SenseMaking.objects.get()).seconds_left == 0
    assert SenseMaking.objects.get().phase == Phase.ALONE


def test_two_who_move_the_same_note_the_last_wins_and_nothing_is_lost(amina, ben, circle):
    session = a_session(amina, circle)
    notes = [actions.write_note(by=by, sense_making=session, text="A thought.") for by in (amina, ben)]
    session = led_to(amina, session, Phase.GROUPED)
    one, two = (actions.make_group(by=ben, sense_making=session, name=name) for name in ("One", "Two"))
    actions.move_note(by=amina, note=notes[1], group=one)
    actions.move_note(by=ben, note=notes[1], group=two)
    on = board(amina, SenseMaking.objects.get())
    assert [[each.pk for each in group.lying] for group in on.groups] == [[], [notes[1].pk]]
    assert [each.pk for each in on.loose] == [notes[0].pk]
    actions.move_note(by=amina, note=notes[1], group=None)
    assert not Placed.objects.exists()
    other = a_session(amina, circle, Phase.GROUPED)
    elsewhere = actions.make_group(by=amina, sense_making=other)
    with pytest.raises(NotFound):
        actions.move_note(by=amina, note=notes[0], group=elsewhere)


def test_a_group_named_by_two_at_once_is_not_overwritten(amina, ben, circle):
    group = actions.make_group(by=ben, sense_making=a_session(amina, circle, Phase.GROUPED), name="Rent")
    read = version_of(kept(group, ["name"]))
    actions.name_group(by=amina, group=group, name="Money", read=read)
    with pytest.raises(ChangedMeanwhile):
        actions.name_group(by=ben, group=group, name="Fear", read=read)
    assert NoteGroup.objects.get().name == "Money"


def test_in_an_action_learning_set_advice_comes_back_gently_and_a_presenter_is_named(amina, ben, circle):
    session = a_session(amina, circle, Phase.LOBBY, format="action")
    actions.say_who_presents(by=amina, sense_making=session, presenter=ben)
    session = led_to(amina, session, Phase.ALONE)
    for advice in ("Ring her first.", "Have you tried ringing her?", "You should wait, no?"):
        with pytest.raises(Advice):
            actions.write_note(by=amina, sense_making=session, kind="question", text=advice)
    actions.write_note(by=amina, sense_making=session, kind="question", text="What would she say of it?")
    page = browser_of(amina).post(
        reverse("learning:write_note", args=[session.pk]),
        {"kind": "question", "text": "You should wait.", "id": str(uuid.uuid4())},
    )
    assert page.status_code == 422
    assert "This sounds like advice" in page.content.decode()
    assert "You should wait." in page.content.decode()


def test_a_story_is_chosen_by_a_reason_and_no_number(amina, ben, circle):
    session = a_session(amina, circle, format="change")
    story = actions.write_note(by=ben, sense_making=session, text="She came back on her own.")
    actions.write_note(by=amina, sense_making=session, text="We changed the form.")
    session = led_to(amina, session, Phase.DISAGREE)
    with pytest.raises(NothingWritten):
        actions.write_note(by=amina, sense_making=session, kind="reason", about_note=story)
    actions.write_note(
        by=amina, sense_making=session, kind="reason", text="Nobody asked her to.", about_note=story
    )
    on = board(ben, SenseMaking.objects.get())
    assert [each.text for each in on.chosen] == ["She came back on her own."]
    assert [each.text for each in on.chosen[0].under] == ["Nobody asked her to."]


def test_a_scribe_writes_for_somebody_who_agreed_and_a_note_without_a_name_tells_no_time(amina, ben, circle):
    session = a_session(amina, circle)
    sent = {"kind": "note", "text": "I like the soup.", "said_by": "Joan", "id": str(uuid.uuid4())}
    at = reverse("learning:write_note", args=[session.pk])
    assert browser_of(ben).post(at, sent).status_code == 422
    assert browser_of(ben).post(at, {**sent, "said_by_agrees": "on", "looked_over": "on"}).status_code == 302
    hidden = actions.write_note(by=ben, sense_making=session, text="I was afraid.", without_name=True)
    assert timezone.localtime(hidden.written_at).hour == 0
    session = led_to(amina, session, Phase.SHOWN)
    told = {each.text: each.told_by for each in board(amina, session).notes}
    assert told == {
        "I like the soup.": "Joan, written down by Ben",
        "I was afraid.": "Someone in this circle",
    }


def test_what_was_withdrawn_leaves_a_stated_gap_and_its_words_are_gone(amina, ben, circle):
    share = a_share(a_reflection(ben, "We came too late."), circle)
    session = a_session(amina, circle)
    actions.write_note(by=amina, sense_making=session, text="Time again.", share=share)
    session = led_to(amina, session, Phase.SHOWN)
    at = reverse("learning:session", args=[session.pk])
    assert "We came too late." in browser_of(amina).get(at).content.decode()
    actions.withdraw_share(by=ben, share=share)
    page = browser_of(amina).get(at).content.decode()
    assert "We came too late." not in page
    assert "was withdrawn, and is not here any more" in page
    assert "Time again." in page
    with pytest.raises(Refused):
        actions.write_note(by=amina, sense_making=session, text="Late.", share=share)


def test_a_note_goes_back_to_its_writer_at_any_time_and_that_is_said(amina, ben, circle):
    session = a_session(amina, circle)
    gone = actions.write_note(by=ben, sense_making=session, text="Before.")
    actions.take_back_note(by=ben, note=gone)
    assert not Note.objects.exists()
    note = actions.write_note(by=ben, sense_making=session, text="I said too much.")
    session = led_to(amina, session, Phase.KEPT)
    with pytest.raises(NotAllowed):
        actions.take_back_note(by=amina, note=note)
    actions.take_back_note(by=ben, note=note)
    page = browser_of(amina).get(reverse("learning:session", args=[session.pk])).content.decode()
    assert "I said too much." not in page
    assert "went back to whoever wrote it" in page
    assert (seen_by(amina), seen_by(ben)) == (set(), {note.pk})


def test_whoever_leaves_and_takes_along_what_they_shared_takes_their_notes_along(amina, ben, circle):
    session = a_session(amina, circle)
    actions.write_note(by=ben, sense_making=session, text="I was afraid.")
    led_to(amina, session, Phase.SHOWN)
    end_membership(by=ben, membership=Membership.objects.get(person=ben), keep_shared=False)
    assert Note.objects.get().gone_back_at is not None
    assert seen_by(amina) == set()


def test_notes_go_back_when_their_time_in_the_circle_is_over(amina, ben, circle):
    session = led_to(amina, a_session(amina, circle), Phase.ALONE)
    old, new = (actions.write_note(by=ben, sense_making=session, text=text) for text in ("Old.", "New."))
    led_to(amina, session, Phase.SHOWN)
    Note.objects.filter(pk=old.pk).update(written_at=timezone.now() - timezone.timedelta(days=500))
    keep_words_for(by=amina, circle=circle, months=12)
    assert announce_returns() == 1
    Circle.objects.update(returns_on=timezone.now() - timezone.timedelta(hours=1))
    assert return_words() == 1
    assert (seen_by(amina), seen_by(ben)) == ({new.pk}, {old.pk, new.pk})
    assert AuditEntry.objects.get(verb="note.returned").concerns_id == ben.pk


def test_next_questions_come_of_it_once_and_the_minute_is_corrected_then_kept(amina, ben, circle):
    session = a_session(amina, circle, Phase.OUTCOME)
    id = uuid7()
    for _nth in (1, 2):
        actions.ask_next_question(by=ben, sense_making=session, text="Who never comes?", id=id)
    assert Outcome.objects.get().question.text == "Who never comes?"
    actions.write_note(by=ben, sense_making=session, kind="promise", text="We ring.", to_whom="the council")
    session = led_to(amina, session, Phase.MINUTE)
    read = version_of(kept(session, SenseMaking.EDITED))
    session = actions.write_minute(by=amina, sense_making=session, minute="It was cold.", read=read)
    with pytest.raises(ChangedMeanwhile):
        actions.write_minute(by=amina, sense_making=session, minute="It was warm.", read=read)
    actions.write_note(by=ben, sense_making=session, kind="correction", text="It was icy.")
    session = led_to(amina, session, Phase.KEPT)
    page = browser_of(ben).get(reverse("learning:session", args=[session.pk])).content.decode()
    for words in ("Who never comes?", "We ring.", "the council", "It was cold.", "It was icy."):
        assert words in page
    with pytest.raises(AlreadyKept):
        actions.write_note(by=ben, sense_making=session, text="One thing more.")


def test_nothing_is_added_where_the_circle_has_ended_and_nothing_seen_outside_it(amina, ben, circle):
    session = a_session(amina, circle)
    left = actions.write_note(by=ben, sense_making=session, text="A thought.")
    Membership.objects.filter(person=ben).update(until=timezone.now())
    with pytest.raises(NotFound):
        actions.write_note(by=ben, sense_making=session, text="Another.")
    assert browser_of(ben).get(reverse("learning:session", args=[session.pk])).status_code == 404
    actions.take_back_note(by=ben, note=left)
    end_circle(by=amina, circle=circle)
    with pytest.raises(Ended):
        actions.write_note(by=amina, sense_making=session, text="A thought.")
    assert browser_of(amina).get(reverse("learning:session", args=[session.pk])).status_code == 200


def test_a_full_board_is_read_in_few_queries(amina, ben, circle, at_most_queries):
    session = a_session(amina, circle)
    for nth in range(12):
        actions.write_note(by=(amina, ben)[nth % 2], sense_making=session, text=f"Thought {nth}.")
    session = led_to(amina, session, Phase.GROUPED)
    client = browser_of(amina)
    client.get("/together/")
    with at_most_queries(12):
        client.get(reverse("learning:session", args=[session.pk]))
    with at_most_queries(6):
        assert client.get(f"{session.get_absolute_url()}state/?since={session.version}").status_code == 204


def test_what_comes_of_it_is_traced_to_it_and_says_so_when_it_is_thought_otherwise(amina, ben, circle):
    share = a_share(a_reflection(ben, "We came too late."), circle)
    session = a_session(amina, circle)
    actions.write_note(by=ben, sense_making=session, text="Time again.", share=share)
    session = led_to(amina, session, Phase.OUTCOME)
    client, at = browser_of(amina), session.get_absolute_url()
    sent = {
        "id": str(uuid7()),
        "text": "Waiting does the harm.",
        "how_sure": "several",
        "sources": [str(share.pk)],
    }
    assert [client.post(f"{at}insights/", sent).status_code for _nth in (1, 2)] == [302, 302]
    changed = {
        "id": str(uuid7()),
        "text": "We ring first.",
        "since": "2026-11-01",
        "sources": [str(share.pk)],
    }
    assert client.post(f"{at}adaptations/", changed).status_code == 302
    insight = Outcome.objects.get(insight__isnull=False).insight
    assert [each.share_id for each in insight.sources.all()] == [share.pk]
    assert Outcome.objects.count() == 2
    assert at in client.get(insight.get_absolute_url()).content.decode()
    actions.voice_insight(by=ben, insight=insight, kind="doubt", reason="It was the rent.")
    session = led_to(amina, session, Phase.KEPT)
    page = client.get(at).content.decode()
    assert "Ben doubts it:" in page
    assert "It was the rent." in page
    assert "We ring first." in page
    actions.supersede_insight(
        by=ben, insight=insight, text="The rent does.", what_changed="We asked.", id=uuid7()
    )
    assert "We think otherwise since" in client.get(at).content.decode()
