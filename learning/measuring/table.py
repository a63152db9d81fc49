"""A measure's observations as a CSV table: a day, a value and, if there is one, its story."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from systems.formats.csv_file import CsvFile
from systems.formats.drawing import Drawing, Remark

COLUMNS: dict[str, tuple[str, ...]] = {
    "day": ("day", "date", "on", "observed", "week"),
    "value": ("value", "number", "count", "amount", "how much"),
    "story": ("story", "note", "notes", "comment", "annotation"),
}
ORDERS = ("%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
"""How people write days, beside 2026-11-25: the day first. Twelve months before days are not guessed at."""


@dataclass(frozen=True)
class Observed:
    """One row: its `number` as a spreadsheet counts."""

    number: int
    day: datetime.date
    value: Decimal
    story: str


@dataclass
class Table:
    """What was read of a file, and every problem in it by row."""

    name: str
    rows: list[Observed] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    new: int = 0
    already: int = 0

    def problem(self, row: int, said: str) -> None:
        self.problems.append(Remark(self.name, row, said))


def read_table(name: str, content: bytes) -> Table:
    """The observations in one CSV file. What cannot be read is a problem, and never a guess."""
    said = Drawing()  # it only gathers what CsvFile has to remark
    file = CsvFile(name, content, said)
    table = Table(name, problems=said.problems, warnings=said.warnings)
    if said.problems:
        return table
    for column in ("day", "value"):
        if not file.has(COLUMNS[column]):
            table.problem(1, _("There is no column “%(column)s”.") % {"column": column})
    if said.problems:
        return table
    seen: dict[datetime.date, int] = {}
    for number, cells, _rest in file.read(COLUMNS):
        day, value = _day(cells["day"]), _value(cells["value"])
        if day is None:
            table.problem(number, _("“%(day)s” is no day: write 2026-11-25.") % {"day": cells["day"][:40]})
        if value is None:
            table.problem(number, _("“%(value)s” is no number: write 12.5.") % {"value": cells["value"][:40]})
        if day is None or value is None:
            continue
        if day in seen:
            table.problem(number, _("The same day stands in row %(number)s already.") % {"number": seen[day]})
            continue
        seen[day] = number
        table.rows.append(Observed(number, day, value, cells.get("story", "")))
    table.problems.sort(key=lambda each: each.row)
    return table


def _day(said: str) -> datetime.date | None:
    try:
        if day := parse_date(said):
            return day
    except ValueError:
        return None
    for order in ORDERS:
        try:
            return datetime.datetime.strptime(said, order).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def _value(said: str) -> Decimal | None:
    """A number with a point; thousands are not parted, since 1,250 is read in two ways."""
    try:
        value = Decimal(said.replace("−", "-"))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
