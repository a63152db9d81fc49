"""Everything that a report goes out as, opened by readers that are not ours: the same items, the same words, in the same order."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator

import docx
import html5lib
import openpyxl
import pypdf
import pytest
from django.utils.translation import override
from docx.table import Table

from funders.reports.document import Document, Item
from funders.reports.front import front_of
from funders.reports.outputs import OUTPUTS
from hls_platform.spreadsheets import original
from tests.funders.a_whole_report import RESERVATION, a_whole_report, an_imprint

TEXTS = ("«We rang too late.»", "«They came back:\n\ntwice, & <b>early</b>.»", "«=SUM(A1)» is no sum")
HIDDEN = re.compile(r"[\s\u200b\xad]")


def bare(words: str) -> str:
    """Words without spaces, so that where a line breaks does not matter."""
    return HIDDEN.sub("", words)


def _pdf(file: bytes) -> Iterator[str]:
    for page in pypdf.PdfReader(io.BytesIO(file)).pages:
        yield page.extract_text()


def _docx(file: bytes) -> Iterator[str]:
    for block in docx.Document(io.BytesIO(file)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield from (cell.text for cell in row.cells)
        else:
            yield block.text


def _xlsx(file: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(file)).worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from (str(cell) for cell in row if cell is not None)


def _html(file: bytes) -> Iterator[str]:
    page = html5lib.parse(file.decode(), namespaceHTMLElements=False)
    yield from next(page.iter("main")).itertext()


def _json(file: bytes) -> Iterator[str]:
    def walk(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for name, each in value.items():
                if name not in {"meta", "signatures", "svg"}:
                    yield from walk(each)
        elif isinstance(value, list):
            for each in value:
                yield from walk(each)
        elif isinstance(value, str):
            yield value

    return walk(json.loads(file))


def _rows(file: bytes) -> Iterator[dict[str, str]]:
    read = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    return ({name: original(cell) for name, cell in row.items()} for row in read)


def _package(file: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(file)) as opened:
        for name in ("front.csv", "report.csv", "figures.csv"):
            for row in _rows(opened.read(name)):
                yield from row.values()


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "html": _html, "json": _json, "csv.zip": _package,
}  # fmt: skip


@pytest.fixture(scope="module")
def document() -> Document:
    return a_whole_report(*TEXTS)


@pytest.fixture(scope="module")
def files(document: Document) -> dict[str, bytes]:
    return {kind: render(document, an_imprint(document)) for kind, (_media, render) in OUTPUTS.items()}


@pytest.fixture(scope="module")
def words(files: dict[str, bytes]) -> dict[str, str]:
    """What each file says, read once."""
    return {kind: bare("".join(read(files[kind]))) for kind, read in READERS.items()}


def test_every_kind_of_file_is_read_here(files):
    assert set(files) == {*READERS, "csv", "csv-metadata.json"}


@pytest.mark.parametrize("kind", READERS)
def test_the_items_stand_in_it_once_each_with_their_words_in_the_same_order(document, words, kind):
    said = words[kind]
    place = 0
    for item in document.items:
        place = said.index(bare(item.text), place) + 1
    with override("en-gb"):
        told_twice = str(front_of(document, an_imprint(document)).timeline.rows).count("«")
    assert said.count("«") == len(list(document.items)) + told_twice
    for item in document.items:
        for each in (item.title, item.attribution, *item.touches, item.comment):
            assert bare(each) in said
    assert "takenback" not in said


@pytest.mark.parametrize("kind", READERS)
def test_what_is_printed_on_it_stands_in_it(document, words, kind):
    said = words[kind]
    with override("en-gb"):
        front = front_of(document, an_imprint(document))
        withdrawn = [section.withdrawn_line for section in document.sections if section.withdrawn]
    printed = [each for line in front.lines for each in (line.label, line.text)]
    printed += [each for chapter in front.chapters for each in (chapter.title, *chapter.paragraphs)]
    assert {line.key for line in front.lines} == {
        "partnership", "period", "state", "supersedes", "signature", "withdrawn", "verify_at", "sha256",
    }  # fmt: skip
    assert any(RESERVATION in each for each in printed)
    assert withdrawn
    for each in printed + withdrawn:
        assert bare(each) in said, each


@pytest.mark.parametrize("kind", READERS)
def test_each_picture_stands_in_it_as_words_and_as_a_table(document, words, kind):
    said = words[kind]
    with override("en-gb"):
        front = front_of(document, an_imprint(document))
    figures = [front.timeline, *(figure for section in document.sections for figure in section.pictures)]
    assert [figure.key for figure in figures] == ["timeline", "map", "measure"]
    for figure in figures:
        cells = [cell for row in figure.rows for cell in row]
        for each in (figure.title, figure.words, *figure.columns, *cells):
            assert bare(each) in said, each


def test_the_table_of_items_says_what_each_item_says(document, files):
    rows = list(_rows(files["csv"]))
    there = [(section.title, item) for section in document.sections for item in section.items]
    assert [
        (row["section"], row["kind"], row["date"], row["title"], row["text"], row["attribution"], row["touches"], row["amount"], row["comment"])
        for row in rows
    ] == [
        (title, each.kind, each.date, each.title, each.text, each.attribution, "; ".join(each.touches), each.amount, each.comment)
        if isinstance(each, Item)
        else (title, "withdrawn", "", "", "", "", "", "", "")
        for title, each in there
    ]  # fmt: skip
    for row in rows:
        assert (row["report"], row["supersedes"]) == ("2026-0007", "2026-0003")
        assert RESERVATION in row["signatures"]
        assert row["verify_at"].startswith("https://")


HOSTILE = {
    "script": "<script>alert(1)</script>\"><img src=x onerror=alert(2)>",
    "formula": "=HYPERLINK(\"http://evil.example\")",
    "plus": "+44 1632 960001",
    "emoji": "Well done 👍🏽 👨‍👩‍👧",
    "arabic": "مرحبا بالعالم (hello) ١٢٣",
    "hebrew and bidi": "שלום \u202eabc\u202c",
    "long": "a word and " * 910,
    "lines": "one\n\ntwo\nthree",
}  # fmt: skip


@pytest.fixture(scope="module")
def hostile() -> tuple[Document, dict[str, bytes]]:
    document = a_whole_report(*HOSTILE.values())
    imprint = an_imprint(document)
    return document, {kind: render(document, imprint) for kind, (_media, render) in OUTPUTS.items()}


@pytest.mark.parametrize("kind", [kind for kind in READERS if kind != "pdf"])
def test_whatever_people_wrote_comes_through_whole(hostile, kind):
    said = bare("".join(READERS[kind](hostile[1][kind])))
    for name, text in HOSTILE.items():
        assert bare(text) in said, name


def test_no_cell_of_the_workbook_is_a_formula_or_a_link_and_none_becomes_one_when_it_is_edited(hostile):
    book = openpyxl.load_workbook(io.BytesIO(hostile[1]["xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert all(cell.quotePrefix for cell in cells if cell.data_type == "s")
    assert not any(cell.hyperlink for cell in cells)


def test_words_longer_than_a_cell_go_on_below_it():
    document = a_whole_report("long " * 10_000)
    sheets = openpyxl.load_workbook(io.BytesIO(OUTPUTS["xlsx"][1](document, an_imprint(document))))
    column = [row[2] for row in sheets["What was noticed"].iter_rows(values_only=True) if row[2]]
    assert "".join(column[1:]) == "long " * 10_000


def test_the_same_report_is_always_the_same_file(document, files):
    for kind in ("pdf", "docx", "xlsx", "csv.zip"):
        assert OUTPUTS[kind][1](document, an_imprint(document)) == files[kind], kind
