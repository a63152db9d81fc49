"""The items of a report as CSV in UTF-8, one row each, that no spreadsheet takes for a formula."""

import csv
import io

from funders.reports.document import Document
from funders.reports.imprint import Imprint

COLUMNS = (
    "section",
    "kind",
    "date",
    "title",
    "text",
    "attribution",
    "touches",
    "amount",
    "currency",
    "digest",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """`cell`, with an apostrophe before it where a spreadsheet might run it."""
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA) else cell


def render(document: Document, imprint: Imprint) -> bytes:
    """The whole file. A withdrawn item is a row with its section, the kind "withdrawn" and its digest."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow((*COLUMNS, "report", "sha256"))
    for section in document.sections:
        for item in section.items:
            said = (
                ("withdrawn", "", "", "", "", "", "", "")
                if item.withdrawn
                else (
                    item.kind,
                    item.date,
                    item.title,
                    item.text,
                    item.attribution,
                    "; ".join(item.touches),
                    item.amount,
                    item.currency,
                )
            )
            cells = (section.title, *said, item.digest, imprint.number, imprint.sha256)
            writer.writerow([safe(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
