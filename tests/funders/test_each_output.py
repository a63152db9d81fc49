"""What each kind of file owes to its readers: structure that is told aloud, and a description that programs can trust."""

import csv
import datetime
import hashlib
import io
import itertools
import json
import re
import zipfile
from decimal import Decimal

import docx
import html5lib
import jsonschema
import openpyxl
import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from docx.oxml.ns import qn

from funders.reports.document import Document, canonical
from funders.reports.outputs import OUTPUTS
from funders.reports.outputs.data import schema
from tests.funders.a_whole_report import a_whole_report, an_imprint


@pytest.fixture(scope="module")
def document() -> Document:
    return a_whole_report("«We rang too late.»", "«They came back.»")


@pytest.fixture(scope="module")
def files(document: Document) -> dict[str, bytes]:
    return {kind: render(document, an_imprint(document)) for kind, (_media, render) in OUTPUTS.items()}


def elements(node: pikepdf.Object) -> list[pikepdf.Object]:
    """The elements of a PDF's structure, in the order in which they are read."""
    found = [node] if "/S" in node else []
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and child.get("/Type") != "/MCR":
            found += elements(child)
    return found


def test_the_pdf_says_what_pdf_ua_asks_for(files):
    with pikepdf.open(io.BytesIO(files["pdf"])) as opened:
        root = opened.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en-GB"
        assert root.ViewerPreferences.DisplayDocTitle
        assert all(page.obj.get("/Tabs") == "/S" for page in opened.pages if "/Annots" in page.obj)
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Accountability for learning: Alliance"
        read = elements(root.StructTreeRoot)
        kinds = [str(each.S) for each in read]
        assert {"/H1", "/H2", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure", "/TOC"} <= set(kinds)
        headings = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
        assert headings[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(headings))
        assert all(str(each.get("/A", "")) != "" for each in read if each.S == "/TH")


def test_each_picture_of_the_pdf_says_what_it_shows(document, files):
    with pikepdf.open(io.BytesIO(files["pdf"])) as opened:
        shown = [str(each.Alt) for each in elements(opened.Root.StructTreeRoot) if each.S == "/Figure"]
    logo, timeline, *of_sections = shown
    assert logo == "A lighthouse, and our name"
    assert timeline.startswith("The period at a glance. ")
    assert of_sections == [figure.alt for section in document.sections for figure in section.pictures]


def test_the_pdf_is_read_in_the_order_in_which_it_is_set(files):
    def marks(node: pikepdf.Object, page: int | None = None) -> list[tuple[int, int]]:
        """(page, mark) of each piece of content, in the order of the structure."""
        page = pages[node.Pg.objgen] if "/Pg" in node else page
        children = node.get("/K", [])
        found = []
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary):
                if child.get("/Type") == "/MCR":
                    found.append((pages[child.Pg.objgen] if "/Pg" in child else page, int(child.MCID)))
                else:
                    found += marks(child, page)
            elif isinstance(child, int):
                found.append((page, int(child)))
        return found

    with pikepdf.open(io.BytesIO(files["pdf"])) as opened:
        pages = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
        read = marks(opened.Root.StructTreeRoot)
    assert len(read) > 50
    assert [page for page, _mark in read] == sorted(page for page, _mark in read)
    assert read == sorted(read)


def test_the_word_document_has_headings_header_rows_a_language_and_pictures_that_are_told(document, files):
    word = docx.Document(io.BytesIO(files["docx"]))
    said = [(p.style.name, p.text) for p in word.paragraphs]
    assert [text for style, text in said if style == "Title"] == ["Accountability for learning: Alliance"]
    titles = [section.title for section in document.sections]
    assert [text for style, text in said if style == "Heading 1"][-len(titles) :] == titles
    assert ("Heading 2", "About rent") in said
    assert ("List Bullet", "Owen: «Northside»") in said
    assert len(word.tables) == 4
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in table.rows[1:])
    shown = [each.get("descr") for each in word.element.body.iter(qn("wp:docPr"))]
    assert shown[0] == "A lighthouse, and our name"
    assert shown[2:] == [figure.alt for section in document.sections for figure in section.pictures]
    assert len(word.inline_shapes) == 4
    assert word.core_properties.title == "Accountability for learning: Alliance"
    assert (word.core_properties.language, word.core_properties.author) == ("en-gb", "Alliance")
    (language,) = {each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))}
    assert language == "en-gb"


def test_a_paragraph_from_right_to_left_is_set_so_in_word():
    document = a_whole_report("مرحبا بالعالم", "Hello")
    word = docx.Document(io.BytesIO(OUTPUTS["docx"][1](document, an_imprint(document))))
    turned = {p.text: p._p.pPr.find(qn("w:bidi")) is not None for p in word.paragraphs if p.text}
    assert turned["مرحبا بالعالم"]
    assert not turned["Hello"]


def test_the_workbook_has_a_sheet_for_each_part_with_its_header_in_sight_and_exact_amounts(document, files):
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    assert book.sheetnames == [
        "This report",
        "The period at a glance",
        *(s.title[:31].strip() for s in document.sections),
    ]
    assert book.properties.title == "Accountability for learning: Alliance"
    money = book["Money"]
    rows = list(money.iter_rows(values_only=True))
    assert rows[1] == (
        "Day",
        "Title",
        "Words",
        "Who",
        "On the map",
        "Amount",
        "Currency",
        "What those who composed it say about it",
    )
    assert money.freeze_panes == "A3"
    assert [Decimal(str(row[5])) for row in rows[2:]] == [
        Decimal("12345.67"),
        Decimal(1),
        Decimal("12345.67"),
    ]


def test_parts_with_the_same_or_an_impossible_name_still_have_a_sheet_each():
    whole = a_whole_report("Hello.")
    names = ["History", "A/B: [what]?", "x" * 40, "x" * 40, "'"]
    sections = tuple(type(whole.sections[0])(key=f"s{nth}", title=name) for nth, name in enumerate(names))
    document = Document(meta=whole.meta, sections=sections)
    book = openpyxl.load_workbook(io.BytesIO(OUTPUTS["xlsx"][1](document, an_imprint(document))))
    assert [sheet["A1"].value for sheet in book.worksheets[1:]] == names


def test_the_web_page_stands_alone(files):
    page = html5lib.parse(files["html"].decode(), namespaceHTMLElements=False)
    assert not [each for tag in ("script", "link", "iframe", "object") for each in page.iter(tag)]
    for each in page.iter():
        for name in ("src", "href", "action", "data"):
            assert each.get(name, "#").startswith(("#", "data:image/jpeg;base64,"))
        assert not any(str(name).startswith("on") for name in each.attrib)
    assert "url(" not in files["html"].decode()
    pictures = list(page.iter("{http://www.w3.org/2000/svg}svg"))
    assert [each.get("role") for each in pictures] == ["img"] * 3
    assert all(each.get("aria-label") for each in pictures)
    assert {each.get("scope") for each in page.iter("th")} == {"col"}


def test_the_json_is_what_its_schema_says_and_its_hash_can_be_worked_out(document, files):
    jsonschema.Draft202012Validator.check_schema(schema())
    said = json.loads(files["json"])
    jsonschema.Draft202012Validator(schema()).validate(said)
    covered = [
        {"key": each["key"], "title": each["title"], "intro": each["intro"], "items": [i["digest"] for i in each["items"]]}
        | ({"figures": [f["digest"] for f in each["figures"]]} if each["figures"] else {})
        for each in said["sections"]
    ]  # fmt: skip
    worked_out = hashlib.sha256(canonical({"meta": said["meta"], "sections": covered})).hexdigest()
    assert worked_out == said["sha256"] == document.sha256
    assert "share-0" not in files["json"].decode()
    assert (said["withdrawn"], said["sections"][1]["withdrawn"]) == (1, 1)


@pytest.mark.parametrize("fault", [{"target": 5}, {"number": 7}, {"sections": [{}]}, {"meta": {}}])
def test_the_schema_lets_nothing_else_through(files, fault):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema()).validate({**json.loads(files["json"]), **fault})


@pytest.mark.django_db
def test_the_schema_is_published_for_everybody_where_the_file_says(files):
    answer = Client().get(reverse("funders:report_schema"))
    assert answer.status_code == 200
    assert json.loads(answer.content) == schema()
    assert json.loads(files["json"])["$schema"].endswith(reverse("funders:report_schema"))


def test_csv_on_the_web_describes_the_tables_as_they_are(files):
    with zipfile.ZipFile(io.BytesIO(files["csv.zip"])) as opened:
        package = json.loads(opened.read("csv-metadata.json"))
        tables = {table["url"]: opened.read(table["url"]) for table in package["tables"]}
    alone = json.loads(files["csv-metadata.json"])
    assert alone["url"] == "report.csv"
    assert tables["report.csv"] == files["csv"]
    for metadata, table in [(package, each) for each in package["tables"]] + [(alone, alone)]:
        assert metadata["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en-gb"}]
        header, *rows = csv.reader(io.StringIO(tables[table["url"]].decode("utf-8-sig"), newline=""))
        columns = table["tableSchema"]["columns"]
        assert [column["name"] for column in columns] == header
        assert rows
        for row in rows:
            for column, cell in zip(columns, row, strict=True):
                match column["datatype"]:
                    case {"base": "date"} if cell:
                        datetime.date.fromisoformat(cell)
                    case "decimal" | "integer" if cell:
                        Decimal(cell)
