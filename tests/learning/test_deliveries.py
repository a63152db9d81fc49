"""All that comes to one person, at their own moment: each digest once, none forgotten, whatever anybody changes."""

import datetime
import itertools

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hls_platform.actions import Refused
from hls_platform.midnight import midnight
from learning.actions import withdraw_share
from learning.actions.digest_choices import choose_digests, stop_letters
from learning.actions.digests import build_due_digests, deliver_waiting
from learning.models import Delivery, Digest, DigestChoice, DigestCopy
from learning.queries.my_digests import read_delivery
from relationships.actions.memberships import end_membership
from relationships.models import Circle
from tests.factories import a_circle_with, a_member, a_person, a_reflection, a_share
from tests.learning.post_office import PostOffice

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY
HOUR = datetime.timedelta(hours=1)
FIRST = midnight(datetime.date(2026, 3, 2))
"""A Monday. The clock goes forward four weeks later."""


@pytest.fixture
def amina():
    return a_person("Amina")


def shared(author, circle, at, text="The door was open and nobody came."):
    return a_share(a_reflection(author, text, created_at=at), circle, shared_at=at)


def at(week: int, *, hours: float = 0) -> datetime.datetime:
    """That many hours after the Monday that begins the `week`th week, by the clock of the place."""
    return midnight(timezone.localdate(FIRST) + week * WEEK) + hours * HOUR


def read(delivery):
    return read_delivery(delivery, delivery.person, own=True)


def words_in(delivery):
    return sorted(told.text for each in read(delivery).circles for told in (*each.noticed, *each.unsure))


def test_all_circles_of_a_person_come_in_one_letter_at_their_own_hour(amina):
    ben = a_person("Ben")
    for name in ("Tuesday group", "Thursday group"):
        shared(ben, a_circle_with(ben, amina, name=name), at(0, hours=30), f"Said in {name}.")
    choose_digests(by=amina, day=2, hour=17, zone="Pacific/Auckland", at=at(0, hours=1))
    build_due_digests(until=at(1))
    assert deliver_waiting(at=at(1, hours=8)).sent == 1  # Ben’s
    due = datetime.datetime(2026, 3, 11, 4, tzinfo=datetime.UTC)
    assert deliver_waiting(at=due - HOUR).sent == 0
    assert deliver_waiting(at=due).sent == 1
    letter = mail.outbox[-1]
    assert letter.to == [amina.email]
    assert all(f"Said in {name}." in letter.body for name in ("Tuesday group", "Thursday group"))
    assert letter.subject == "What was shared in Thursday group, Tuesday group"
    delivery = Delivery.objects.get(person=amina)
    assert (delivery.covers_from, delivery.covers_until) == (at(0, hours=1), due)


def test_a_month_without_a_worker_is_one_letter_with_all_of_it_and_no_day_is_missed(amina):
    circle = a_circle_with(amina)
    for day in range(70):
        shared(amina, circle, at(0) + day * DAY + 9 * HOUR, f"Day {day}.")
    build_due_digests(until=at(1), at=at(1))
    assert deliver_waiting(at=at(1, hours=8)).sent == 1
    build_due_digests(until=at(10), at=at(10, hours=11))  # nine weeks later
    assert deliver_waiting(at=at(10, hours=12)).sent == 1
    first, second = Delivery.objects.order_by("covers_until")
    assert second.covers_from == first.covers_until
    assert second.covers_until == at(10, hours=8)
    said = words_in(first) + words_in(second)
    assert sorted(said) == sorted(f"Day {day}." for day in range(70))
    ends = list(Digest.objects.order_by("period_start").values_list("period_start", "period_end"))
    assert [start for start, _end in ends[1:]] == [end for _start, end in ends[:-1]]


def test_a_digest_that_was_built_late_comes_with_the_next_letter_and_once(amina):
    quick, slow = a_circle_with(amina, name="Quick"), a_circle_with(amina, name="Slow")
    shared(amina, quick, at(0, hours=9), "Quick.")
    build_due_digests(until=at(1))
    shared(amina, slow, at(0, hours=9), "Slow.")  # was not committed yet
    deliver_waiting(at=at(1, hours=8))
    build_due_digests(until=at(1), at=at(1, hours=20))
    assert deliver_waiting(at=at(1, hours=21)).sent == 0
    shared(amina, quick, at(1, hours=9), "Quick again.")
    build_due_digests(until=at(2))
    deliver_waiting(at=at(2, hours=8))
    first, second = Delivery.objects.order_by("covers_until")
    assert (words_in(first), words_in(second)) == (["Quick."], ["Quick again.", "Slow."])


def test_who_is_away_gets_all_of_it_in_one_when_they_are_back(amina):
    circle = a_circle_with(amina)
    choose_digests(by=amina, away_until=datetime.date(2026, 3, 25), at=at(0))
    for week in range(4):
        shared(amina, circle, at(week, hours=9), f"Week {week}.")
        build_due_digests(until=at(week + 1))
        deliver_waiting(at=at(week + 1, hours=9))
    delivery = Delivery.objects.get()
    assert words_in(delivery) == [f"Week {week}." for week in range(4)]
    assert len(read(delivery).circles) == 1
    assert read(delivery).circles[0].period == "Monday 2 to Sunday 29 March"
    assert delivery.covers_until == at(4, hours=8)


def test_who_stops_them_and_begins_again_gets_what_comes_from_then_on(amina):
    circle = a_circle_with(amina)
    shared(amina, circle, at(0, hours=9), "Before.")
    build_due_digests(until=at(1))
    deliver_waiting(at=at(1))  # written out, and not due yet
    choose_digests(by=amina, rhythm="off", at=at(1, hours=1))
    shared(amina, circle, at(1, hours=9), "Meanwhile.")
    build_due_digests(until=at(2))
    deliver_waiting(at=at(2, hours=9))
    choose_digests(by=amina, rhythm="weekly", at=at(2, hours=10))
    shared(amina, circle, at(2, hours=11), "After.")
    build_due_digests(until=at(3))
    assert deliver_waiting(at=at(3, hours=8)).sent == 1
    assert words_in(Delivery.objects.get()) == ["After."]


def test_nothing_to_read_makes_no_letter_and_the_next_one_reaches_back(amina):
    circle = a_circle_with(amina)
    choose_digests(by=amina, hour=9, at=at(0))
    done = deliver_waiting(at=at(1, hours=9))
    assert (done.digests, done.sent, done.skipped) == (0, 0, 1)
    shared(amina, circle, at(1, hours=9))
    build_due_digests(until=at(2))
    done = deliver_waiting(at=at(2, hours=9))
    assert (done.digests, done.sent, done.skipped) == (1, 1, 0)
    assert Delivery.objects.get().covers_from == at(0)


def test_who_came_later_gets_no_digest_from_before(amina):
    ben = a_person("Ben")
    circle = a_circle_with(amina)
    shared(amina, circle, at(0, hours=9), "Before Ben.")
    build_due_digests(until=at(1))
    deliver_waiting(at=at(1, hours=1))
    a_member(ben, circle, since=at(1, hours=2))
    shared(amina, circle, at(1, hours=9), "With Ben.")
    build_due_digests(until=at(2))
    deliver_waiting(at=at(2, hours=9))
    assert words_in(Delivery.objects.get(person=ben)) == ["With Ben."]


def test_who_left_reads_nothing_of_the_circle_in_what_came_before(amina):
    ben = a_person("Ben")
    circle = a_circle_with(amina)
    membership = a_member(ben, circle)
    share = shared(amina, circle, at(0, hours=9))
    build_due_digests(until=at(1))
    deliver_waiting(at=at(1, hours=9))
    delivery = Delivery.objects.get(person=ben)
    assert words_in(delivery) == [share.reflection.text]
    end_membership(by=ben, membership=membership)
    assert not read(delivery).says_something
    withdraw_share(by=amina, share=share)
    assert words_in(Delivery.objects.get(person=amina)) == []


def test_a_letter_that_cannot_be_sent_takes_along_what_comes_after_it(amina, settings):
    ben = a_person("Ben")
    circle = a_circle_with(amina, ben)
    office = PostOffice(0, {amina.email: "450 come again later"})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", office.port, False
    for week in range(3):
        shared(ben, circle, at(week, hours=9), f"Week {week}.")
        build_due_digests(until=at(week + 1))
        assert deliver_waiting(at=at(week + 1, hours=9)).sent == 1  # Ben’s
    office.refused.clear()
    assert deliver_waiting(at=at(3, hours=10)).sent == 1
    delivery = Delivery.objects.get(person=amina)
    assert words_in(delivery) == [f"Week {week}." for week in range(3)]
    assert [to for to, _message in office.letters].count(amina.email) == 1
    office.shutdown()
    office.server_close()


def test_one_touch_stops_the_letters_and_leaves_the_digest_here(amina):
    circle = a_circle_with(amina)
    shared(amina, circle, at(0, hours=9))
    build_due_digests(until=at(1))
    stop_letters(by=amina)
    stop_letters(by=amina)
    assert deliver_waiting(at=timezone.now() + 8 * DAY).sent == 0
    assert words_in(Delivery.objects.get()) == ["The door was open and nobody came."]
    assert not mail.outbox


def test_what_there_is_not_is_refused(amina):
    for wrong in (
        {"zone": "Nowhere/Land"}, {"hour": 24}, {"day": 7}, {"rhythm": "hourly"}, {"channel": "pigeon"},
        {"away_until": timezone.localdate() + 500 * DAY}, {"names_circles": "perhaps"},
    ):  # fmt: skip
        with pytest.raises(Refused):
            choose_digests(by=amina, **wrong)
    assert not Delivery.objects.exists()


def test_in_random_months_each_shared_thing_is_in_exactly_one_delivery(amina):
    """The rule in plain words: a member gets every digest of their circles that was written out while they were in it and
    had not stopped them, each once, and deliveries follow one another without gap or overlap."""
    zones = st.sampled_from(["Europe/London", "Pacific/Auckland", "America/Santiago", "Australia/Lord_Howe"])
    wish = st.fixed_dictionaries(
        {
            "rhythm": st.sampled_from(["weekly", "fortnightly", "monthly"]),
            "day": st.integers(0, 6),
            "hour": st.sampled_from([0, 1, 2, 3, 8, 23]),
            "zone": zones,
            "channel": st.sampled_from(["email", "app", "titles", "feed"]),
            "away_until": st.none() | st.dates(datetime.date(2026, 3, 2), datetime.date(2026, 4, 25)),
        }
    )
    hours = st.integers(0, 60 * 24)
    steps = st.lists(
        st.tuples(st.just("share"), hours, st.integers(0, 1))
        | st.tuples(st.just("build"), hours, st.just(0))
        | st.tuples(st.just("deliver"), hours, st.just(0))
        | st.tuples(st.just("choose"), hours, wish),
        min_size=4,
        max_size=24,
    )

    @settings(
        max_examples=10,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(steps=steps, rhythms=st.tuples(*[st.sampled_from(["weekly", "fortnightly", "monthly"])] * 2))
    def live_through(steps, rhythms):
        with transaction.atomic():
            ben = a_person("Ben")
            circles = [a_circle_with(ben, amina, name=f"Circle {n}") for n in range(2)]
            for circle, rhythm in zip(circles, rhythms, strict=True):
                Circle.objects.filter(pk=circle.pk).update(digest_rhythm=rhythm)
                shared(ben, circle, at(0) - 5 * DAY, "Before.")
            build_due_digests(until=at(0), at=at(0))  # a circle’s first digest is of its last period
            written = {"Before.": 2}
            for nth, (what, hour, more) in enumerate(sorted(steps, key=lambda step: step[1])):
                now = at(0) + hour * HOUR
                with time_machine.travel(now, tick=False):
                    if what == "share":
                        shared(ben, circles[more], now, f"Share {nth}.")
                        written[f"Share {nth}."] = 1
                    elif what == "build":
                        build_due_digests(until=now, at=now)
                    elif what == "deliver":
                        deliver_waiting(at=now)
                    else:
                        choose_digests(by=amina, **more)
            end = at(26)
            with time_machine.travel(end, tick=False):
                build_due_digests(until=at(0) + 92 * DAY, at=end)  # a worker was away until then
                build_due_digests(until=end, at=end)
                deliver_waiting(at=end)
                deliver_waiting(at=end)
                deliveries = list(Delivery.objects.filter(person=amina).order_by("covers_until"))
                said = [word for each in deliveries for word in words_in(each)]
            assert sorted(said) == sorted(word for word, times in written.items() for _nth in range(times))
            for before, after in itertools.pairwise(deliveries):
                assert before.covers_until == after.covers_from < after.covers_until
            assert not DigestCopy.objects.filter(person=amina, delivery=None).exists()
            choice = DigestChoice.objects.get(person=amina)
            assert choice.next_at > end
            assert choice.covered_until == deliveries[-1].covers_until
            transaction.set_rollback(True)

    live_through()
