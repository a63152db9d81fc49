"""The items of a report as CSV in UTF-8, one row each, that no spreadsheet takes for a formula."""

import csv
import io

from funders.reports.document import Document
from funders.reports.imprint import Imprint
from hls_platform.spreadsheets import harmless

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
            writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
