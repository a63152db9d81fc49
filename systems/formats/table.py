"""A table as it comes, out of a CSV file or a sheet of a workbook: rows under a header, and every problem by its row."""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from systems.formats.drawing import Drawing, Remark

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
STARTS = ("from", "source", "cause", "start")
ENDS = ("to", "target", "effect", "end")


class Table:
    """Its rows under the names of its header (`header` in lower case, `titles` as written), each with the number a spreadsheet gives it."""

    def __init__(self, name: str, drawing: Drawing, sheet: str = "") -> None:
        self.name, self.drawing, self.sheet = name, drawing, sheet
        self.titles: list[str] = []
        self.header: list[str] = []
        self.rows: list[tuple[int, list[str]]] = []
        self.begins = 1
        self.matched: dict[str, str] = {}
        self.chosen: dict[str, str] = {}

    def under(self, number: int, cells: Sequence[str]) -> None:
        """Take a row as the header."""
        self.begins = number
        self.titles = [cell.strip() for cell in cells]
        self.header = [title.lower() for title in self.titles]

    def _at(self, row: int) -> str:
        if not self.sheet:
            return ""
        where = {"sheet": self.sheet, "row": row}
        return _("sheet “%(sheet)s”, row %(row)s") % where if row else _("sheet “%(sheet)s”") % where

    def problem(self, row: int, said: str) -> None:
        self.drawing.problems.append(Remark(self.name, row, said, self._at(row)))

    def warning(self, row: int, said: str) -> None:
        self.drawing.warnings.append(Remark(self.name, row, said, self._at(row)))

    def has(self, names: Iterable[str]) -> bool:
        """Whether a column is called by one of `names`."""
        return any(each in self.header for each in names)

    def read(
        self, columns: dict[str, tuple[str, ...]]
    ) -> Iterable[tuple[int, dict[str, str], dict[str, str]]]:
        """Each row: its number, the cells we know by our name for them, and the rest by theirs."""
        place = {
            ours: next(self.header.index(each) for each in theirs if each in self.header)
            for ours, theirs in columns.items()
            if any(each in self.header for each in theirs)
        }
        for title, ours in self.chosen.items():
            if title in self.titles:
                place = {each: n for each, n in place.items() if n != self.titles.index(title)}
                if ours in columns:
                    place[ours] = self.titles.index(title)
        known = set(place.values())
        self.matched = {title: "" for title in self.titles if title}
        self.matched |= {self.titles[n]: ours for ours, n in place.items()}
        for name in {name for name in self.header if name and self.header.count(name) > 1}:
            self.problem(self.begins, _("Two columns are called “%(name)s”.") % {"name": name})
        for number, cells in self.rows:
            if any(CONTROL.search(cell) for cell in cells):
                self.problem(number, _("It holds a control character, which is no text."))
                continue
            if any(cells[len(self.header) :]):
                self.problem(number, _("It has more cells than the header has columns."))
                continue
            full = cells[: len(self.header)] + [""] * (len(self.header) - len(cells))
            rest = {
                name: full[n] for n, name in enumerate(self.titles) if n not in known and name and full[n]
            }
            yield number, {ours: full[n] for ours, n in place.items()}, rest


def ends_in(cells: Iterable[str]) -> bool:
    """Whether these titles are those of a table of links: one for where a link begins, one for where it ends."""
    titles = {cell.strip().lower() for cell in cells}
    return bool(titles & set(STARTS) and titles & set(ENDS))
