"""A workbook of Excel, read as it comes and no further than asked: nothing in it is computed, and nothing grows in memory.

Its parts are XML in a zip. They are told tag by tag, and no tree is made of them, so that a small file which unfolds
into gigabytes, or nests without end, is refused early and costs little.
"""

import datetime
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from learning.bringing_in.problems import LONGEST, Unreadable

MOST_UNPACKED = 128 * 1024 * 1024
MOST_ELEMENTS = 12_000_000
MOST_STYLES = 100_000
DEEPEST = 40
MOST_COLUMNS = 200
CHUNK = 64 * 1024
QUIET_CHUNKS = 16
"""After so many chunks in which no tag ended, something endless stands where a tag should be."""

DATE_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
"""Formats of numbers that every workbook knows without saying, and that show a day."""
NO_DAY = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
"""What in a format is no letter of a day: words, colours and what is escaped."""
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Begin = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class Workbook:
    """One workbook: `rows` gives those of its first visible sheet. Raises Unreadable for what is none."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise Unreadable(_broken()) from error
        if sum(part.file_size for part in self.zip.infolist()) > MOST_UNPACKED:
            raise Unreadable(_("Unpacked, it is larger than %(n)s MB.") % {"n": MOST_UNPACKED // 1024**2})
        self.from_1904 = False
        self.sheets: list[str] = []
        book = self._main_part()
        self._read_book(book)
        leads_to = self._relations(book)
        if not self.sheets or self.sheets[0] not in leads_to:
            raise Unreadable(_("There is no sheet in it."))
        self.parts = [leads_to[each] for each in self.sheets if each in leads_to]
        """Where each visible sheet stands; `sheet` is the one that is read."""
        self.sheet = self.parts[0]
        self.dates = self._date_styles(posixpath.join(posixpath.dirname(book), "styles.xml"))
        self.strings = self._shared_strings(posixpath.join(posixpath.dirname(book), "sharedStrings.xml"))

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the number it has in the sheet, its cells as text; a day as 2026-05-03."""
        reader = _Sheet(self)
        for _chunk in self._walk(self.sheet, reader.begin, reader.end, reader.text):
            yield from reader.done
            reader.done.clear()
        yield from reader.done

    def day_of(self, serial: float) -> str:
        """The day that a number in a cell stands for; the number as text, where it is none."""
        found = day_of_serial(serial, from_1904=self.from_1904)
        return found.isoformat() if found else _number(serial)

    def _main_part(self) -> str:
        for target, kind in self._related("_rels/.rels", ""):
            if kind.endswith("/officeDocument"):
                return target
        raise Unreadable(_("It is a zip file, and no workbook of Excel (.xlsx)."))

    def _read_book(self, name: str) -> None:
        def begin(tag: str, said: dict[str, str]) -> None:
            if tag == "workbookPr":
                self.from_1904 = said.get("date1904") in {"1", "true"}
            elif tag == "sheet" and said.get("state", "visible") == "visible" and len(self.sheets) < 1000:
                self.sheets.append(said.get("id", ""))

        self._read(name, begin)

    def _relations(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        found: dict[str, str] = {}

        def begin(tag: str, said: dict[str, str]) -> None:
            if tag == "Relationship" and len(found) < MOST_STYLES:
                found[said.get("Id", "")] = _part(folder, said.get("Target", ""))

        self._read(f"{folder}/_rels/{name}.rels", begin)
        return found

    def _related(self, name: str, folder: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []

        def begin(tag: str, said: dict[str, str]) -> None:
            if tag == "Relationship" and len(found) < MOST_STYLES:
                found.append((_part(folder, said.get("Target", "")), said.get("Type", "")))

        self._read(name, begin)
        return found

    def _date_styles(self, name: str) -> list[bool]:
        """Of each style, by its number, whether it shows a day."""
        formats: dict[str, str] = {}
        styles: list[str] = []
        where: list[str] = []

        def begin(tag: str, said: dict[str, str]) -> None:
            where.append(tag)
            if len(styles) > MOST_STYLES or len(formats) > MOST_STYLES:
                raise Unreadable(_broken())
            if tag == "numFmt":
                formats[said.get("numFmtId", "")] = said.get("formatCode", "")
            elif tag == "xf" and "cellXfs" in where:
                styles.append(said.get("numFmtId", "0"))

        def end(_tag: str) -> None:
            where.pop()

        if name not in self.zip.namelist():
            return []
        self._read(name, begin, end)
        return [
            _shows_a_day(formats[each]) if each in formats else each.isdecimal() and int(each) in DATE_FORMATS
            for each in styles
        ]

    def _shared_strings(self, name: str) -> list[str]:
        found: list[str] = []
        said = _Said()
        inside = {"read": False, "spoken": False}

        def begin(tag: str, _attributes: dict[str, str]) -> None:
            if tag == "si":
                said.clear()
            elif tag == "rPh":
                inside["spoken"] = True
            elif tag == "t":
                inside["read"] = not inside["spoken"]

        def end(tag: str) -> None:
            if tag == "si":
                found.append(str(said))
            elif tag == "rPh":
                inside["spoken"] = False
            elif tag == "t":
                inside["read"] = False

        def text(more: str) -> None:
            if inside["read"]:
                said.add(more)

        if name in self.zip.namelist():
            self._read(name, begin, end, text)
        return found

    def _read(self, name: str, begin: Begin, end: End | None = None, text: Text | None = None) -> None:
        for _chunk in self._walk(name, begin, end, text):
            pass

    def _walk(self, name: str, begin: Begin, end: End | None, text: Text | None) -> Iterator[None]:
        """Tell `begin`, `end` and `text` what stands in one part; a step for each chunk of it. Raises Unreadable."""
        parser = expat.ParserCreate(namespace_separator=" ")
        told = {"elements": 0, "depth": 0, "quiet": 0}

        def on_begin(tag: str, attributes: dict[str, str]) -> None:
            told["elements"] += 1
            told["depth"] += 1
            told["quiet"] = 0
            if told["depth"] > DEEPEST or told["elements"] > MOST_ELEMENTS:
                raise Unreadable(_("It is nested or filled beyond what a sheet holds."))
            begin(tag.rpartition(" ")[2], {key.rpartition(" ")[2]: said for key, said in attributes.items()})

        def on_end(tag: str) -> None:
            told["depth"] -= 1
            told["quiet"] = 0
            if end is not None:
                end(tag.rpartition(" ")[2])

        def refuse(*_said: object) -> None:
            raise Unreadable(_("It defines words of its own in its XML, which no workbook does."))

        parser.StartElementHandler, parser.EndElementHandler = on_begin, on_end
        parser.StartDoctypeDeclHandler = refuse
        if text is not None:
            parser.buffer_text = True
            parser.CharacterDataHandler = text
        try:
            with self.zip.open(name) as part:
                yield from _fed(parser, part, told)
        except (KeyError, expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Unreadable(_broken()) from error
        except (NotImplementedError, RuntimeError, OSError) as error:
            raise Unreadable(_("It is packed or locked in a way that cannot be read here.")) from error


def _fed(parser: expat.XMLParserType, part: IO[bytes], told: dict[str, int]) -> Iterator[None]:
    while chunk := part.read(CHUNK):
        told["quiet"] += 1
        if told["quiet"] > QUIET_CHUNKS:
            raise Unreadable(_("A cell in it is longer than a sheet can hold."))
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)


class _Said:
    """Text that comes in pieces, of which no more is kept than a little beyond what a note may hold."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0

    def add(self, more: str) -> None:
        if self.length <= LONGEST:
            self.pieces.append(more)
            self.length += len(more)

    def clear(self) -> None:
        self.pieces.clear()
        self.length = 0

    def __str__(self) -> str:
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(self.pieces))


class _Sheet:
    """What a sheet's tags tell: rows of cells, in `done` as soon as each has ended."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.done: list[tuple[int, list[str]]] = []
        self.row = 0
        self.cells: dict[int, str] = {}
        self.column, self.kind, self.style = -1, "n", ""
        self.value, self.inline = _Said(), _Said()
        self.reading: _Said | None = None
        self.spoken = False

    def begin(self, tag: str, said: dict[str, str]) -> None:
        if tag == "c":
            self.column = _column(said.get("r", ""), self.column + 1)
            self.kind, self.style = said.get("t", "n"), said.get("s", "")
            self.value.clear()
            self.inline.clear()
        elif tag == "v":
            self.reading = self.value
        elif tag == "t" and not self.spoken:
            self.reading = self.inline
        elif tag == "rPh":
            self.spoken = True
        elif tag == "row":
            number = said.get("r", "")
            self.row = int(number) if number.isdecimal() and len(number) < 8 else self.row + 1
            self.cells, self.column = {}, -1

    def text(self, more: str) -> None:
        if self.reading is not None:
            self.reading.add(more)

    def end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self.reading = None
        elif tag == "rPh":
            self.spoken = False
        elif tag == "c":
            if cell := self.cell():
                self.cells[self.column] = cell
        elif tag == "row":
            width = max(self.cells, default=-1) + 1
            self.done.append((self.row, [self.cells.get(each, "") for each in range(width)]))

    def cell(self) -> str:
        """The cell that has ended, as text."""
        said = str(self.value)
        if self.kind == "inlineStr":
            return str(self.inline)
        if self.kind == "s":
            try:
                return self.book.strings[int(said)] if said.strip() else ""
            except (ValueError, IndexError) as error:
                raise Unreadable(_broken()) from error
        if self.kind != "n" or not said.strip():
            return said
        try:
            number = float(said)
        except ValueError:
            return said
        style = int(self.style) if self.style.isdecimal() and len(self.style) < 8 else 0
        shows_a_day = style < len(self.book.dates) and self.book.dates[style]
        return self.book.day_of(number) if shows_a_day else _number(number)


def day_of_serial(serial: float, *, from_1904: bool = False) -> datetime.date | None:
    """The day that Excel means by a number: days since the end of 1899 (with a 29 February 1900 that never was), or since 1904."""
    if not 1 <= serial < 2_958_466:
        return None
    begin = datetime.date(1904, 1, 1) if from_1904 else datetime.date(1899, 12, 30 + (serial < 60))
    try:
        return begin + datetime.timedelta(days=int(serial))
    except OverflowError:
        return None


def _number(number: float) -> str:
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _shows_a_day(code: str) -> bool:
    letters = NO_DAY.sub("", code[:255].split(";")[0]).lower()
    return "d" in letters or "y" in letters


def _column(reference: str, next_one: int) -> int:
    """Which column a reference such as B7 names, from 0; the `next_one` where it names none."""
    letters = reference.rstrip("0123456789")[:4]
    if not (letters.isascii() and letters.isalpha()):
        column = next_one
    else:
        column = -1
        for letter in letters.upper():
            column = (column + 1) * 26 + ord(letter) - ord("A")
    if column >= MOST_COLUMNS:
        raise Unreadable(_("It has more than %(n)s columns.") % {"n": MOST_COLUMNS})
    return column


def _part(folder: str, target: str) -> str:
    """The name in the zip that a relation leads to."""
    return posixpath.normpath(
        target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    )


def _broken() -> str:
    return _("It cannot be read: it seems to be damaged. Open it in a spreadsheet and save it anew.")
