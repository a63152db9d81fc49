"""One CSV file as it comes: whatever a spreadsheet saved, with every problem named by its row."""

import codecs
import csv
import io
import re

from django.utils.translation import gettext as _

from hls_platform.spreadsheets import original
from systems.formats.drawing import MOST_BYTES, MOST_LINKS, Drawing
from systems.formats.table import CONTROL as CONTROL  # notes that people bring in refuse the same
from systems.formats.table import Table, ends_in

SEP = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
LONGEST_CELL = csv.field_size_limit()


class CsvFile(Table):
    """One CSV file. Two empty rows end its first table; what follows under a header of its own is `beside`."""

    def __init__(self, name: str, content: bytes, drawing: Drawing) -> None:
        super().__init__(name, drawing)
        self.beside: Table | None = None
        text = self._text(content)
        if text is None:
            return
        sep = SEP.match(text)  # how Excel says what stands between cells
        delimiter = sep[1] if sep else delimiter_of(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        number = empty = total = 0
        table: Table = self
        try:
            for number, cells in enumerate(reader, start=1):
                if not any(cell.strip() for cell in cells) or (sep and number == 1):
                    empty += 1
                    continue
                if not table.titles:
                    table.under(number, cells)
                elif empty >= 2 and self.beside is None and ends_in(cells):
                    table = self.beside = Table(name, drawing)
                    table.under(number, cells)
                elif total < MOST_LINKS + (self.beside is not None) * MOST_LINKS:
                    total += 1
                    table.rows.append((number, [original(cell.strip()) for cell in cells]))
                else:
                    self.problem(number, _("It has more than %(n)s rows.") % {"n": MOST_LINKS})
                    return
                empty = 0
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
