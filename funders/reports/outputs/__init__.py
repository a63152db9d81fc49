"""What a report goes out as: one file per kind, each with `render(document, imprint) -> bytes`.

The same document and imprint are always the same bytes, so that the hash of a file can be known again.
"""

import os
import threading
from collections.abc import Callable
from functools import wraps

from funders.reports.document import Document
from funders.reports.imprint import Imprint
from funders.reports.outputs import csv, csvw, data, docx, html, pdf, xlsx

Render = Callable[[Document, Imprint], bytes]
TURNS = threading.BoundedSemaphore(os.cpu_count() or 1)


def _in_turn(render: Render) -> Render:
    """So many at once as there are processors, the others wait: ten reports take no more memory than two, and no longer."""

    @wraps(render)
    def wait_and_render(document: Document, imprint: Imprint) -> bytes:
        with TURNS:
            return render(document, imprint)

    return wait_and_render


OUTPUTS: dict[str, tuple[str, Render]] = {
    "pdf": ("application/pdf", _in_turn(pdf.render)),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _in_turn(docx.render),
    ),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _in_turn(xlsx.render)),
    "html": ("text/html; charset=utf-8", _in_turn(html.render)),
    "json": ("application/json", _in_turn(data.render)),
    "csv": ("text/csv; charset=utf-8", _in_turn(csv.render)),
    "csv-metadata.json": ("application/csvm+json", _in_turn(csvw.render)),
    "csv.zip": ("application/zip", _in_turn(csv.render_package)),
}
"""By the end of the file's name: its media type, and what renders it."""
