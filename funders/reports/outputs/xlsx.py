"""A report as an Excel workbook: what it is in front, then one sheet for each of its parts. No cell is a formula."""

import datetime
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from funders.reports.document import Document, Figure, Item, Section
from funders.reports.figures.svg import writable
from funders.reports.front import Front, front_of
from funders.reports.imprint import Imprint

MOST_SIGNS = 32_000
"""What a cell of Excel can hold, and a little less; what is longer goes on in the row below."""
MOST_OF_A_NAME = 31
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def render(document: Document, imprint: Imprint) -> bytes:
    """The .xlsx. A withdrawn item shows only in the count of its sheet."""
    out = io.BytesIO()
    with override(document.meta.language):
        book = _Book(out, document, imprint)
        book.front(front_of(document, imprint))
        for section in document.sections:
            book.section(section)
        book.close()
    return out.getvalue()


class _Book:
    def __init__(self, out: io.BytesIO, document: Document, imprint: Imprint) -> None:
        self.document = document
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
        self.file = xlsxwriter.Workbook(out, options)
        made = datetime.datetime.fromisoformat(imprint.issued_on or document.meta.composed_at)
        self.file.set_properties(
            {
                "title": writable(document.meta.title),
                "author": writable(document.meta.partnership),
                "comments": imprint.sha256,
                "created": made.replace(tzinfo=None),
            }
        )
        # As text, also for who goes into the cell and out again.
        as_text = {"quote_prefix": True, "text_wrap": True, "valign": "top"}
        self.words = self.file.add_format(as_text)
        self.strong = self.file.add_format({**as_text, "bold": True, "bottom": 1})
        self.title = self.file.add_format({"quote_prefix": True, "bold": True, "font_size": 16, "font_color": imprint.dress.colour})  # fmt: skip
        self.amount = self.file.add_format({"num_format": "#,##0.00", "valign": "top"})
        self.names: set[str] = set()

    def sheet(self, title: str) -> "_Sheet":
        """A new sheet under a name that Excel takes, with its whole title in the first row."""
        bare = NOT_IN_A_NAME.sub(" ", writable(title)).strip().strip("'") or "-"
        name = bare[:MOST_OF_A_NAME].strip().strip("'")
        nth = 1
        while name.casefold() in self.names or name.casefold() == "history":
            nth += 1
            ending = f" ({nth})"
            name = bare[: MOST_OF_A_NAME - len(ending)] + ending
        self.names.add(name.casefold())
        sheet = _Sheet(self, self.file.add_worksheet(name))
        sheet.row([title], self.title)
        return sheet

    def front(self, front: Front) -> None:
        sheet = self.sheet(_("This report"))
        sheet.row([self.document.meta.title], self.strong)
        for line in front.lines:
            sheet.row([line.label, line.text])
        for chapter in front.chapters:
            for words in chapter.paragraphs:
                sheet.row([chapter.title, words])
        sheet.widths((34, 90))
        if front.timeline:
            whole = self.sheet(front.timeline.title)
            whole.figure(front.timeline)
            whole.widths((10, 24, 80, 40))

    def section(self, section: Section) -> None:
        sheet = self.sheet(section.title)
        if section.intro:
            sheet.row([section.intro])
        if section.present:
            sheet.row(
                (_("Day"), _("Title"), _("Words"), _("Who"), _("On the map"), _("Amount"), _("Currency"), _("What those who composed it say about it")),
                self.strong,
            )  # fmt: skip
            sheet.stays_in_sight()
        for item in section.present:
            sheet.item(item)
        if section.withdrawn:
            sheet.row([section.withdrawn_line])
        for figure in section.pictures:
            sheet.row([])
            sheet.row([figure.title], self.strong)
            sheet.figure(figure)
        sheet.widths((20, 34, 80, 30, 24, 14, 10, 40))

    def close(self) -> None:
        self.file.close()


class _Sheet:
    def __init__(self, book: _Book, sheet: Worksheet) -> None:
        self.book, self.sheet, self.next = book, sheet, 0

    def row(self, cells: Sequence[str], form: Format | None = None) -> None:
        """The next row; words too long for a cell go on in the rows below it."""
        pieces = [_pieces(cell) for cell in cells]
        for nth in range(max(map(len, pieces), default=1)):
            for column, parts in enumerate(pieces):
                if nth < len(parts) and parts[nth]:
                    self.sheet.write_string(self.next, column, parts[nth], form or self.book.words)
            self.next += 1

    def item(self, item: Item) -> None:
        here = self.next
        said = [item.day, item.title, item.text, item.attribution, "; ".join(item.touches)]
        exact = item.amount and len(item.amount) <= 15
        self.row([*said, "" if exact else item.amount, item.currency, item.comment])
        if exact:
            self.sheet.write_number(here, len(said), float(Decimal(item.amount)), self.book.amount)

    def figure(self, figure: Figure) -> None:
        self.row([figure.words])
        self.row(figure.columns, self.book.strong)
        for row in figure.rows:
            self.row(row)

    def stays_in_sight(self) -> None:
        self.sheet.freeze_panes(self.next, 0)
        self.sheet.repeat_rows(self.next - 1)

    def widths(self, widths: Iterable[int]) -> None:
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)


def _pieces(words: str) -> list[str]:
    words = writable(words)
    return [words[at : at + MOST_SIGNS] for at in range(0, len(words), MOST_SIGNS)] or [""]
