"""What each row of a file becomes: a note, or a problem with its row."""

import datetime
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from hls_platform.spreadsheets import original
from learning.bringing_in.columns import Columns
from learning.bringing_in.days import EitherDay, Order, order_told, read_day
from learning.bringing_in.files import Broken, NoteFile
from learning.bringing_in.problems import LONGEST, Problem, Unreadable
from learning.models import Reflection
from systems.formats.csv_file import CONTROL

NOWHERE = 1_000_000
MOST_DAYS = 50_000
EARLIEST = datetime.date(1900, 1, 1)


class Note(NamedTuple):
    """One row that can be kept; `happened_on` is None where the file names no days."""

    happened_on: datetime.date | None
    kind: str
    text: str
    what: str
    so_what: str
    now_what: str


class Reading:
    """The notes of a file, row by row, as its `columns` and the `order` of its days say.

    `today` is the last day that something can have happened on.
    """

    def __init__(self, file: NoteFile, columns: Columns, *, order: Order, today: datetime.date) -> None:
        self.file, self.columns, self.order, self.today = file, columns, order, today
        self.places = [NOWHERE if place is None else place for place in columns.words]
        self.days: dict[str, datetime.date | str] = {}
        self.kinds = {
            said.lower(): kind.value
            for kind in Reflection.Kind
            for said in (kind.value, str(kind.label), str(kind.label).removeprefix("a "))
        } | {"": Reflection.Kind.MOMENT.value}

    def __iter__(self) -> Iterator[Note | Problem]:
        """Each row, as a note or with what is wrong with it: the first thing that is."""
        if wrong := self.columns.problem():
            yield Problem(0, wrong)
            return
        try:
            for number, cells in self.file.rows():
                read = self._read(cells)
                yield Problem(number, read) if isinstance(read, str) else read
        except Broken as broken:
            yield Problem(broken.row, broken.said)
        except Unreadable as unreadable:
            yield Problem(0, str(unreadable))

    def _read(self, cells: list[str]) -> Note | str:
        columns, width = self.columns, len(cells)
        words = [_tidy(cells[place]) if place < width else "" for place in self.places]
        said = "".join(words)
        if not said:
            return _("It holds no words.")
        if len(said) > LONGEST:
            return _("Its words are longer than %(n)s characters.") % {"n": LONGEST}
        if CONTROL.search(said):
            return _("It holds a control character, which is no text.")
        kind = self.kinds.get(_cell(cells, columns.kind).strip().lower())
        if kind is None:
            return _("The kind “%(said)s” is not known here.") % {"said": _short(_cell(cells, columns.kind))}
        day = self._known_day(_cell(cells, columns.day)) if columns.day is not None else None
        return day if isinstance(day, str) else Note(day, kind, *words)

    def _known_day(self, said: str) -> datetime.date | str:
        """The same as `_day`, which is asked once for each day of the file."""
        day = self.days.get(said)
        if day is None:
            day = self._day(said.strip())
            if len(self.days) < MOST_DAYS:
                self.days[said] = day
        return day

    def _day(self, said: str) -> datetime.date | str:
        """The day of a cell, or a sentence about what is wrong with it."""
        if not said:
            return _("There is no day.")
        day = read_day(said)
        if isinstance(day, EitherDay):
            order = self.order or self._order_of_the_file
            if not order:
                return _(
                    "The day “%(said)s” can be read in two ways: say whether the day or the month comes first."
                ) % {"said": _short(said)}
            day = day.in_order(order)
        if day is None or (self.order and order_told(said) not in {"", self.order}):
            return _("“%(said)s” is no day: write 2026-05-03, 31/12/2026 or 3 May 2026.") % {
                "said": _short(said)
            }
        if day > self.today:
            return _("The day “%(said)s” lies ahead.") % {"said": _short(said)}
        return day if day >= EARLIEST else _("The day “%(said)s” is too long ago.") % {"said": _short(said)}

    @cached_property
    def _order_of_the_file(self) -> Order:
        """Which comes first, as days such as 31/12/2026 give away; NOT_SAID where none does, or they contradict each other."""
        place, told = self.columns.day, set[Order]()
        try:
            for _number, cells in self.file.rows():
                told.add(order_told(_cell(cells, place).strip()))
        except (Broken, Unreadable):  # said where the row is read
            pass
        told.discard(Order.NOT_SAID)
        return told.pop() if len(told) == 1 else Order.NOT_SAID


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _tidy(cell: str) -> str:
    """Words in one form, whichever program saved them, so that the same note is known again."""
    if "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    cell = cell.strip()
    if cell[:1] == "'":
        cell = original(cell)
    return cell if cell.isascii() else unicodedata.normalize("NFC", cell)


def _short(said: str) -> str:
    return said.strip()[:40]
