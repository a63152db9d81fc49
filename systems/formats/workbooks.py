"""The sheets of an Excel workbook as rows of values. Formulas give the value they had when the file was saved; none is run."""

import datetime
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from systems.formats.pen import Unreadable
from systems.formats.xml_tree import Element, holdable, parsed

MOST_PART = 40 * 1024 * 1024
MOST_SHEETS = 50
MOST_ROWS = 30_000
MOST_COLUMNS = 300
LONGEST_CELL = 32_767
Value = str | int | float | bool
CELL = re.compile(r"([A-Z]{1,3})[0-9]+", re.ASCII)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
OF_DAYS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
OF_TIMES = {18, 19, 20, 21, 45, 46, 47}
NOT_OF_DAYS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
FIRST_DAY = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook's days are in no time zone


@dataclass
class Sheet:
    """Rows by the number Excel gives them; each a value for each column, "" for an empty one."""

    name: str
    rows: list[tuple[int, list[Value]]]


def sheets_of(content: bytes) -> list[Sheet]:
    """Every sheet of a workbook. Raises Unreadable for what is none, is broken, or holds too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = {each.filename.lstrip("/"): each for each in packed.infolist()}
            if any(each.flag_bits & 1 for each in parts.values()):
                raise Unreadable(_("It is locked by a password: take that off first."))
            if sum(each.file_size for each in parts.values()) > 2 * MOST_PART or len(parts) > 2000:
                raise Unreadable(_("Unpacked it would be larger than 80 MB."))
            return _sheets(packed, parts)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
    ) as error:
        raise Unreadable(_("It is no workbook, or a broken one: save it once more as .xlsx.")) from error


def _sheets(packed: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> list[Sheet]:
    def part(name: str) -> Element | None:
        if name not in parts:
            return None
        with packed.open(parts[name]) as file:
            said = file.read(MOST_PART + 1)
        if len(said) > MOST_PART:
            raise Unreadable(_("Unpacked it would be larger than 80 MB."))
        return parsed(said)

    book = part("xl/workbook.xml")
    where = part("xl/_rels/workbook.xml.rels")
    if book is None or where is None:
        raise Unreadable(_("It is no workbook, or a broken one: save it once more as .xlsx."))
    places = {
        each.said.get("Id", ""): _place(each.said.get("Target", "")) for each in where.all("Relationship")
    }
    words = [_words(each) for each in (part("xl/sharedStrings.xml") or Element("", {}, 0)).all("si")]
    forms = _day_forms(part("xl/styles.xml"))
    about = book.first("workbookPr")
    since_1904 = about is not None and about.said.get("date1904") in {"1", "true"}
    found = []
    for sheet in list((book.first("sheets") or book).all("sheet"))[:MOST_SHEETS]:
        inside = part(places.get(sheet.said.get("id", ""), ""))
        data = inside.first("sheetData") if inside else None
        if data is not None:
            rows = list(_rows(data, words, forms, 1462 if since_1904 else 0))
            found.append(Sheet(sheet.said.get("name", ""), rows))
    return found


def _place(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _words(element: Element) -> str:
    """The text of a cell, run by run; how it is to be pronounced is left out."""
    runs = [element, *element.all("r")]
    said = "".join(text.text for run in runs for text in run.all("t"))
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), said)


def _day_forms(styles: Element | None) -> dict[int, str]:
    """Which of the numbered looks of cells show a number as a "day" or a "time"."""
    if styles is None:
        return {}
    own = {}
    for each in (styles.first("numFmts") or Element("", {}, 0)).all("numFmt"):
        code = NOT_OF_DAYS.sub("", each.said.get("formatCode", "")).lower()
        if re.search(r"[dy]|m{3}", code):
            own[each.said.get("numFmtId", "")] = "day"
        elif re.search(r"[hs]", code):
            own[each.said.get("numFmtId", "")] = "time"
    forms = {}
    for number, look in enumerate((styles.first("cellXfs") or Element("", {}, 0)).all("xf")):
        form = look.said.get("numFmtId", "0")
        known = int(form) if form.isdecimal() and len(form) < 6 else 0
        if kind := own.get(form) or ("day" if known in OF_DAYS else "time" if known in OF_TIMES else ""):
            forms[number] = kind
    return forms


def _rows(
    data: Element, words: list[str], forms: dict[int, str], later: int
) -> Iterable[tuple[int, list[Value]]]:
    number, kept = 0, 0
    for row in data.all("row"):
        said = row.said.get("r", "")
        number = int(said) if said.isdecimal() and len(said) < 8 else number + 1
        cells: list[Value] = []
        for cell in row.all("c"):
            place = CELL.fullmatch(cell.said.get("r", ""))
            column = _column(place[1]) if place else len(cells)
            if column >= MOST_COLUMNS:
                continue
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = _value(cell, words, forms, later)
        if any(cell != "" for cell in cells):
            kept += 1
            if kept > MOST_ROWS:
                raise Unreadable(_("It has more than %(n)s rows.") % {"n": MOST_ROWS})
            yield number, cells


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: Element, words: list[str], forms: dict[int, str], later: int) -> Value:
    kind, said = cell.said.get("t", "n"), cell.words("v")
    if kind == "inlineStr":
        inside = cell.first("is")
        return _words(inside) if inside else ""
    if kind == "s":
        place = int(said) if said.isdecimal() and len(said) < 9 else len(words)
        return words[place] if place < len(words) else ""
    if kind == "b":
        return said.strip() == "1"
    if kind in {"str", "d"}:
        return ESCAPED.sub(lambda match: chr(int(match[1], 16)), said)
    if kind == "e" or not said.strip():
        return ""
    try:
        value = float(said)
    except ValueError:
        return said
    look = cell.said.get("s", "")
    form = forms.get(int(look)) if look.isdecimal() and len(look) < 8 else None
    if form and 0 <= value < 2_000_000:
        return _moment(value, form, later)
    whole = value.is_integer() and abs(value) < 10**15
    return int(value) if whole else value


def _moment(value: float, form: str, later: int) -> str:
    moment = FIRST_DAY + datetime.timedelta(days=value + later, microseconds=1)
    if form == "time":
        return f"{moment:%H:%M:%S}"
    return moment.date().isoformat() if value.is_integer() else f"{moment:%Y-%m-%dT%H:%M:%S}"


def workbook_of(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Value | None]]]]) -> bytes:
    """The .xlsx of sheets given as (name, header, rows). No cell is a formula or an address; a number is a number."""
    import xlsxwriter  # only who writes one waits for it: files are read in a process that starts each time

    out = io.BytesIO()
    no = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, no)
    strong, words = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    for name, header, rows in sheets:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), 24)
        for column, title in enumerate(header):
            sheet.write_string(0, column, holdable(title), strong)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, bool):
                    sheet.write_boolean(number, column, value)
                elif isinstance(value, int | float):
                    sheet.write_number(number, column, value)
                elif value:
                    sheet.write_string(number, column, holdable(value)[:LONGEST_CELL], words)
    book.close()
    return out.getvalue()
