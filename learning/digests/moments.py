"""When a person's digest is due: an hour of a day, told by the clocks of a place that put them forward and back."""

import datetime
from typing import Protocol

from relationships.models import Circle

A_DAY = datetime.timedelta(days=1)
LONGEST = 40
"""No rhythm has a longer pause than so many days."""


class Rhythm(Protocol):
    """What says when: `DigestChoice`, or anything like it."""

    rhythm: str
    day: int
    hour: int
    away_until: datetime.date | None

    @property
    def tz(self) -> datetime.tzinfo: ...


def is_its_day(rhythm: str, weekday: int, day: datetime.date) -> bool:
    """Whether a digest comes on `day`: every such weekday, the first in each fortnight, or the first in each month.

    Fortnights are those of the circles' digests (`periods.period_of`), so that each comes soon after they end.
    """
    if day.weekday() != weekday:
        return False
    if rhythm == Circle.Rhythm.FORTNIGHTLY:
        return (day.toordinal() - 1) % 14 < 7
    return rhythm == Circle.Rhythm.WEEKLY or day.day <= 7


def at_hour(day: datetime.date, hour: int, tz: datetime.tzinfo) -> datetime.datetime:
    """The moment in UTC at which clocks there show `hour` on `day`.

    Where they show it twice, the first time; where they leave it out, as soon as they have been put forward.
    """
    return datetime.datetime.combine(day, datetime.time(hour), tzinfo=tz).astimezone(datetime.UTC)


def next_moment(choice: Rhythm, after: datetime.datetime) -> datetime.datetime | None:
    """The first moment later than `after` at which a digest is due, not before somebody is back; None for no rhythm."""
    if choice.rhythm == Circle.Rhythm.OFF:
        return None
    day = after.astimezone(choice.tz).date() - A_DAY
    if choice.away_until is not None:
        day = max(day, choice.away_until)
    while True:
        moment = at_hour(day, choice.hour, choice.tz)
        if is_its_day(choice.rhythm, choice.day, day) and moment > after:
            return moment
        day += A_DAY


def last_moment(choice: Rhythm, by: datetime.datetime) -> datetime.datetime:
    """The last moment, not later than `by`, at which a digest was due. ValueError for no rhythm."""
    day = by.astimezone(choice.tz).date() + A_DAY
    for _nth in range(LONGEST):
        moment = at_hour(day, choice.hour, choice.tz)
        if is_its_day(choice.rhythm, choice.day, day) and moment <= by:
            return moment
        day -= A_DAY
    raise ValueError(f"no digest is due in the rhythm {choice.rhythm!r}")
