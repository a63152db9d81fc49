"""The items of a report as CSV in UTF-8, one row each, that no spreadsheet takes for a formula; and all of it as a package of tables."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import override

from funders.reports.document import Document, Figure
from funders.reports.front import front_of
from funders.reports.imprint import Imprint
from funders.reports.outputs import csvw
from funders.reports.outputs.packed import packed
from hls_platform.spreadsheets import harmless


def render(document: Document, imprint: Imprint) -> bytes:
    """The whole file. A withdrawn item is a row with its section, the kind "withdrawn" and its digest.

    What is printed on the report stands in the last columns of each row, so that a row taken out still says whence it is.
    """
    with override(document.meta.language):
        signed = [line for line in front_of(document, imprint).lines if line.key == "signature"]
    printed = (
        imprint.number,
        imprint.sha256,
        imprint.issued_on,
        "; ".join(f"{line.label}: {line.text}" for line in signed),
        document.meta.supersedes,
        imprint.verify_at,
    )
    rows: list[tuple[str, ...]] = []
    for section in document.sections:
        for item in section.items:
            said = (
                ("withdrawn", "", "", "", "", "", "", "", "")
                if item.withdrawn
                else (
                    item.kind,
                    item.date,
                    item.title,
                    item.text,
                    item.attribution,
                    csvw.BETWEEN.join(item.touches),
                    item.amount,
                    item.currency,
                    item.comment,
                )
            )
            rows.append((section.title, *said, item.digest, *printed))
    return _written(csvw.ITEMS, rows)


def render_package(document: Document, imprint: Imprint) -> bytes:
    """A zip: the items, what stands in front, and the tables of the pictures as CSV, with their description as CSV on the Web."""
    with override(document.meta.language):
        front = front_of(document, imprint)
    figures = [("", front.timeline)] if front.timeline else []
    figures += [(section.title, figure) for section in document.sections for figure in section.pictures]
    said = [(line.key, line.label, line.text) for line in front.lines]
    said += [(each.key, each.title, words) for each in front.chapters for words in each.paragraphs]
    said += [
        (f"section:{each.key}", each.title, "\n\n".join(filter(None, (each.intro, each.withdrawn_line))))
        for each in document.sections
    ]
    return packed(
        {
            "report.csv": render(document, imprint),
            "front.csv": _written(csvw.FRONT, said),
            "figures.csv": _written(csvw.FIGURES, _cells(figures)),
            "csv-metadata.json": csvw.render_package(document, imprint),
        }
    )


def _cells(figures: Iterable[tuple[str, Figure]]) -> Iterable[tuple[str, ...]]:
    """Each cell of each picture's table in a row of its own: pictures have different columns."""
    for section, figure in figures:
        for nth, row in enumerate(figure.rows, start=1):
            for column, value in zip(figure.columns, row, strict=True):
                yield section, figure.title, figure.words, str(nth), column, value


def _written(columns: Iterable[csvw.Column], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([column.name for column in columns])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
