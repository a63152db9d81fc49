"""The period at a glance: what happened together on which day. Made from the items that can be read, so it says nothing more."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funders.reports.document import Document, Figure, Item
from funders.reports.figures.svg import FAINT, GREEN, PAPER, SOFT, element, line, picture, text

TOLD = (
    "conversation", "understanding", "insight", "step", "experiment", "adapted", "snapshot", "observation", "promise", "payment",
)  # fmt: skip
"""The kinds of item that happened to all. What one person shared stands in its section, and on no line of time."""
WIDTH, LEFT, RIGHT, LANE, DOT = 640, 16, 16, 24, 9
SHORT = 90
RULE = {"stroke": FAINT, "stroke_width": 1}


@dataclass(frozen=True)
class Happened:
    number: int
    day: datetime.date
    words: str
    section: str


def timeline(document: Document) -> Figure | None:
    """The picture of the period, in the language that is spoken now; None where nothing of it has a day."""
    happened = list(_happened(document))
    if not happened:
        return None
    return Figure(
        key="timeline",
        title=_("The period at a glance"),
        words=_(
            "What happened together from %(first)s to %(last)s, one line for each part of this report. "
            "The numbers are those of the table. What people shared is not in it: it stands in its own parts."
        )
        % {"first": _day(document.first_day), "last": _day(document.last_day)},
        svg=_drawn(document, happened),
        columns=(_("Number"), _("Day"), _("What"), _("Part of the report")),
        rows=tuple((str(each.number), _day(each.day), each.words, each.section) for each in happened),
    )


def _happened(document: Document) -> Iterator[Happened]:
    found = [
        (datetime.date.fromisoformat(item.date), item, section.title)
        for section in document.sections
        for item in section.present
        if item.kind in TOLD and item.date
    ]
    inside = [each for each in found if document.first_day <= each[0] <= document.last_day]
    inside.sort(key=lambda each: each[0])
    for number, (day, item, section) in enumerate(inside, start=1):
        yield Happened(number, day, _short(item), section)


def _short(item: Item) -> str:
    """Its heading, and how its words begin."""
    words = " ".join(item.text.split())
    if item.kind in {"conversation", "snapshot", "observation"}:
        return item.heading or words
    begun = words if len(words) <= SHORT else f"{words[: SHORT - 1].rstrip()}…"
    return ": ".join(part for part in (item.heading, begun) if part)


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")


def _drawn(document: Document, happened: list[Happened]) -> str:
    length = max((document.last_day - document.first_day).days, 1)

    def x(day: datetime.date) -> float:
        return LEFT + DOT + (WIDTH - LEFT - RIGHT - 2 * DOT) * (day - document.first_day).days / length

    parts: list[str] = []
    top = 14.0
    for section in dict.fromkeys(each.section for each in happened):
        parts.append(text(LEFT, top, section, 13))
        rows: list[float] = []  # where each row of dots ends
        for each in (each for each in happened if each.section == section):
            here = x(each.day)
            row = next((nth for nth, end in enumerate(rows) if end + 2 * DOT + 2 <= here), len(rows))
            rows[row : row + 1] = [here]
            y = top + 18 + row * LANE
            parts.append(element("circle", cx=here, cy=y, r=DOT, fill=GREEN))
            number = text(here, y + 4, str(each.number), 11, fill=PAPER, text_anchor="middle")
            parts.append(number)
        bottom = top + 18 + len(rows) * LANE - LANE / 2
        parts.append(line(LEFT, bottom, WIDTH - RIGHT, bottom, RULE))
        top = bottom + 20
    for month in _months(document.first_day, document.last_day):
        parts.insert(0, line(x(month), 0, x(month), top - 8, RULE))
    parts.append(text(LEFT, top + 6, _day(document.first_day), fill=SOFT))
    parts.append(text(WIDTH - RIGHT, top + 6, _day(document.last_day), fill=SOFT, text_anchor="end"))
    return picture(WIDTH, top + 16, parts)


def _months(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """The first days of the months within, at most one for each of twenty-four."""
    month = first.replace(day=1)
    for _nth in range(25):
        if first <= month <= last:
            yield month
        month = (month + datetime.timedelta(days=32)).replace(day=1)
