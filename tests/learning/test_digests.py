"""A digest says what a circle shared in a period, once, and never what was taken back."""

import datetime
import json
import re
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotFound
from hls_platform.midnight import midnight
from learning.actions import withdraw_share
from learning.actions.digest_choices import choose_digests
from learning.actions.digests import address_waiting, build_due_digests, deliver_waiting
from learning.actions.themes import name_thread
from learning.digests.periods import ended_periods, period_of
from learning.digests.threads import find_threads, in_how_many, words_apart
from learning.models import Delivery, Digest, DigestCopy, DigestThread, Mention, Response, Share
from relationships.actions.memberships import end_membership
from systems.models import Factor, SystemMap
from tests.factories import a_circle_with, a_member, a_person, a_reflection, a_share
from tests.learning.digest_ways import read
from tests.learning.post_office import PostOffice
from tests.opened import opened

pytestmark = pytest.mark.django_db
MONDAY = midnight(datetime.date(2026, 3, 9))
AT_EIGHT = MONDAY + datetime.timedelta(hours=8)
LAST_WEEK = midnight(datetime.date(2026, 3, 4))


@pytest.fixture
def amina():
    return a_person("Amina")


@pytest.fixture
def ben():
    return a_person("Ben")


def shared_last_week(author, circle, text="The door was open and nobody came.", **fields):
    return a_share(a_reflection(author, text=text, **fields), circle, shared_at=LAST_WEEK)


class Read(HTMLParser):
    """What a letter in HTML says: its words in order, and after each link's words its address."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.address = ""
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        self.address = dict(attrs).get("href") or self.address

    def handle_endtag(self, tag):
        self.inside = ""
        if tag == "a":
            self.said.append(self.address)

    def handle_data(self, data):
        if self.inside not in {"title", "style"}:
            self.said.append(data)


def in_words(text: str) -> list[str]:
    """The words of a text, whatever stands between them and however headings are set."""
    return re.findall(r"[\w’'/:.-]*\w", text.casefold())


@pytest.mark.parametrize(
    ("rhythm", "day", "first", "last"),
    [
        ("weekly", (2026, 10, 22), (2026, 10, 19), (2026, 10, 25)),  # the clock goes back on the last day
        ("fortnightly", (2026, 3, 29), (2026, 3, 16), (2026, 3, 29)),
        ("fortnightly", (2026, 10, 25), (2026, 10, 12), (2026, 10, 25)),
        ("monthly", (2026, 3, 31), (2026, 3, 1), (2026, 3, 31)),
        ("monthly", (2026, 10, 31), (2026, 10, 1), (2026, 10, 31)),
        ("weekly", (2026, 3, 4), (2026, 3, 2), (2026, 3, 8)),
        ("weekly", (2026, 3, 29), (2026, 3, 23), (2026, 3, 29)),  # the clock goes forward on the last day
        ("monthly", (2028, 2, 29), (2028, 2, 1), (2028, 2, 29)),
        ("monthly", (2026, 12, 31), (2026, 12, 1), (2026, 12, 31)),
    ],
)
def test_periods_run_from_local_midnight_to_local_midnight(rhythm, day, first, last):
    period = period_of(rhythm, midnight(datetime.date(*day)) + datetime.timedelta(hours=12))
    assert period.start == midnight(datetime.date(*first))
    assert period.end == midnight(datetime.date(*last) + datetime.timedelta(days=1))


@pytest.mark.parametrize(
    "zone", ["Europe/London", "America/Santiago", "Africa/Cairo", "Asia/Beirut", "Pacific/Apia", "UTC"]
)
@pytest.mark.parametrize("rhythm", ["weekly", "fortnightly", "monthly"])
def test_periods_follow_one_another_without_gap_or_overlap_whatever_the_clock_does(zone, rhythm):
    with timezone.override(zone):
        moment = midnight(datetime.date(2024, 12, 31))
        for _nth in range(60):
            period = period_of(rhythm, moment)
            assert period.start <= moment < period.end
            for edge in (period.start, period.end - datetime.timedelta(microseconds=1)):
                assert period_of(rhythm, edge) == period
            assert timezone.localtime(period.start).hour in {0, 1}  # one o’clock where there is no midnight
            assert period_of(rhythm, period.end).start == period.end
            assert ended_periods(rhythm, by=period.end) == [period]
            assert ended_periods(rhythm, by=period.end - datetime.timedelta(seconds=1)) != [period]
            moment = period.end


@pytest.mark.parametrize("monday", [datetime.date(2026, 3, 23), datetime.date(2026, 10, 19)])
def test_in_a_week_whose_clock_changes_each_moment_is_in_one_digest(amina, monday):
    circle = a_circle_with(amina)
    start, end = midnight(monday), midnight(monday + datetime.timedelta(days=7))
    second = datetime.timedelta(seconds=1)
    hours = (end - start) // datetime.timedelta(hours=1)
    assert hours in {167, 169}
    for at in (
        start - second,
        *(start + datetime.timedelta(hours=n) for n in range(hours)),
        end - second,
        end,
    ):
        a_share(a_reflection(amina), circle, shared_at=at)
    for weeks in range(3):
        until = midnight(monday + datetime.timedelta(weeks=weeks))
        assert build_due_digests(until=until, at=until) == (1, 0)
    counts = [len(read(each).noticed) for each in Digest.objects.order_by("period_start")]
    assert counts == [1, 60, 1]  # the newest 60 of the week, and what belongs to the weeks beside it
    spans = [(each.period_start, each.period_end) for each in Digest.objects.order_by("period_start")]
    assert spans[1] == (start, end)
    assert [spans[0][1], spans[2][0]] == [start, end]


def test_the_letter_says_the_same_as_text_and_as_html(amina, ben):
    circle = a_circle_with(amina, ben)
    map = SystemMap.objects.create(circle=circle, slug="ours", name="Ours")
    factor = Factor.objects.create(map=map, label="Waiting lists & <forms>")
    texts = (
        "The letters lay there.",
        "His letters lay unopened.",
        "Bread.",
        "The van broke down.",
        "Singing.",
    )
    for text in texts:
        share = shared_last_week(amina, circle, text=text)
    steps = {"what": "I assumed.", "so_what": "It hurt.", "now_what": "I ask first."}
    unsure = shared_last_week(ben, circle, **steps, text="I said <too> much & left.", kind="mistake")
    Mention.objects.create(reflection=share.reflection, factor=factor)
    Response.objects.create(
        share=unsure, author=amina, kind="question", text="To whom?", created_at=LAST_WEEK
    )
    build_due_digests(until=MONDAY, at=MONDAY)
    assert DigestThread.objects.exists()
    deliver_waiting(at=AT_EIGHT)
    letter = mail.outbox[0]
    html = Read()
    html.feed(letter.alternatives[0][0])
    assert in_words(letter.body) == in_words(" ".join(html.said))
    for said in (*texts, "I said <too> much & left.", "To whom?", "Waiting lists & <forms>", "letters"):
        assert said in letter.body
    assert "So what?\nIt hurt.\nNow what?\nI ask first." in letter.body


def test_a_factor_leaves_a_digest_with_the_reflection_that_brought_it(client, amina, ben):
    circle = a_circle_with(amina, ben)
    map = SystemMap.objects.create(circle=circle, slug="ours", name="Ours")
    factor = Factor.objects.create(map=map, label="Waiting lists")
    share = shared_last_week(amina, circle)
    shared_last_week(ben, circle)
    later = a_share(a_reflection(ben), circle, shared_at=MONDAY)  # mentions it too, in another week
    for each in (share, later):
        Mention.objects.create(reflection=each.reflection, factor=factor)
    build_due_digests(until=MONDAY, at=MONDAY)
    digest = Digest.objects.get()
    assert [each.id for each in read(digest).factors] == [factor.pk]
    withdraw_share(by=amina, share=share)
    assert read(digest).factors == []


def test_a_week_in_which_something_was_shared_makes_one_digest_and_one_letter_a_member(amina, ben):
    circle = a_circle_with(amina, ben)
    shared_last_week(amina, circle)
    shared_last_week(ben, circle, text="I spoke too soon.", kind="mistake")
    assert build_due_digests(until=MONDAY, at=MONDAY) == (1, 0)
    assert build_due_digests(until=MONDAY, at=MONDAY) == (0, 0)
    digest = Digest.objects.get()
    assert (digest.period_start, digest.period_end) == (midnight(datetime.date(2026, 3, 2)), MONDAY)
    assert deliver_waiting(at=AT_EIGHT - datetime.timedelta(seconds=1)).sent == 0
    assert deliver_waiting(at=AT_EIGHT).sent == 2
    assert deliver_waiting(at=AT_EIGHT).sent == 0
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([amina.email, ben.email])
    for letter in mail.outbox:
        text, html = letter.body, letter.alternatives[0][0]
        for said in ("The door was open", "I spoke too soon.", digest.get_absolute_url()):
            assert said in text
            assert said in html


def test_nothing_shared_makes_no_digest_and_no_letter(amina):
    circle = a_circle_with(amina)
    a_share(a_reflection(amina), circle, shared_at=MONDAY)  # belongs to the next week
    share = shared_last_week(amina, circle)
    withdraw_share(by=amina, share=share)
    assert build_due_digests(until=MONDAY, at=MONDAY) == (0, 1)
    assert not Digest.objects.exists()
    assert not Delivery.objects.exists()


def test_a_withdrawn_reflection_leaves_old_digests_and_letters_not_yet_sent(client, amina, ben):
    circle = a_circle_with(amina, ben)
    map = SystemMap.objects.create(circle=circle, slug="ours", name="Ours")
    factor = Factor.objects.create(map=map, label="Waiting lists")
    share = shared_last_week(amina, circle, text="What I wrote in anger.")
    shared_last_week(ben, circle)
    Mention.objects.create(reflection=share.reflection, factor=factor)
    Response.objects.create(
        share=share, author=ben, kind="question", text="Are you all right?", created_at=LAST_WEEK
    )
    build_due_digests(until=MONDAY, at=MONDAY)
    digest = Digest.objects.get()
    client.force_login(ben)
    words = ("What I wrote in anger.", "Waiting lists", "Are you all right?")
    page = client.get(digest.get_absolute_url()).content.decode()
    assert all(each in page for each in words)
    withdraw_share(by=amina, share=share)
    page = client.get(digest.get_absolute_url()).content.decode()
    assert not any(each in page for each in words)
    deliver_waiting(at=AT_EIGHT)
    assert len(mail.outbox) == 2
    assert not any(each in letter.body for letter in mail.outbox for each in words)


def test_when_all_of_it_was_withdrawn_nothing_is_sent(amina):
    share = shared_last_week(amina, a_circle_with(amina))
    build_due_digests(until=MONDAY, at=MONDAY)
    withdraw_share(by=amina, share=share)
    assert deliver_waiting(at=AT_EIGHT).sent == 0
    assert Delivery.objects.get().dropped_at is not None
    assert not mail.outbox


def test_one_who_left_gets_no_letter_and_opens_no_digest(client, amina, ben):
    circle = a_circle_with(amina)
    membership = a_member(ben, circle)
    shared_last_week(amina, circle)
    build_due_digests(until=MONDAY, at=MONDAY)
    address_waiting(at=MONDAY)
    end_membership(by=ben, membership=membership, at=MONDAY)
    deliver_waiting(at=AT_EIGHT)
    client.force_login(ben)
    assert client.get(Digest.objects.get().get_absolute_url()).status_code == 404
    assert client.get(reverse("learning:circle_digests", args=[circle.slug])).status_code == 404
    assert [letter.to[0] for letter in mail.outbox] == [amina.email]


def test_one_who_stopped_the_letters_gets_none_and_reads_the_digest_all_the_same(client, amina, ben):
    circle = a_circle_with(amina, ben)
    cara = a_person("Cara")
    a_member(cara, circle)
    shared_last_week(amina, circle)
    client.force_login(ben)
    choose_digests(by=ben, rhythm="off")
    build_due_digests(until=MONDAY)
    address_waiting(at=MONDAY)
    assert not DigestCopy.objects.filter(person=ben).exists()
    choose_digests(by=cara, channel="app", at=MONDAY)  # while hers is on its way already
    deliver_waiting(at=AT_EIGHT)
    assert [letter.to for letter in mail.outbox] == [[amina.email]]
    assert reverse("learning:my_digests") in mail.outbox[0].body
    assert client.get(reverse("learning:digest", args=[Digest.objects.get().pk])).status_code == 200


def test_an_address_that_is_refused_holds_nobody_elses_letter_back(amina, ben, settings):
    away, others = a_person("Away"), [a_person(f"Person {n}") for n in range(5)]
    circle = a_circle_with(amina, ben, away, *others)
    shared_last_week(amina, circle)
    build_due_digests(until=MONDAY)
    at = MONDAY + datetime.timedelta(days=1)
    office = PostOffice(0, {ben.email: "550 no such mailbox", away.email: "450 come again later"})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", office.port, False

    assert deliver_waiting(at=at).sent == len(others) + 1

    assert {to for to, _message in office.letters} == {each.email for each in (amina, *others)}
    assert Delivery.objects.get(person=ben).dropped_at
    office.refused.clear()
    assert deliver_waiting(at=at).sent == 1
    assert office.letters[-1][0] == away.email
    office.shutdown()
    office.server_close()


def test_missed_weeks_are_made_good_but_not_those_before_the_first(amina):
    circle = a_circle_with(amina)
    for weeks in range(6):
        a_share(a_reflection(amina), circle, shared_at=LAST_WEEK - datetime.timedelta(weeks=weeks))
    assert build_due_digests(until=MONDAY - datetime.timedelta(weeks=3), at=MONDAY)[0] == 1
    assert build_due_digests(until=MONDAY, at=MONDAY)[0] == 3
    starts = list(Digest.objects.order_by("period_start").values_list("period_start", flat=True))
    assert len(set(starts)) == 4


def test_a_digest_page_asks_at_most_ten_questions(client, amina, ben, at_most_queries):
    circle = a_circle_with(amina, ben)
    for n in range(30):
        share = shared_last_week(
            amina, circle, text=f"Housing letters arrive late again and again, number {n}."
        )
        Response.objects.create(share=share, author=ben, kind="question", text="Which?", created_at=LAST_WEEK)
    build_due_digests(until=MONDAY, at=MONDAY)
    client.force_login(amina)
    for address in (
        Digest.objects.get().get_absolute_url(),
        reverse("learning:circle_digests", args=[circle.slug]),
    ):
        with at_most_queries(10):
            assert client.get(address).status_code == 200


def test_a_thread_is_proposed_by_words_and_named_by_people(client, amina, ben):
    circle = a_circle_with(amina, ben)
    for text in (
        "The housing letters went to her old address, so the appointment was lost.",
        "His housing letters lie unopened; we read the letters together at the table.",
        "We baked bread with the young people on the roof.",
        "The youth van broke down near the harbour.",
        "Somebody sang at the allotment.",
    ):
        shared_last_week(amina, circle, text=text)
    build_due_digests(until=MONDAY, at=MONDAY)
    thread = DigestThread.objects.get()
    found = read(thread.digest).threads[0]
    assert len(found.shares) == 2
    assert {"housing", "letters"} <= set(found.words)
    client.force_login(ben)
    naming = reverse("learning:name_thread", args=[thread.pk])
    carried = opened(client, thread.digest.get_absolute_url(), naming)
    client.post(naming, {"name": "Letters nobody opens", **carried})
    assert "Letters nobody opens" in client.get(thread.digest.get_absolute_url()).content.decode()
    withdraw_share(by=amina, share=Share.objects.get(pk=found.shares[0].id))
    assert not read(thread.digest).threads
    outsider = a_person("Out")
    client.force_login(outsider)
    assert client.post(reverse("learning:name_thread", args=[thread.pk]), {"name": "x"}).status_code == 404
    with pytest.raises(NotFound):
        name_thread(by=outsider, thread=thread, name="x")


def test_threads_join_what_shares_rare_words_and_leave_the_rest_alone():
    texts = [
        "debts and bailiffs",
        "the bailiffs took the debts",
        "bread",
        "the choir",
        "a boat in the harbour",
    ]
    assert find_threads(texts) == [[0, 1]]
    assert set(words_apart(texts[:2], in_how_many(texts), among=len(texts))) == {"debts", "bailiffs"}
    assert find_threads([]) == []
    assert find_threads(["one", "one"]) == []


def test_the_script_door_builds_and_says_how_many(amina):
    shared_last_week(amina, a_circle_with(amina))
    a_circle_with(amina, name="Quiet")
    out = StringIO()
    call_command("build_digests", until="2026-03-09", stdout=out)
    assert json.loads(out.getvalue()) == {"built": 1, "skipped": 1}


def test_a_week_that_has_not_ended_has_no_digest(amina):
    a_share(a_reflection(amina), a_circle_with(amina), shared_at=timezone.now())
    assert build_due_digests(until=timezone.now())[0] == 0
