"""Files of grants: held against the official schema by a reader that is not ours, read whatever they were saved as."""

import copy
import csv
import io
import json
import re
import tracemalloc
import zipfile
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funders.giving.org_ids import is_known_list
from funders.giving.reading import GrantFile, Read, Reading
from funders.giving.shape import grant_check, grant_schema
from funders.giving.table import columns_of, grants_in
from funders.giving.writing import as_table
from learning.bringing_in.problems import Unreadable
from tests.funders.giving import a_file, a_grant, endless, official, opened
from tests.learning.workbooks import BOOK, sheet, workbook
from tests.shared_data import shared_file

OFFICIAL = official()
STRANGE = st.sampled_from(
    [None, "", "x", 0, -1, 1.5, True, [], [1], ["a"], {}, {"id": "a"}, [{}], [{"id": "b", "name": "B"}], "GBP", "Yes",
     "2026-02-03", "2026-02-03T09:00:00Z", "2026-02", "2026", "03/02/2026", "2026-02-03T09:00:00"]
)  # fmt: skip


def wrong(grant: object) -> list[str]:
    said: list[str] = []
    grant_check()(grant, said)
    return said


def problems(content: bytes) -> list[str]:
    return [
        f"{each.row} {each.id} {each.problem}"
        for found in opened(content)
        if isinstance(found, list)
        for each in found
    ]


def kept(content: bytes) -> list[Read]:
    return [each for each in opened(content) if isinstance(each, Read)]


def found(*grants: dict) -> dict[str, int]:
    reading = opened(a_file(*grants))
    list(reading)
    return {kind: each.count for kind, each in reading.quality.found.items()}


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_what_is_wrong_with_a_grant_is_what_the_official_schema_says(data):
    grant = copy.deepcopy(a_grant())
    for _time in range(data.draw(st.integers(1, 3))):
        inside = data.draw(
            st.sampled_from(["", "plannedDates", "recipientOrganization", "beneficiaryLocation"])
        )
        into = grant.get(inside) if inside else grant
        into = into[0] if isinstance(into, list) and into and isinstance(into[0], dict) else grant
        name = data.draw(
            st.sampled_from(sorted({*grant_schema()["properties"], "id", "name", "startDate", "latitude"}))
        )
        if data.draw(st.booleans()):
            into.pop(name, None)
        else:
            into[name] = data.draw(STRANGE)
    assert bool(wrong(grant)) == (not OFFICIAL.is_valid(grant)), wrong(grant)


@pytest.mark.parametrize("day", ["2024-02-31", "2023-02-29", "2026-02-31T09:00:00Z", "2026-13"])
def test_a_day_that_no_calendar_has_is_said(day):
    said = wrong(a_grant(plannedDates=[{"startDate": day}]))
    assert said == [f"“Planned Dates: Start Date” says “{day}”, which is no day: write it as 2026-05-03."]


def test_every_problem_of_a_grant_is_named_with_its_row_its_id_and_its_field():
    content = a_file(a_grant(), a_grant(2, title=9, awardDate="soon", description=None))
    assert problems(content) == [
        "2 360G-quay-2 “Description” is missing.",
        "2 360G-quay-2 “Title” says “9”, which is no text.",
        "2 360G-quay-2 “Award Date” says “soon”, which is no day: write it as 2026-05-03.",
    ]


def test_what_no_place_could_keep_is_refused_though_the_schema_lets_it_pass():
    content = a_file(a_grant(1, amountAwarded=10**13), a_grant(2, id=" 360G-a"), a_grant(3, title="a\0b"))
    assert [each.split(maxsplit=2)[0] for each in problems(content)] == ["1", "2", "3"]
    assert all(OFFICIAL.is_valid(each) for each in json.loads(content)["grants"])


@pytest.mark.parametrize(
    "content",
    [
        b"[]", b"{}", b'{"grants": 3}', b'{"grants": [{]}', b'{"grants": []', b'{"grants": [1,]}', b'{"grants": []} x',
        b'{"grants": [{"amountAwarded": NaN}]}', b'{"grants": [' + b"[" * 100_000, b"", b"\x00\x01",
        b'{"grants": [{"title": "\xe9"}]}',
    ],
)  # fmt: skip
def test_what_is_no_file_of_grants_is_refused_in_a_sentence(content):
    with pytest.raises(Unreadable) as refused:
        list(opened(content))
    assert str(refused.value).endswith(".")


def test_what_a_file_says_beside_its_grants_may_stand_before_or_after_them():
    content = b'\xef\xbb\xbf {"publisher": {"name": "Q"}, "grants" : [%s] , "license": "https://a.example/"}'
    reading = opened(content % json.dumps(a_grant()).encode())
    assert [each.grant_id for each in reading if isinstance(each, Read)] == ["360G-quay-1"]
    assert reading.file.json.about == {"publisher": {"name": "Q"}, "license": "https://a.example/"}


def test_what_is_kept_is_every_word_of_the_file_and_the_amount_to_the_penny():
    (grant,) = kept(a_file(a_grant(amountAwarded=152505.03, ours={"kept": ["as", "it", 1.10]})))
    assert str(grant.amount) == "152505.03"
    assert json.loads(grant.details) == a_grant(amountAwarded=152505.03, ours={"kept": ["as", "it", 1.10]})
    assert (grant.funder, grant.recipient, grant.programme, grant.place) == (
        "Quay Trust", "Warm Rooms", "Winter", "Haddermouth",
    )  # fmt: skip


def test_a_long_file_takes_no_more_memory_than_a_short_one():
    tracemalloc.start()
    most = []
    for number in (2500, 5000):
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        assert sum(isinstance(each, Read) for each in Reading(GrantFile(endless(number)))) == number
        most.append(tracemalloc.get_traced_memory()[1] - before)
    tracemalloc.stop()
    assert most[1] < 1.3 * most[0] < 8_000_000


def rows_of(*grants: dict) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(as_table(grants)))))


def in_cells(rows: list[list[str]]) -> str:
    """Rows as a workbook writes them."""
    return "".join(
        f'<row r="{number}">'
        + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row)
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )


MANY = a_grant(
    recipientOrganization=[{"id": "GB-CHC-1", "name": "=One"}, {"id": "GB-CHC-2", "name": "Two"}],
    beneficiaryLocation=[{"name": "A"}, {"name": "B"}, {"name": "C", "latitude": 1.5}],
    plannedDates=[{"startDate": "2026-03-01", "endDate": "2027-02-28"}],
)


def test_a_grant_comes_back_from_its_rows_as_it_went_in():
    header, *rows = rows_of(MANY, a_grant(2, plannedDates=MANY["plannedDates"]))
    assert len(rows) == 4
    assert rows[0][header.index("Recipient Org:Name")] == "'=One"
    assert [grant for _row, grant in grants_in(enumerate(rows, start=2), header)] == [
        MANY, a_grant(2, plannedDates=MANY["plannedDates"]),
    ]  # fmt: skip


def test_a_workbook_and_a_csv_file_with_another_separator_say_the_same_as_json():
    rows = rows_of(MANY)
    for content in (
        workbook(in_cells(rows)),
        "\n".join(";".join(row) for row in rows).encode("utf-8-sig"),
        "\n".join("\t".join(row) for row in rows).encode("utf-16"),
    ):
        (grant,) = kept(content)
        assert json.loads(grant.details) == MANY


def test_a_sheet_about_the_file_may_stand_before_that_of_the_grants():
    about = [["Title", "Quay's grants"], ["Licence", "CC BY"]]
    book = BOOK.replace("</sheets>", '<sheet name="grants" sheetId="3" r:id="r2"/></sheets>')
    file = io.BytesIO(
        workbook(in_cells(about), workbook=book, **{"worksheets/sheet2": sheet(in_cells(rows_of(MANY)))})
    )
    both = io.BytesIO()
    with zipfile.ZipFile(file) as read, zipfile.ZipFile(both, "w") as into:
        for name in read.namelist():
            said = read.read(name).decode()
            if name.endswith(".rels") and "worksheet" in said:
                one = re.search("<Relationship Id.*?/>", said)[0]
                said = said.replace(one, one + one.replace('"r1"', '"r2"').replace("sheet1", "sheet2"))
            into.writestr(name, said)
    reading = opened(both.getvalue())
    (grant,) = [each for each in reading if isinstance(each, Read)]
    assert json.loads(grant.details) == MANY
    assert reading.file.remarks == [
        "It has several sheets: the first one with a column for identifiers is read."
    ]


def test_columns_go_by_the_titles_of_the_standard_or_the_names_of_its_json():
    said = [
        "identifier",
        "Grant Programme:1:Title",
        "recipientOrganization/0/name",
        "Related Activity",
        "Our own",
        "",
    ]
    assert [each and each.path for each in columns_of(said)] == [
        ("id",), ("grantProgramme", 1, "title"), ("recipientOrganization", 0, "name"), ("relatedActivity",), ("Our own",),
        None,
    ]  # fmt: skip


def test_the_same_identifier_with_other_words_is_another_grant():
    header, *rows = rows_of(a_grant(), a_grant(title="Cold rooms"))
    assert len(list(grants_in(enumerate(rows), header))) == 2


def test_what_makes_data_hard_to_use_is_counted_and_refuses_nothing():
    assert found(a_grant()) == {}
    assert found(
        a_grant(1, amountAwarded=0, grantProgramme=None, beneficiaryLocation=None, dateModified=None, dataSource=None),
        a_grant(2, title="For rooms that are warm in winter.", url="no address", description="For rooms that are warm in winter."),
        a_grant(3, plannedDates=[{"startDate": "2026-05-01", "endDate": "2026-04"}], title="Write to a@b.example"),
        a_grant(4, recipientOrganization=[{"id": "360G-quay-x", "name": "X"}], amountAwarded=0.125),
        a_grant(5, recipientOrganization=[{"id": "GB-CHC-x y", "name": "X", "charityNumber": "about 7"}]),
    ) == {
        "zero": 1, "no_programme": 1, "no_place": 1, "no_modified": 1, "no_source": 1, "same_words": 1, "web": 1,
        "backwards": 1, "address": 1, "own_id": 1, "no_number": 1, "pennies": 1, "recipient_list": 1, "number": 1,
        "odd_id": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("id", "known"),
    [("GB-CHC-200051", True), ("GB-COH-01164859", True), ("GB-COH-1164859", False), ("GB-CHC-Exempt", False),
     ("XM-DAC-301-2", True), ("US-EIN-12", True), ("Quay", False), ("360G-quay-1", True)],
)  # fmt: skip
def test_public_identifiers_are_told_from_others(id, known):
    assert is_known_list(id) is known


def test_five_grants_of_a_real_file():
    reading = Reading(GrantFile(lambda: shared_file("360giving/grantnav-20180903134856.json").open("rb")))
    grants = [each for each in reading if isinstance(each, Read)]
    assert (len(grants), sum(each.amount for each in grants)) == (5, 1946486)
    assert {each.funder for each in grants} == {"Esmée Fairbairn Foundation"}
    assert reading.quality.found["no_source"].count == 5


def test_a_real_file_in_which_nine_things_are_wrong():
    content = shared_file("360giving/badfile_all_validation_errors.json").read_bytes()
    assert len(problems(content)) == len(set(problems(content))) == 9


def test_a_real_file_that_is_no_json():
    with pytest.raises(Unreadable, match="line 11"):
        list(opened(shared_file("360giving/fundingproviders-grants_malformed.json").read_bytes()))


def test_a_real_file_in_windows_1252():
    reading = opened(shared_file("360giving/fundingproviders-grants_2_grants_cp1252.csv").read_bytes())
    (first, _second) = list(reading)
    assert "Windows-1252" in reading.file.remarks[0]
    assert first[0].id.startswith("360G-<~>€funding€providers")
    assert {each.row for each in first} == {2}


def test_every_column_of_the_official_template_is_known():
    template = shared_file("360giving/template-grants-titles-1.4.3.csv").read_text().strip().split(",")
    assert all(each and each.path[0] in grant_schema()["properties"] for each in columns_of(template))
