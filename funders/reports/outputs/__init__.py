"""What a report goes out as: one file per kind, each with `render(document, imprint) -> bytes`."""

from collections.abc import Callable

from funders.reports.document import Document
from funders.reports.imprint import Imprint
from funders.reports.outputs import csv, html, pdf

OUTPUTS: dict[str, tuple[str, Callable[[Document, Imprint], bytes]]] = {
    "pdf": ("application/pdf", pdf.render),
    "csv": ("text/csv; charset=utf-8", csv.render),
    "html": ("text/html; charset=utf-8", html.render),
}
"""By the end of the file's name: its media type, and what renders it."""
