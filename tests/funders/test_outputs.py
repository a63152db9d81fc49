"""What leaves the place: PDF that everybody can read, CSV that nothing runs."""

import csv
import io

import pikepdf
import pypdf

from funders.reports.document import Document, Item, Meta, Section
from funders.reports.imprint import Imprint
from funders.reports.outputs import csv as csv_output
from funders.reports.outputs import pdf

IMPRINT = Imprint(
    number="2026-0007", sha256="ab" * 32, issued_on="2026-11-24", signatures=("Northside: Owen",)
)


def a_document(*texts: str) -> Document:
    items = tuple(
        Item(kind="mistake", title="A mistake", text=text, share_id=str(n)) for n, text in enumerate(texts)
    )
    meta = Meta(
        report="r", title="Accountability for learning: Alliance", partnership="Alliance", purpose="", period_start="2026-07-01",
        period_end="2026-10-01", composed_at="", language="en-gb",
    )  # fmt: skip
    return Document(meta=meta, sections=(Section(key="unsure", title="Mistakes", items=items),))


def test_the_pdf_is_tagged_titled_and_in_a_language_and_names_its_number_and_hash():
    file = pdf.render(a_document("*not bold* #panic() $x$", "Well done 👍 \U0001f9ff"), IMPRINT)
    with pikepdf.open(io.BytesIO(file)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert str(opened.Root.Lang) == "en-GB"
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Accountability for learning: Alliance"
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)
    assert "*not bold* #panic() $x$" in text
    assert "2026-0007" in text
    assert "abababab" in text


def test_no_cell_of_the_csv_is_a_formula_and_a_withdrawn_item_is_a_row_without_words():
    document = a_document("=1+1", " @SUM(A1)", "plain", "gone").without("3")
    rows = list(csv.DictReader(io.StringIO(csv_output.render(document, IMPRINT).decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == ["'=1+1", "' @SUM(A1)", "plain", ""]
    assert rows[3]["kind"] == "withdrawn"
    assert rows[3]["digest"]
