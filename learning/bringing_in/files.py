"""A file of notes as rows of text, whatever it was saved as: CSV in some encoding and with some separator, or Excel."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from learning.bringing_in.problems import Unreadable
from learning.bringing_in.xlsx import Workbook
from systems.formats.csv_file import LONGEST_CELL, delimiter_of, what_is_wrong

MOST_BYTES = 256 * 1024 * 1024
MOST_ROWS = 250_000
A_CHUNK = 256 * 1024
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Row = tuple[int, list[str]]


class Broken(Exception):
    """Reading cannot go on at a row: its number, and a sentence."""

    def __init__(self, row: int, said: str) -> None:
        super().__init__(said)
        self.row, self.said = row, said


class NoteFile:
    """One file: its `header`, its `rows` as often as one asks, and in `remarks` what is worth knowing about how it was read.

    Raises Unreadable where it is neither text nor a workbook. A row is given with the number that a spreadsheet shows.
    """

    def __init__(self, opens: Callable[[], BinaryIO]) -> None:
        """`opens` gives the file from its beginning, as often as it is asked."""
        self.opens = opens
        self.remarks: list[str] = []
        with opens() as file:
            if file.seek(0, io.SEEK_END) > MOST_BYTES:
                raise Unreadable(_("The file is larger than %(n)s MB.") % {"n": MOST_BYTES // 1024**2})
            file.seek(0)
            begins = file.read(8)
        if begins.startswith(OLD_EXCEL):
            raise Unreadable(
                _(
                    "It is an old workbook (.xls), or one with a password. Save it as .xlsx or as CSV, without one."
                )
            )
        self.book = Workbook(opens()) if begins.startswith(b"PK\x03\x04") else None
        if self.book is None:
            self.encoding = self._encoding(begins)
            self.delimiter = self._delimiter()
        elif len(self.book.sheets) > 1:
            self.remarks.append(_("It has several sheets: the first one is read."))
        try:
            self.header = next((cells for _number, cells in self._all_rows()), [])
        except Broken as broken:
            raise Unreadable(broken.said) from broken
        if not self.header:
            raise Unreadable(_("The file is empty."))

    def rows(self) -> Iterator[Row]:
        """Each row under the header that holds anything. Raises Broken where reading cannot go on."""
        below = self._all_rows()
        next(below, None)
        for count, row in enumerate(below):
            if count >= MOST_ROWS:
                raise Broken(row[0], _("It has more than %(n)s rows.") % {"n": MOST_ROWS})
            yield row

    def _all_rows(self) -> Iterator[Row]:
        rows = self.book.rows() if self.book else self._csv_rows()
        for number, cells in rows:
            said = "".join(cells)
            if said and not said.isspace():
                yield number, cells

    def _csv_rows(self) -> Iterator[Row]:
        number = 0
        with io.TextIOWrapper(self.opens(), self.encoding, newline="") as text:
            reader = csv.reader(text, delimiter=self.delimiter, strict=True)
            try:
                for number, cells in enumerate(reader, start=1):
                    yield number, cells
            except csv.Error as error:
                raise Broken(number + 1, what_is_wrong(str(error))) from error
            except UnicodeError as error:
                raise Broken(number + 1, _("Here it stops being text.")) from error

    def _encoding(self, begins: bytes) -> str:
        """How the file's letters are written. Raises Unreadable for what is no text."""
        if begins.startswith(UTF_16):
            return "utf-16"
        for encoding in ("utf-8", "cp1252"):
            if self._reads_as(encoding):
                if encoding == "cp1252":
                    self.remarks.append(
                        _("It is not in UTF-8, so it was read as Windows-1252: look at letters with accents.")
                    )
                return "utf-8-sig" if encoding == "utf-8" else encoding
        raise Unreadable(
            _("It is neither in UTF-8 nor in Windows-1252. Save it as “CSV UTF-8” or as .xlsx first.")
        )

    def _reads_as(self, encoding: str) -> bool:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with self.opens() as file:
                while chunk := file.read(A_CHUNK):
                    if b"\0" in chunk:
                        raise Unreadable(_("It is no table: bring a CSV file or an Excel workbook (.xlsx)."))
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    def _delimiter(self) -> str:
        with self.opens() as file:
            return delimiter_of(file.read(LONGEST_CELL).decode(self.encoding, errors="ignore"))
