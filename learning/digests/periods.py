"""The periods of digests: weeks, fortnights and months, half-open, from local midnight to local midnight."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hls_platform.midnight import midnight
from relationships.models import Circle

A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open: `start` belongs to it, `end` to the next. Both are the UTC moments of local midnights."""

    start: datetime.datetime
    end: datetime.datetime

    @property
    def in_words(self) -> str:
        """The days it covers, first and last, as people say them: "Monday 2 to Sunday 8 November"."""
        first = timezone.localdate(self.start)
        last = timezone.localdate(self.end) - A_DAY
        to = date_format(last, "l j F Y" if last.year != timezone.localdate().year else "l j F")
        if first == last:
            return to
        same_month = (first.year, first.month) == (last.year, last.month)
        same_year = first.year == last.year
        spoken = "l j" if same_month else "l j F" if same_year else "l j F Y"
        return _("%(first)s to %(last)s") % {"first": date_format(first, spoken), "last": to}


def period_of(rhythm: str, moment: datetime.datetime) -> Period:
    """The period of a rhythm (`Circle.Rhythm`, not OFF) that holds `moment`. ValueError for another rhythm.

    Weeks begin on Mondays, fortnights on every second Monday counted from 1 January of the year 1, which was
    one, months on their first day; all in the time zone of the place.
    """
    day = timezone.localdate(moment)
    if rhythm in {Circle.Rhythm.WEEKLY, Circle.Rhythm.FORTNIGHTLY}:
        length = 7 if rhythm == Circle.Rhythm.WEEKLY else 14
        first = day - datetime.timedelta(days=(day.toordinal() - 1) % length)
        following = first + datetime.timedelta(days=length)
    elif rhythm == Circle.Rhythm.MONTHLY:
        first = day.replace(day=1)
        following = (first + datetime.timedelta(days=31)).replace(day=1)
    else:
        raise ValueError(f"no digest is made in the rhythm {rhythm!r}")
    return Period(midnight(first), midnight(following))


def ended_periods(rhythm: str, *, by: datetime.datetime, count: int = 1) -> list[Period]:
    """The last `count` periods of a rhythm that had ended at the moment `by`, oldest first."""
    periods: list[Period] = []
    begins_next = period_of(rhythm, by).start
    for _nth in range(count):
        periods.insert(0, period_of(rhythm, begins_next - datetime.timedelta(hours=1)))
        begins_next = periods[0].start
    return periods
