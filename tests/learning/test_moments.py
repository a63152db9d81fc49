"""When a digest is due: once on each of its days, whatever the clocks do."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.digests.moments import at_hour, is_its_day, last_moment, next_moment

A_MOMENT = datetime.timedelta(microseconds=1)


@dataclass
class Wish:
    rhythm: str = "weekly"
    day: int = 0
    hour: int = 8
    zone: str = "Europe/London"
    away_until: datetime.date | None = None

    @property
    def tz(self) -> datetime.tzinfo:
        return ZoneInfo(self.zone)


def utc(*when: int) -> datetime.datetime:
    return datetime.datetime(*when, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("wish", "after", "due"),
    [
        # Europe/London: the clock goes forward at one on 29 March 2026 and back at two on 25 October.
        (Wish(day=6, hour=0), utc(2026, 3, 28, 12), utc(2026, 3, 29, 0)),
        (Wish(day=6, hour=1), utc(2026, 3, 28, 12), utc(2026, 3, 29, 1)),  # no such hour: at two, when it is past
        (Wish(day=6, hour=2), utc(2026, 3, 28, 12), utc(2026, 3, 29, 1)),
        (Wish(day=6, hour=3), utc(2026, 3, 28, 12), utc(2026, 3, 29, 2)),
        (Wish(day=0), utc(2026, 3, 29, 12), utc(2026, 3, 30, 7)),
        (Wish(day=6, hour=1), utc(2026, 10, 24, 12), utc(2026, 10, 25, 0)),  # twice that hour: the first time
        (Wish(day=6, hour=1), utc(2026, 10, 25, 0), utc(2026, 11, 1, 1)),  # and not the second
        (Wish(day=6, hour=2), utc(2026, 10, 24, 12), utc(2026, 10, 25, 2)),
        (Wish(day=0), utc(2026, 10, 25, 12), utc(2026, 10, 26, 8)),
        # Pacific/Auckland: back at three on 5 April 2026, forward at two on 27 September.
        (Wish(day=6, hour=2, zone="Pacific/Auckland"), utc(2026, 4, 4), utc(2026, 4, 4, 13)),
        (Wish(day=6, hour=2, zone="Pacific/Auckland"), utc(2026, 4, 4, 13), utc(2026, 4, 11, 14)),
        (Wish(day=6, hour=2, zone="Pacific/Auckland"), utc(2026, 9, 26), utc(2026, 9, 26, 14)),
        (Wish(day=6, hour=3, zone="Pacific/Auckland"), utc(2026, 9, 26), utc(2026, 9, 26, 14)),
        # America/Santiago puts its clock forward at midnight, on 6 September 2026.
        (Wish(day=6, hour=0, zone="America/Santiago"), utc(2026, 9, 5), utc(2026, 9, 6, 4)),
        # Australia/Lord_Howe by half an hour, on 4 October 2026: two o’clock is left out, half past two is there.
        (Wish(day=6, hour=2, zone="Australia/Lord_Howe"), utc(2026, 10, 3), utc(2026, 10, 3, 15, 30)),
        (Wish("fortnightly", day=4), utc(2026, 3, 2), utc(2026, 3, 6, 8)),
        (Wish("fortnightly", day=4), utc(2026, 3, 6, 8), utc(2026, 3, 20, 8)),
        (Wish("monthly", day=2), utc(2026, 3, 4, 8), utc(2026, 4, 1, 7)),  # the first Wednesday
        (Wish("monthly", day=1), utc(2026, 2, 3, 8), utc(2026, 3, 3, 8)),
        (Wish(away_until=datetime.date(2026, 3, 24)), utc(2026, 3, 2), utc(2026, 3, 30, 7)),
        (Wish(away_until=datetime.date(2026, 3, 23)), utc(2026, 3, 2), utc(2026, 3, 23, 8)),
    ],
)  # fmt: skip
def test_the_next_one_is_due_at_that_hour_of_that_day_by_the_clocks_there(wish, after, due):
    assert next_moment(wish, after) == due
    assert last_moment(wish, due) == due
    assert last_moment(wish, due - A_MOMENT) < due


def test_who_has_none_is_never_due():
    assert next_moment(Wish("off"), utc(2026, 3, 2)) is None


ZONES = (
    "Europe/London",
    "Pacific/Auckland",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "UTC",
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    rhythm=st.sampled_from(["weekly", "fortnightly", "monthly"]),
    day=st.integers(0, 6),
    hour=st.integers(0, 23),
    zone=st.sampled_from(ZONES),
    first=st.dates(datetime.date(2025, 1, 1), datetime.date(2029, 1, 1)),
)
def test_through_a_year_of_any_clock_there_is_one_moment_for_each_day_and_none_between(
    rhythm, day, hour, zone, first
):
    wish = Wish(rhythm, day, hour, zone)
    begins, days = at_hour(first, 0, wish.tz), [first + datetime.timedelta(days=n) for n in range(370)]
    expected = [at_hour(each, hour, wish.tz) for each in days if is_its_day(rhythm, day, each)]
    found, moment = [], begins - A_MOMENT
    for _nth in expected:
        following = next_moment(wish, moment)
        assert following > moment
        assert last_moment(wish, following) == following
        assert last_moment(wish, following - A_MOMENT) <= moment or moment < begins
        found.append(following)
        moment = following
    assert found == expected
