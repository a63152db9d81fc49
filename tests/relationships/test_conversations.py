"""Conversations: planned, moved, cancelled, held; what each side heard; a rhythm that goes on; a calendar that hears of it."""

import datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from hls_platform.actions import NotFound, Refused
from hls_platform.models import AuditEntry
from hls_platform.templatetags.plain_words import hours
from relationships.actions.calendars import end_calendar, make_calendar
from relationships.actions.hearing import write_heard
from relationships.actions.partnerships import (
    cancel_conversation,
    hold_conversation,
    move_conversation,
    plan_conversation,
)
from relationships.actions.rhythm import plan_what_follows
from relationships.models import Circle, Conversation, Heard, Rhythm
from relationships.models.conversation import next_after
from tests.factories import a_partnership, a_person, an_organisation
from tests.opened import opened

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def w() -> SimpleNamespace:
    """A funder and a charity in a partnership, one person on each side, one who is in neither."""
    w = SimpleNamespace(quay=an_organisation("Quay", kind="funder"), harbour=an_organisation("Harbour"))
    w.fay, w.wren, w.otto = a_person("Fay"), a_person("Wren"), a_person("Otto")
    w.place = a_partnership(
        "Harbour and Quay", resourcing=w.quay, delivering=w.harbour, people={w.fay: w.quay, w.wren: w.harbour}
    )
    return w


def planned(w: SimpleNamespace, days: float = 3, **more: object) -> Conversation:
    starts_at = (timezone.now() + days * DAY).replace(microsecond=0)
    return plan_conversation(by=w.wren, partnership=w.place, starts_at=starts_at, about="The rent", **more)


def held(w: SimpleNamespace) -> Conversation:
    return planned(w, days=-1)


def test_each_side_writes_what_it_heard_and_both_read_both(client, w, at_most_queries):
    talk = held(w)
    for person, words, took in ((w.wren, "They fear the lease.", "2.5"), (w.fay, "They are tired.", "0.5")):
        client.force_login(person)
        address = reverse("funders:write_heard", args=[talk.pk])
        said = {"text": words, "hours": took, "what_took_time": "Collecting figures."}
        answer = client.post(address, said | opened(client, address))
        assert answer["Location"] == talk.get_absolute_url()
    for person in (w.wren, w.fay):
        client.force_login(person)
        with at_most_queries(12):
            page = client.get(talk.get_absolute_url()).content.decode()
        assert "They fear the lease." in page
        assert "They are tired." in page
        assert "Preparing took 2.5 hours." in page
        assert "Preparing took half an hour." in page
    client.force_login(w.otto)
    assert client.get(reverse("funders:write_heard", args=[talk.pk])).status_code == 404


def test_nobody_writes_what_the_other_side_heard_nor_before_it_has_begun(w):
    with pytest.raises(Refused):
        write_heard(by=w.wren, conversation=held(w), organisation=w.quay, text="They like us.")
    with pytest.raises(Refused):
        write_heard(by=w.wren, conversation=planned(w), organisation=w.harbour, text="It will be fine.")
    with pytest.raises(NotFound):
        write_heard(by=w.otto, conversation=held(w), organisation=w.harbour, text="I was not there.")
    with pytest.raises(Refused):
        write_heard(by=w.wren, conversation=held(w), organisation=w.harbour, text=" ")
    assert not Heard.objects.exists()


def test_the_same_heard_again_changes_nothing_and_other_words_replace_it(w):
    talk = held(w)
    for text in ("They wait.", "They wait.", "They wait for us."):
        write_heard(by=w.wren, conversation=talk, organisation=w.harbour, text=text, hours=Decimal(1))
    assert Heard.objects.get().text == "They wait for us."
    assert AuditEntry.objects.filter(verb="conversation.heard").count() == 2


def test_the_hours_that_a_cancelled_conversation_cost_can_be_told(w):
    talk = planned(w)
    cancel_conversation(by=w.fay, conversation=talk)
    talk.refresh_from_db()
    heard = write_heard(by=w.wren, conversation=talk, organisation=w.harbour, text="", hours=Decimal(4))
    assert heard.hours == 4


def test_how_long_preparing_took_stands_over_time_in_words(client, w, at_most_queries):
    for _nth in range(2):
        talk = held(w)
        write_heard(by=w.wren, conversation=talk, organisation=w.harbour, text="x", hours=Decimal(3))
        write_heard(by=w.fay, conversation=talk, organisation=w.quay, text="y", hours=Decimal("0.25"))
    client.force_login(w.fay)
    with at_most_queries(10):
        page = client.get(reverse("funders:conversations", args=[w.place.slug])).content.decode()
    assert "For 2 conversations: Quay half an hour, Harbour 6 hours." in page
    assert "Preparing took, in the last year: Quay half an hour, Harbour 6 hours." in (
        client.get(w.place.get_absolute_url()).content.decode()
    )


def test_who_was_there_is_noted_by_whoever_writes_it_down(client, w):
    talk = held(w)
    client.force_login(w.fay)
    address = talk.get_absolute_url()
    said = {"notes": "We agreed on May.", "there": [w.fay.pk, w.wren.pk], "others_there": "Joan"}
    client.post(address, said | opened(client, address))
    page = client.get(address).content.decode()
    assert "Joan" in page
    assert {each.person for each in talk.presences.all()} == {w.fay, w.wren}
    hold_conversation(by=w.wren, conversation=talk, notes="We agreed on May.", there=[w.fay])
    assert [each.person for each in talk.presences.all()] == [w.fay]
    with pytest.raises(Refused):
        hold_conversation(by=w.wren, conversation=talk, notes="x", there=[w.otto])


def test_what_was_asked_of_a_side_stands_there_and_waits_on_its_today(client, w):
    talk = held(w)
    client.force_login(w.wren)
    address = reverse("funders:ask_in_conversation", args=[talk.pk])
    client.post(address, {"text": "May we spend it on rent?", "put_to": w.quay.pk})
    assert "May we spend it on rent?" in client.get(talk.get_absolute_url()).content.decode()
    client.force_login(w.fay)
    assert "May we spend it on rent?" in client.get(reverse("learning:today")).content.decode()
    page = client.get(w.place.get_absolute_url()).content.decode()
    asked = page[page.index('id="asked"') : page.index('id="promises"')]
    assert "May we spend it on rent?" in asked


def test_the_funders_questions_stand_first_whatever_its_name(client, w):
    for organisation in (w.harbour, w.quay):
        client.force_login(w.wren)
        address = reverse("funders:ask_in_conversation", args=[held(w).pk])
        client.post(address, {"text": f"To {organisation.name}?", "put_to": organisation.pk})
    page = client.get(w.place.get_absolute_url()).content.decode()
    assert page.index("To Quay?") < page.index("To Harbour?")


@pytest.mark.parametrize(
    ("rhythm", "first", "second"),
    [
        (Rhythm.WEEKLY, "2026-10-20 14:00", "2026-10-27 14:00"),  # the clocks go back in between
        (Rhythm.FORTNIGHTLY, "2026-11-03 09:30", "2026-11-17 09:30"),
        (Rhythm.MONTHLY, "2026-11-10 09:30", "2026-12-08 09:30"),  # the second Tuesday
        (Rhythm.MONTHLY, "2026-09-29 09:30", "2026-10-27 09:30"),  # the fifth, and the last
        (Rhythm.QUARTERLY, "2026-12-07 10:00", "2027-03-01 10:00"),
        (Rhythm.HALF_YEARLY, "2026-07-06 10:00", "2027-01-04 10:00"),
    ],
)
def test_a_rhythm_keeps_the_weekday_and_the_time_of_day(rhythm, first, second):
    at = datetime.datetime.fromisoformat(first).replace(tzinfo=LONDON)
    assert next_after(at, rhythm) == datetime.datetime.fromisoformat(second).replace(tzinfo=LONDON)


def test_once_a_conversation_of_a_rhythm_begins_the_next_is_planned_once(w):
    first = planned(w, days=-1, rhythm="weekly", minutes=90)
    planned(w, days=-1)  # this one is not of a rhythm
    assert plan_what_follows() == 1
    assert plan_what_follows() == 0
    second = Conversation.objects.get(follows=first)
    assert timezone.localtime(second.starts_at) - timezone.localtime(first.starts_at) == 7 * DAY
    assert (second.about, second.rhythm, second.minutes) == ("The rent", "weekly", 90)
    entry = AuditEntry.objects.filter(verb="conversation.planned").latest("at")
    assert (entry.person_id, entry.circle_id) == (None, w.place.pk)


def test_a_rhythm_counts_from_where_it_was_and_goes_on_when_one_is_cancelled(w):
    first = planned(w, days=2, rhythm="weekly")
    move_conversation(by=w.fay, conversation=first, starts_at=first.starts_at + DAY)
    first.refresh_from_db()
    assert first.moved_from == first.starts_at - DAY
    assert plan_what_follows(at=first.starts_at) == 1
    second = Conversation.objects.get(follows=first)
    assert second.starts_at == next_after(first.planned_for, "weekly")
    cancel_conversation(by=w.wren, conversation=second)
    assert plan_what_follows(at=second.starts_at) == 1
    assert Conversation.objects.filter(follows=second).count() == 1


def test_no_rhythm_goes_on_in_a_partnership_that_has_ended_or_once_it_was_taken_off(w):
    ended, stopped = planned(w, days=2, rhythm="weekly"), planned(w, days=2, rhythm="monthly")
    move_conversation(by=w.fay, conversation=stopped, starts_at=stopped.starts_at, rhythm="")
    Circle.objects.filter(pk=w.place.pk).update(ended_at=timezone.now())
    assert plan_what_follows(at=ended.starts_at + DAY) == 0


def read(client, secret: str) -> dict[str, object]:
    """The events that a calendar reads at the address, by their ids."""
    answer = client.get(reverse("relationships:calendar_feed", args=[secret]))
    assert answer["Content-Type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return {str(each["UID"]): each for each in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_calendar_hears_what_is_planned_moved_and_cancelled_under_one_id(client, w):
    talk = planned(w, minutes=45)
    secret = make_calendar(by=w.fay)
    before = read(client, secret)[str(talk.pk)]
    assert before["DTSTART"].dt == talk.starts_at
    assert before["DTEND"].dt - before["DTSTART"].dt == datetime.timedelta(minutes=45)
    assert before["DTSTART"].params["TZID"] == "Europe/London"
    assert (before["STATUS"], before["SEQUENCE"]) == ("CONFIRMED", 0)
    move_conversation(by=w.wren, conversation=talk, starts_at=talk.starts_at + DAY)
    moved = read(client, secret)[str(talk.pk)]
    assert (moved["DTSTART"].dt, moved["SEQUENCE"]) == (talk.starts_at + DAY, 1)
    assert moved["DTSTAMP"].dt >= before["DTSTAMP"].dt
    cancel_conversation(by=w.wren, conversation=talk)
    gone = read(client, secret)[str(talk.pk)]
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 2)
    write_heard(
        by=w.wren, conversation=Conversation.objects.get(), organisation=w.harbour, text="", hours=Decimal(1)
    )
    assert read(client, secret)[str(talk.pk)]["SEQUENCE"] == 2


def test_a_calendar_holds_none_of_the_words_and_names_the_partnership_only_if_asked_to(client, w):
    talk = held(w)
    hold_conversation(by=w.wren, conversation=talk, notes="They fear the lease.", others_there="Joan")
    for names in (False, True):
        address = reverse(
            "relationships:calendar_feed", args=[make_calendar(by=w.fay, names_partnerships=names)]
        )
        body = client.get(address).content.decode().replace("\r\n ", "")
        assert str(talk.pk) in body
        assert ("Harbour and Quay" in body) == names
        for word in ("rent", "lease", "Joan", "Wren"):
            assert word not in body


def test_the_address_of_a_calendar_is_ones_own_and_can_be_taken_back(client, w):
    planned(w)
    first, outside = make_calendar(by=w.fay), make_calendar(by=w.otto)
    assert len(read(client, first)) == 1
    assert read(client, outside) == {}
    second = make_calendar(by=w.fay)
    assert client.get(reverse("relationships:calendar_feed", args=[first])).status_code == 404
    w.fay.memberships.update(until=timezone.now())
    assert read(client, second) == {}
    end_calendar(by=w.fay)
    assert client.get(reverse("relationships:calendar_feed", args=[second])).status_code == 404
    client.force_login(w.fay)
    shown = client.post(reverse("relationships:calendar"), {"names_partnerships": "on"}).content.decode()
    assert "/calendars/" in shown
    assert "/calendars/" not in client.get(reverse("relationships:calendar")).content.decode()


@pytest.mark.parametrize(
    ("said", "words"), [("0", "no time"), ("0.5", "half an hour"), ("1.00", "1 hour"), ("2.50", "2.5 hours")]
)
def test_hours_are_said_as_people_say_them(said, words):
    assert hours(Decimal(said)) == words
