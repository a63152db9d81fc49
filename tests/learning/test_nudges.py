"""Nudges that people set for themselves: at their time, by their clocks, never in quiet hours, never twice, stopped with one touch."""

import datetime
import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from hls_platform import one_touch
from hls_platform.actions import NotFound, Refused
from hls_platform.models import AuditEntry
from learning.actions.nudges import send_due_nudges, set_nudge, stop_nudge
from learning.models import Nudge
from learning.models.nudge import is_quiet, next_moment
from learning.nudging.calendar import calendar_of
from learning.nudging.letters import WORDS, letter_of
from tests.factories import a_person

FRIDAY = datetime.datetime(2026, 11, 27, 9, tzinfo=datetime.UTC)
AT_FOUR = datetime.time(16)
HOUR = datetime.timedelta(hours=1)


def utc(*moment: int) -> datetime.datetime:
    return datetime.datetime(*moment, tzinfo=datetime.UTC)


def a_nudge(person, **fields) -> Nudge:
    said = {"days": "5", "at": AT_FOUR, "zone": "Europe/London", "now": FRIDAY, **fields}
    return set_nudge(by=person, **said)


@pytest.mark.parametrize(
    ("days", "at", "zone", "after", "then"),
    [
        ("5", (16, 0), "Europe/London", utc(2026, 11, 27, 9), utc(2026, 11, 27, 16)),
        ("5", (16, 0), "Europe/London", utc(2026, 11, 27, 16), utc(2026, 12, 4, 16)),
        ("15", (16, 0), "Europe/London", utc(2026, 11, 27, 17), utc(2026, 11, 30, 16)),
        (
            "7",
            (9, 0),
            "Europe/London",
            utc(2026, 3, 25, 9),
            utc(2026, 3, 29, 8),
        ),  # the clocks went on that night
        ("7", (9, 0), "Europe/London", utc(2026, 10, 24, 9), utc(2026, 10, 25, 9)),  # they went back
        ("7", (1, 30), "Europe/London", utc(2026, 3, 28, 9), utc(2026, 3, 29, 1, 30)),  # a time left out
        (
            "7",
            (1, 30),
            "Europe/London",
            utc(2026, 10, 24, 9),
            utc(2026, 10, 25, 0, 30),
        ),  # a time shown twice,
        ("7", (1, 30), "Europe/London", utc(2026, 10, 25, 0, 30), utc(2026, 11, 1, 1, 30)),  # is there once
        ("1", (8, 0), "Pacific/Auckland", utc(2026, 11, 27, 9), utc(2026, 11, 29, 19)),
        ("3", (7, 0), "America/New_York", utc(2026, 11, 27, 9), utc(2026, 12, 2, 12)),
    ],
)
def test_the_next_moment_is_told_by_the_clocks_where_one_is(days, at, zone, after, then):
    assert next_moment(days, datetime.time(*at), zone, after=after) == then


def test_quiet_hours_go_past_midnight():
    night = datetime.time(20), datetime.time(7)
    assert [is_quiet(datetime.time(hour), *night) for hour in (19, 20, 23, 0, 6, 7)] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    assert is_quiet(datetime.time(13), datetime.time(12), datetime.time(14))
    assert not is_quiet(datetime.time(12), datetime.time(12), datetime.time(12))


@pytest.mark.django_db
class TestNudging:
    def test_it_comes_at_its_time_once_and_says_nothing_of_anybody(self):
        amina = a_person()
        nudge = a_nudge(amina)
        assert nudge.next_at == utc(2026, 11, 27, 16)
        assert send_due_nudges(at=utc(2026, 11, 27, 15, 59)) == 0
        assert send_due_nudges(at=utc(2026, 11, 27, 16, 1)) == 1
        assert send_due_nudges(at=utc(2026, 11, 27, 16, 2)) == 0
        (letter,) = mail.outbox
        assert letter.to == [amina.email]
        assert not re.search(r"\d", letter.subject)
        assert Nudge.objects.get().next_at == utc(2026, 12, 4, 16)
        assert set(letter.extra_headers) == {
            "Message-ID",
            "Auto-Submitted",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
        }
        assert letter.reply_to == []

    def test_late_by_an_hour_or_into_the_quiet_hours_it_is_left_out(self):
        a_nudge(a_person())
        assert send_due_nudges(at=utc(2026, 11, 27, 17, 1)) == 0
        evening = a_nudge(a_person(), at=datetime.time(19, 50))
        assert send_due_nudges(at=utc(2026, 11, 27, 20, 0)) == 0
        evening.refresh_from_db()
        assert evening.next_at == utc(2026, 12, 4, 19, 50)
        assert (
            send_due_nudges(at=utc(2026, 12, 25, 12)) == 0
        )  # a worker that was away for weeks sends nothing
        assert mail.outbox == []

    def test_nobody_who_has_left_is_nudged(self):
        amina = a_person()
        a_nudge(amina)
        amina.is_active = False
        amina.save()
        assert send_due_nudges(at=utc(2026, 11, 27, 16, 1)) == 0

    def test_its_words_change_and_never_count_or_chide(self):
        nudge = a_nudge(a_person())
        subjects = {letter_of(nudge, FRIDAY + n * 24 * HOUR).subject for n in range(60)}
        assert subjects == {str(subject) for subject, _words in WORDS}
        for subject, words in WORDS:
            assert not re.search(
                r"\d|streak|miss|forg|still have|haven|again|remind", f"{subject} {words}", re.I
            )
        same = letter_of(nudge, FRIDAY).extra_headers["Message-ID"]
        assert letter_of(nudge, FRIDAY).extra_headers["Message-ID"] == same

    def test_one_sets_and_stops_ones_own_alone(self):
        amina, ben = a_person("Amina"), a_person("Ben")
        nudge = a_nudge(amina)
        assert a_nudge(amina) == nudge
        assert not Nudge.objects.visible_to(ben).exists()
        with pytest.raises(NotFound):
            stop_nudge(by=ben, nudge=nudge)
        stop_nudge(by=amina, nudge=nudge)
        stop_nudge(by=amina, nudge=nudge)
        assert not Nudge.objects.exists()
        assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
            "nudge.set",
            "nudge.stopped",
        ]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"days": ""},
            {"days": "8"},
            {"zone": "Mars/Olympus"},
            {"at": datetime.time(21)},
            {"at": datetime.time(6, 59)},
        ],
    )
    def test_what_makes_no_sense_is_refused(self, wrong):
        with pytest.raises(Refused):
            a_nudge(a_person(), **wrong)

    def test_one_has_at_most_ten(self):
        amina = a_person()
        for minute in range(10):
            a_nudge(amina, at=datetime.time(16, minute))
        with pytest.raises(Refused):
            a_nudge(amina, at=datetime.time(16, 30))

    def test_one_touch_in_the_letter_stops_it_without_signing_in(self):
        amina = a_person()
        a_nudge(amina)
        other = a_nudge(amina, days="1")
        send_due_nudges(at=utc(2026, 11, 27, 16, 1))
        headers = mail.outbox[0].extra_headers
        link = headers["List-Unsubscribe"].strip("<>")
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert link in mail.outbox[0].body
        address = link.removeprefix(settings.PUBLIC_URL)
        stranger = Client(enforce_csrf_checks=True)
        assert "Stop this nudge?" in stranger.get(address).content.decode()
        assert Nudge.objects.count() == 2, "a mail reader that only looks stops nothing"
        for _twice in range(2):
            answer = stranger.post(address, {"List-Unsubscribe": "One-Click"})
            assert (answer.status_code, "It is stopped" in answer.content.decode()) == (200, True)
        assert Nudge.objects.get() == other
        assert AuditEntry.objects.get(verb="nudge.stopped").person_id == amina.pk

    def test_a_link_that_we_did_not_sign_stops_nothing(self, client):
        nudge = a_nudge(a_person())
        link = reverse("stop", args=[f"nudge:{nudge.person_id.hex}:{nudge.pk}:forged"])
        assert client.post(link).status_code == 404
        ben = a_person("Ben")
        of_ben = one_touch.KINDS["nudge"].link(ben.pk, str(nudge.pk)).removeprefix(settings.PUBLIC_URL)
        assert client.post(of_ben).status_code == 200
        assert (
            client.post(
                one_touch.KINDS["nudge"].link(ben.pk, "x").removeprefix(settings.PUBLIC_URL)
            ).status_code
            == 200
        )
        assert Nudge.objects.filter(pk=nudge.pk).exists()

    def test_the_page_sets_and_stops(self, client, django_assert_max_num_queries):
        amina = a_person()
        client.force_login(amina)
        page = reverse("learning:nudges")
        sent = {
            "days": ["1", "3"],
            "at": "16:15",
            "zone": "Europe/London",
            "quiet_from": "20:00",
            "quiet_until": "07:00",
        }
        assert "Monday, Wednesday" in client.post(page, sent, follow=True).content.decode()
        assert client.post(page, {**sent, "at": "22:00"}).status_code == 422
        assert client.post(page, {**sent, "days": []}).status_code == 422
        client.get(page)
        with django_assert_max_num_queries(12):
            client.get(page)
        client.post(reverse("learning:stop_nudge", args=[Nudge.objects.get().pk]))
        assert not Nudge.objects.exists()


def test_a_calendar_holds_a_link_and_nobody_s_words():
    said = calendar_of("35", datetime.time(16, 5), today=datetime.date(2026, 11, 27)).decode()
    assert "DTSTART:20261127T160500\r\n" in said  # a Friday
    assert "RRULE:FREQ=WEEKLY;BYDAY=WE,FR\r\n" in said
    assert f"URL:{settings.PUBLIC_URL}/reflect/\r\n" in said
    assert all(len(line.encode()) <= 75 for line in said.split("\r\n"))
    assert said.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert "\\n" in said.replace("\r\n ", "")


@pytest.mark.django_db
def test_the_calendar_s_address_takes_days_and_a_time_and_the_box_a_day(client):
    client.force_login(a_person())
    calendar = reverse("learning:calendar")
    answer = client.get(calendar, {"days": "5", "at": "15:30"})
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"T153000" in answer.content
    for wrong in ({"days": "9"}, {"days": ""}, {"at": "late"}, {"at": "15:30+01:00"}):
        assert client.get(calendar, wrong).status_code == 404
    assert (
        'value="2026-05-03"'
        in client.get(reverse("learning:reflect"), {"happened_on": "2026-05-03"}).content.decode()
    )
    for no_day in ("2099-01-01", "someday"):
        assert no_day not in client.get(reverse("learning:reflect"), {"happened_on": no_day}).content.decode()
