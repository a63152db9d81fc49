"""One CSV file as it comes: whatever a spreadsheet saved, with every problem named by its row."""

import codecs
import csv
import io
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from hls_platform.spreadsheets import original
from systems.formats.drawing import MOST_BYTES, MOST_LINKS, Drawing, Remark

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
LONGEST_CELL = csv.field_size_limit()


class CsvFile:
    """One file: its rows under the names of its header, each with the number a spreadsheet gives it, and its remarks."""

    def __init__(self, name: str, content: bytes, drawing: Drawing) -> None:
        self.name, self.drawing = name, drawing
        self.header: list[str] = []
        self.rows: list[tuple[int, list[str]]] = []
        text = self._text(content)
        if text is None:
            return
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if not any(cell.strip() for cell in cells):
                    continue
                if not self.header:
                    self.header = [cell.strip().lower() for cell in cells]
                elif len(self.rows) < MOST_LINKS:
                    self.rows.append((number, [original(cell.strip()) for cell in cells]))
                else:
                    self.problem(number, _("It has more than %(n)s rows.") % {"n": MOST_LINKS})
                    return
        except csv.Error as error:
            self.problem(number + 1, what_is_wrong(str(error)))
            return
        if not self.rows:
            self.problem(
                0, _("There is no row under the header.") if self.header else _("The file is empty.")
            )

    def _text(self, content: bytes) -> str | None:
        """What the file says; None, with a problem, where it is no text."""
        if len(content) > MOST_BYTES:
            self.problem(0, _("The file is larger than 10 MB."))
        elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16", errors="replace")
        elif content.startswith(b"PK\x03\x04") or b"\0" in content:
            self.problem(0, _("It is not a text file. In a spreadsheet, save it as “CSV UTF-8” first."))
        else:
            try:
                return content.decode("utf-8-sig")
            except UnicodeDecodeError:
                return self._windows(content)
        return None

    def _windows(self, content: bytes) -> str | None:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            self.problem(0, _("It is neither in UTF-8 nor in Windows-1252. Save it as “CSV UTF-8” first."))
            return None
        said = _("It is not in UTF-8, so it was read as Windows-1252: look at letters with accents.")
        self.warning(0, said)
        return text

    def problem(self, row: int, said: str) -> None:
        self.drawing.problems.append(Remark(self.name, row, said))

    def warning(self, row: int, said: str) -> None:
        self.drawing.warnings.append(Remark(self.name, row, said))

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
        known = set(place.values())
        for name in {name for name in self.header if name and self.header.count(name) > 1}:
            self.problem(1, _("Two columns are called “%(name)s”.") % {"name": name})
        for number, cells in self.rows:
            if any(CONTROL.search(cell) for cell in cells):
                self.problem(number, _("It holds a control character, which is no text."))
                continue
            if len(cells) > len(self.header):
                self.problem(number, _("It has more cells than the header has columns."))
                continue
            full = cells + [""] * (len(self.header) - len(cells))
            rest = {
                name: full[n] for n, name in enumerate(self.header) if n not in known and name and full[n]
            }
            yield number, {ours: full[n] for ours, n in place.items()}, rest


def delimiter_of(text: str) -> str:
    """Comma, semicolon or tab: whichever the header has most of outside its quotation marks."""
    header = re.sub(r'"[^"]*"', "", text[:LONGEST_CELL]).strip().split("\n", 1)[0]
    return max(",;\t", key=header.count)


def what_is_wrong(said: str) -> str:
    """What the csv module said, as a sentence for people."""
    if "field limit" in said:
        return _("A cell is longer than %(n)s characters.") % {"n": LONGEST_CELL}
    if "unexpected end" in said:
        return _("A quotation mark begins here and is not closed anywhere after it.")
    return _("A quotation mark stands in the middle of a cell: write it twice inside quotation marks.")
