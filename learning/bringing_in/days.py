"""Days as people write them: 2026-05-03, 31/12/2026, 3 May 2026, or the number that Excel keeps."""

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from learning.bringing_in.xlsx import day_of_serial

TIME = r"(?:[t, ]+\d{1,2}[:.]\d{2}.*)?"
ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){TIME}", re.ASCII)
NUMBERS = re.compile(rf"(\d{{1,2}})[-/.] ?(\d{{1,2}})[-/.] ?(\d{{4}}){TIME}", re.ASCII)
DAY_FIRST = re.compile(
    rf"(?:[a-z]+,? +)?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]([a-z]+)\.?,?[ -](\d{{4}}){TIME}", re.ASCII
)
MONTH_FIRST = re.compile(
    rf"(?:[a-z]+,? +)?([a-z]+)\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){TIME}", re.ASCII
)
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
MONTH = {name: n for n, name in enumerate(MONTHS, start=1)} | {
    name[:3]: n for n, name in enumerate(MONTHS, start=1)
}
MONTH["sept"] = 9


LONGEST_DAY = 80


class Order(StrEnum):
    """Which comes first where a day is written in numbers alone; NOT_SAID leaves it to the file."""

    NOT_SAID = ""
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True)
class EitherDay:
    """Numbers that can be read as two days, such as 3/4/2026."""

    day_first: datetime.date
    month_first: datetime.date

    def in_order(self, order: Order) -> datetime.date:
        return self.day_first if order == Order.DAY else self.month_first


@lru_cache(maxsize=4096)
def read_day(said: str) -> datetime.date | EitherDay | None:
    """The day that `said` names, both where it can be either, None where it is none."""
    if len(said) > LONGEST_DAY:
        return None
    said = " ".join(said.split()).lower()
    if found := ISO.fullmatch(said):
        return _day(found[1], found[2], found[3])
    if found := NUMBERS.fullmatch(said):
        day_first, month_first = _day(found[3], found[2], found[1]), _day(found[3], found[1], found[2])
        if day_first and month_first and day_first != month_first:
            return EitherDay(day_first, month_first)
        return day_first or month_first
    if found := DAY_FIRST.fullmatch(said):
        return _day(found[3], MONTH.get(found[2], 0), found[1])
    if found := MONTH_FIRST.fullmatch(said):
        return _day(found[3], MONTH.get(found[1], 0), found[2])
    if found := SERIAL.fullmatch(said):
        return day_of_serial(float(found[1]))
    return None


@lru_cache(maxsize=4096)
def order_told(said: str) -> Order:
    """Which order a day in numbers gives away (31/12/2026 can only begin with the day); NOT_SAID where it tells nothing."""
    found = NUMBERS.fullmatch(" ".join(said.split())) if len(said) <= LONGEST_DAY else None
    if found is None:
        return Order.NOT_SAID
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return Order.DAY
    return Order.MONTH if second > 12 >= first else Order.NOT_SAID


def _day(year: str, month: str | int, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
