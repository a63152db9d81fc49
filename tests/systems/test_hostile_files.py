"""Files as people really send them: each fault is one clear sentence about its row, and nothing comes in."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.formats import WRITERS, drawing_from, write_json
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink
from systems.formats.tables import read_csv as read
from tests.shared_data import shared_file

FACTORS = "id,label\n1,Zoë’s trust\n2,Rent\n"
LINKS = "from,to,polarity\n1,2,-\n"


def problems(*files: bytes) -> list[str]:
    return [str(remark) for remark in read([(f"{n}.csv", file) for n, file in enumerate(files)]).problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_however_a_spreadsheet_saved_it_the_map_is_the_same(encoding, delimiter, line):
    files = [text.replace(",", delimiter).replace("\n", line).encode(encoding) for text in (FACTORS, LINKS)]
    drawing = read([("f.csv", files[0]), ("l.csv", files[1])])
    assert not drawing.problems
    assert [factor.label for factor in drawing.factors.values()] == ["Zoë’s trust", "Rent"]
    assert [link.polarity for link in drawing.links] == ["-"]
    assert bool(drawing.warnings) == (encoding == "cp1252")


def test_the_header_decides_the_separator_by_what_stands_outside_quotation_marks():
    drawing = read([("l.csv", b'"from";"to";"a, b, c, d"\nRent;Debt;yes\n')])
    assert list(drawing.factors) == ["Rent", "Debt"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "0.csv: The file is empty."),
        (b"\xef\xbb\xbf\n\n", "0.csv: The file is empty."),
        (b"from,to\n", "0.csv: There is no row under the header."),
        (bytes(range(256)), "0.csv: It is not a text file. In a spreadsheet, save it as “CSV UTF-8” first."),
        (b"PK\x03\x04" + b"x" * 99, "0.csv: It is not a text file. In a spreadsheet, save it as “CSV UTF-8” first."),
        ("from,to\na,b\n".encode("utf-16-le"), "0.csv: It is not a text file. In a spreadsheet, save it as “CSV UTF-8” first."),
        (b"from,to\n\x81\x8d,b\n", "0.csv: It is neither in UTF-8 nor in Windows-1252. Save it as “CSV UTF-8” first."),
        (b'from,to\na,b\n"c,d\n', "0.csv, row 3: A quotation mark begins here and is not closed anywhere after it."),
        (b'from,to\n"a"b,c\n', "0.csv, row 2: A quotation mark stands in the middle of a cell: write it twice inside quotation marks."),
        (b"from,to\na,b\n\nc,\n", "0.csv, row 4: The link needs both a “from” and a “to”."),
        (b"\n\nfrom,to\na,b\nc,\n", "0.csv, row 5: The link needs both a “from” and a “to”."),
        (b'from,to,"no\nte"\n"a\nb",,x\n', "0.csv, row 2: The link needs both a “from” and a “to”."),
        (b"from,to\na,b\x07\n", "0.csv, row 2: It holds a control character, which is no text."),
        (b"from,to\na," + b"x" * 201, "0.csv, row 2: “" + "x" * 40 + "…” is longer than 200 characters."),
        (b"from,to\na," + b"x" * 200_000, "0.csv, row 2: A cell is longer than 131072 characters."),
        (b"from,to,from\na,b,c\n", "0.csv, row 1: Two columns are called “from”."),
        (b"from,to,polarity\na,b,sideways\n", "0.csv, row 2: The polarity “sideways” is neither + nor -."),
        (b"from,to,strength\na,b," + b"x" * 41, "0.csv, row 2: The strength is longer than 40 characters."),
        (b"from,to\n" + b"".join(b"a,%d\n" % n for n in range(200_000)), "0.csv, row 20002: It has more than 20000 rows."),
        (b"from,to\n" + b"a,b\n" * 3_000_000, "0.csv: The file is larger than 10 MB."),
    ],
)  # fmt: skip
def test_a_fault_in_a_file_is_one_sentence_about_its_row(content, said):
    assert problems(content) == [said]


@pytest.mark.parametrize("position", ["nan", "inf", "1e999", "left", "1,5"])
def test_a_position_that_is_no_number_is_a_problem_of_its_row(position):
    factors = f'id,label,x,y\n1,Rent,1,2\n2,Debt,"{position}",3\n'.encode()
    assert problems(factors, b"from,to\n1,2\n") == [f"0.csv, row 3: “{position}” is not a number."]


def test_ids_and_names_that_stand_for_several_factors_are_problems_of_their_rows():
    factors = b"id,label\n1,Rent\n1,Debt\n2,Rent\n"
    assert problems(factors, b"from,to\nRent,2\n7,1\n") == [
        "0.csv, row 3: Another factor has the id “1” already.",
        "1.csv, row 2: Several factors are called “Rent”: name it by its id.",
        "1.csv, row 3: There is no factor “7”.",
    ]


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")) | st.sampled_from("\n'\"=+-@,;＝"),
    min_size=1,
    max_size=40,
).filter(lambda text: text == text.strip() and text not in {"—", "–", "-"})


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=6, unique_by=lambda row: row[0]))
def test_any_text_comes_back_from_both_formats_exactly_as_it_went_in(rows):
    factors = {
        key: DrawnFactor(key=key, label=label, description=said, x=-1.5, y=0.1) for key, label, said in rows
    }
    links = [DrawnLink(source=key, target=key, polarity="-", evidence=said) for key, _label, said in rows]
    drawing = Drawing(factors=factors, links=links)
    again = read([(end, WRITERS[end](drawing)) for end in ("factors.csv", "links.csv")])
    assert again.problems == []
    assert (again.factors, again.links) == (factors, links)
    assert drawing_from(json.loads(write_json(drawing))) == drawing


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_labels_with_signs_line_breaks_and_other_scripts_come_back_exactly(kind):
    file = shared_file(f"hostile-labels/hostile-labels.{kind}")
    tree = ElementTree.parse(file)  # noqa: S314 - a file of our own
    labels = [
        node.get("label") or next(data.text for data in node if data.get("key") == "d1")
        for node in tree.iter()
        if node.tag.endswith("}node")
    ]
    assert len(labels) == 3
    drawing = Drawing(
        factors={f"n{n}": DrawnFactor(key=f"n{n}", label=label) for n, label in enumerate(labels)},
        links=[DrawnLink(source="n0", target="n1")],
    )
    again = read([(end, WRITERS[end](drawing)) for end in ("factors.csv", "links.csv")])
    assert [factor.label for factor in again.factors.values()] == labels
