"""What the columns of a report's tables mean, as W3C's "CSV on the Web" says it: beside the file, for programs that read it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import override

from funders.reports.document import Document
from funders.reports.front import front_of
from funders.reports.imprint import Imprint

BETWEEN = "; "
"""Between the factors in one cell."""
DAY: dict[str, Any] = {"datatype": {"base": "date", "format": "yyyy-MM-dd"}}


@dataclass(frozen=True)
class Column:
    name: str
    means: str
    more: tuple[tuple[str, Any], ...] = (("datatype", "string"),)

    def described(self) -> dict[str, Any]:
        return {"name": self.name, "titles": self.name, "dc:description": self.means, **dict(self.more)}


def _day(name: str, means: str) -> Column:
    return Column(name, means, tuple(DAY.items()))


ITEMS = (
    Column("section", "The part of the report that the item stands in"),
    Column("kind", "What it is, in one English word; withdrawn: its author took the words back since"),
    _day("date", "The day it is of"),
    Column("title", "What stands above it"),
    Column("text", "What it says. Where a spreadsheet could take it for a formula, an apostrophe stands before it"),
    Column("attribution", "Who said it, as they consented to be named"),
    Column("touches", "The factors of the map that it touches", (("datatype", "string"), ("separator", BETWEEN))),
    Column("amount", "An exact amount of money", (("datatype", "decimal"),)),
    Column("currency", "Its currency, in three letters (ISO 4217)"),
    Column("comment", "What those who composed the report say about it"),
    Column("digest", "The SHA-256 of the item, over which the hash of the report is taken"),
    Column("report", "The number of the report; empty before it is issued"),
    Column("sha256", "The hash of the report"),
    _day("issued_on", "The day it was issued"),
    Column("signatures", "Who signed for which organisation, with what reservation"),
    Column("supersedes", "The number of the report in whose place this one stands"),
    Column("verify_at", "The address at which the report can be checked"),
)  # fmt: skip
FRONT = (
    Column("key", "What it is, in English"),
    Column("label", "What it is, in the language of the report"),
    Column("text", "What it says"),
)
FIGURES = (
    Column("section", "The part of the report that the picture stands in; empty: before the first"),
    Column("figure", "The title of the picture"),
    Column("words", "What it shows, in words"),
    Column("row", "The number of the row in its table", (("datatype", "integer"),)),
    Column("column", "The name of the column"),
    Column("value", "What stands there"),
)


def render(document: Document, imprint: Imprint) -> bytes:
    """The description of `report.csv`, which lies beside it under the address that the standard looks at first."""
    return _as_json(document, imprint, _table("report.csv", ITEMS))


def render_package(document: Document, imprint: Imprint) -> bytes:
    """The description of the three tables of the package."""
    tables = [_table("report.csv", ITEMS), _table("front.csv", FRONT), _table("figures.csv", FIGURES)]
    return _as_json(document, imprint, {"tables": tables})


def _table(url: str, columns: Iterable[Column]) -> dict[str, Any]:
    return {
        "url": url,
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"', "doubleQuote": True},
        "tableSchema": {"columns": [column.described() for column in columns]},
    }  # fmt: skip


def _as_json(document: Document, imprint: Imprint, tables: dict[str, Any]) -> bytes:
    with override(document.meta.language):
        front = front_of(document, imprint)
    chapters = [
        {"key": each.key, "label": each.title, "text": words}
        for each in front.chapters
        for words in each.paragraphs
    ]
    said = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": document.meta.language}],
        **tables,
        "dc:title": document.meta.title,
        "dc:language": document.meta.language,
        "dc:identifier": imprint.number or document.meta.report,
        "notes": [asdict(line) for line in front.lines] + chapters,
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
