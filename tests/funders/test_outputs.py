"""What leaves the place: PDF that everybody can read, CSV that nothing runs, a page that stands alone, all saying the same."""

import csv
import html
import io
import re

import html5lib
import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funders.reports.document import Document, Item, Meta, Section
from funders.reports.imprint import Imprint, Signature
from funders.reports.outputs import OUTPUTS, pdf
from funders.reports.outputs import csv as csv_output
from funders.reports.outputs import html as html_output
from hls_platform.spreadsheets import FORMULA, original

IMPRINT = Imprint(
    number="2026-0007",
    sha256="0123456789abcdef" * 4,
    issued_on="2026-11-24",
    signatures=(Signature(organisation="Northside", person="Owen"),),
)
META = Meta(
    report="r", title="Accountability for learning: Alliance", partnership="Alliance", purpose="", period_start="2026-07-01",
    period_end="2026-10-01", composed_at="2026-10-02T09:00:00+00:00", language="en-gb",
)  # fmt: skip


def a_document(*texts: str) -> Document:
    items = tuple(
        Item(kind="mistake", title="A mistake", text=text, share_id=str(n)) for n, text in enumerate(texts)
    )
    return Document(meta=META, sections=(Section(key="unsure", title="Mistakes", items=items),))


def pages_of(file: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages]


def words_in(file: bytes) -> str:
    """The words of a PDF without any space, so that where a line breaks does not matter."""
    return re.sub(r"[\s\u200b\xad]", "", "".join(pages_of(file)))


def structure(file: bytes) -> list[str]:
    """The names of the structure's elements, in the order of reading."""

    def walk(node: pikepdf.Object) -> list[str]:
        found = [str(node.S)] if "/S" in node else []
        children = node.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary):
                found += walk(child)
        return found

    with pikepdf.open(io.BytesIO(file)) as opened:
        return walk(opened.Root.StructTreeRoot)


def test_the_pdf_is_tagged_titled_and_in_a_language_and_names_its_number_hash_and_signatures():
    file = pdf.render(a_document("We rang too late."), IMPRINT)
    with pikepdf.open(io.BytesIO(file)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Accountability for learning: Alliance"
    said = " ".join(pages_of(file))
    for words in ("Report 2026-0007, issued on 24 November 2026", "1 July 2026 to 30 September 2026", IMPRINT.sha256,
                  "Signed for Northside", "We rang too late.", "Page 1 of 1"):  # fmt: skip
        assert words in said


def test_the_pdf_has_headings_lists_and_a_table_with_a_header_where_it_shows_them():
    items = (
        Item(kind="person", title="Owen", text="Northside"),
        Item(kind="payment", title="Paid", text="£12.50", amount="12.50", currency="GBP", date="2026-08-01"),
        Item(kind="mistake", title="A mistake", text="We rang too late."),
    )
    file = pdf.render(Document(meta=META, sections=(Section(key="all", title="All", items=items),)), IMPRINT)
    found = structure(file)
    assert {"/H1", "/H2", "/L", "/LI", "/Table", "/TH", "/TOC"} <= set(found)
    assert found.index("/H1") < found.index("/H2")


MARKUP = r"""*not bold* _not_ `code` $x^2$ #panic("no") #import "x.typ" <label> @ref = heading // gone? /* gone? */ \ ~ -- ... "quoted" 'so' [b] {c} https://example.org \u{41}"""


@pytest.mark.parametrize(
    "text", [MARKUP, "= A heading\n- a list\n+ another\n/ term: said", "#" * 200, "\\" * 99 + '"']
)
def test_words_are_never_markup(text):
    assert re.sub(r"\s", "", text) in words_in(pdf.render(a_document(text), IMPRINT))


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n\n\n", "x" * 50_000, "Well done 👍 👨‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "مرحبا بالعالم", "你好，世界。", "नमस्ते", "a\x07b\x1bc\x7f", "a\x00b",
     "a\uffffb\ufffe", "abc \u202eevil\u202c", "a\u200bb\xadc\u2028d\ufeff", "\ue000\U0010ffff", "Z" + "\u0301" * 5000, "a\r\nb\rc"],
    ids=lambda text: ascii(text[:12]),
)  # fmt: skip
def test_whatever_people_write_the_pdf_stays_accessible(text):
    file = pdf.render(a_document(text, "And then this."), IMPRINT)
    assert "Andthenthis." in words_in(file)
    with pikepdf.open(io.BytesIO(file)) as opened, opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_a_very_long_word_is_broken_and_not_cut_off():
    assert words_in(pdf.render(a_document("x" * 20_000), IMPRINT)).count("x") >= 20_000


def test_a_sign_without_a_font_is_written_as_its_name():
    assert "[thumbs up sign]" in " ".join(pages_of(pdf.render(a_document("Well done 👍"), IMPRINT)))


def test_a_report_of_a_hundred_pages_is_set_whole_with_its_pages_numbered():
    pages = pages_of(
        pdf.render(a_document(*(f"Number {n}. " + "We asked again. " * 90 for n in range(260))), IMPRINT)
    )
    assert len(pages) >= 100
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert "Report 2026-0007" in pages[80]
    assert all(f"Number {n}." in "".join(pages) for n in range(260))


HOSTILE = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60),
    st.tuples(
        st.sampled_from([*FORMULA, "'", "''=", " =", "\u00a0=", "'+"]), st.text("=+-@1aé\"',;\n\r\t ", max_size=20)
    ).map("".join),
)  # fmt: skip


@given(st.lists(HOSTILE, min_size=1, max_size=5))
def test_no_cell_of_the_csv_is_a_formula_and_each_says_what_was_said(texts):
    written = csv_output.render(a_document(*texts), IMPRINT)
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert [original(row["text"]) for row in rows] == texts
    for row in rows:
        for cell in row.values():
            runs = cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA)
            assert not runs or re.fullmatch(r"[+-][0-9]+(\.[0-9]+)?", cell)


def test_a_withdrawn_item_is_a_count_on_pages_and_a_row_without_words_in_the_csv():
    document = a_document("It stays.", "It is gone.").without(share_id="1")
    rows = list(csv.DictReader(io.StringIO(csv_output.render(document, IMPRINT).decode("utf-8-sig"))))
    assert [(row["kind"], row["text"], bool(row["digest"])) for row in rows] == [
        ("mistake", "It stays.", True),
        ("withdrawn", "", True),
    ]
    for format in ("pdf", "html"):
        file = OUTPUTS[format][1](document, IMPRINT)
        said = " ".join(pages_of(file)) if format == "pdf" else file.decode()
        assert "It is gone." not in said
        assert re.search(r"\b1\s+(text|item)\s+was\s+withdrawn", said)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.builds(
            Item,
            kind=st.sampled_from(["person", "question", "mistake", "payment", "total", "reason", "change"]),
            title=st.sampled_from(["", "A title", "<b>Bold & brave</b>"]),
            text=st.text("abc <&>\"'#*=\n", min_size=1, max_size=50).map(lambda text: f"«{text.strip()}»"),
            attribution=st.sampled_from(["", "Someone in this circle"]),
            date=st.sampled_from(["", "2026-08-03"]),
            touches=st.sampled_from([(), ("Rent", "Trust & hope")]),
            amount=st.sampled_from(["", "1234.50"]),
        ),
        max_size=8,
    )
)
def test_every_item_stands_in_all_three_outputs_with_its_words_in_the_same_order(items):
    sections = (
        Section(key="one", title="First part", items=tuple(items[:3])),
        Section(key="two", title="Second part", items=tuple(items[3:])),
    )
    document = Document(meta=META, sections=sections)
    rows = csv.DictReader(io.StringIO(csv_output.render(document, IMPRINT).decode("utf-8-sig"), newline=""))
    in_csv = [original(row["text"]) for row in rows]
    page = html5lib.parse(html_output.render(document, IMPRINT).decode(), namespaceHTMLElements=False)
    in_html = ["".join(each.itertext()) for each in page.iter() if each.get("class") == "said"]
    assert in_csv == in_html == [item.text for item in items]
    in_pdf = words_in(pdf.render(document, IMPRINT))
    place = 0
    for item in items:
        place = in_pdf.index(re.sub(r"\s", "", item.text), place) + 1


def test_the_page_that_stands_alone_names_no_other_address_and_runs_nothing():
    document = a_document(
        '<script src="https://evil.example/x.js"></script>', '"><img src=x onerror=alert(1)>'
    )
    page = html_output.render(document, IMPRINT).decode()
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    assert not [each for tag in ("script", "img", "link", "iframe") for each in tree.iter(tag)]
    assert html.escape("https://evil.example") in page
    assert tree.get("lang") == "en-gb"
    for words in ("Report 2026-0007, issued on 24 November 2026", IMPRINT.sha256, "Signed for Northside"):
        assert words in page


def test_people_are_a_list_and_the_kind_of_what_was_shared_is_no_heading():
    items = (
        Item(kind="person", title="Owen", text="Northside"),
        Item(kind="person", title="Fatima", text="Harbour Fund"),
        Item(kind="surprise", title="A surprise", text="They came.", attribution="Owen", share_id="1"),
        Item(kind="question", title="Who never comes?", text="They need it most."),
    )
    document = Document(meta=META, sections=(Section(key="all", title="All", items=items),))
    page = html5lib.parse(html_output.render(document, IMPRINT).decode(), namespaceHTMLElements=False)
    main = next(page.iter("main"))
    assert ["".join(each.itertext()) for each in main.iter("h3")] == ["Who never comes?"]
    lines = [" ".join("".join(each.itertext()).split()) for each in main.iter("li")]
    assert lines == ["All", "Owen: Northside", "Fatima: Harbour Fund"]
    assert "A surprise, Owen" in ["".join(each.itertext()) for each in main.iter("p")]
    assert structure(pdf.render(document, IMPRINT)).count("/H2") == 1
