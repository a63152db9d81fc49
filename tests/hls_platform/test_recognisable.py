"""What in a text may tell who somebody is: found where it stands, and not where people only write."""

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_platform.recognisable import Kind, found_in, with_instead
from hls_platform.recognisable.numbers import is_nhs_number
from learning.demo.texts import read_all

NINE_DIGITS = st.text("0123456789", min_size=9, max_size=9).filter(lambda digits: len(set(digits)) > 1)


def told(text: str) -> list[tuple[str, str]]:
    return [(str(each.kind), each.text) for each in found_in([text])]


def with_check_digit(nine: str) -> str | None:
    """The only NHS number that begins with these nine digits, as the definition makes it; None where there is none."""
    total = 0
    for place, digit in enumerate(nine):
        total += (10 - place) * int(digit)
    check = (11 - total % 11) % 11
    return None if check == 10 else nine + str(check)


@given(nine=NINE_DIGITS)
def test_nine_digits_have_one_check_digit_or_none(nine):
    numbers = [nine + digit for digit in "0123456789" if is_nhs_number(nine + digit)]
    expected = with_check_digit(nine)
    assert numbers == ([expected] if expected else [])


@given(nine=NINE_DIGITS, place=st.integers(0, 9), other=st.sampled_from("0123456789"))
def test_one_wrong_digit_makes_it_no_nhs_number(nine, place, other):
    number = with_check_digit(nine)
    if number and number[place] != other:
        assert not is_nhs_number(number[:place] + other + number[place + 1 :])


@given(nine=NINE_DIGITS, place=st.integers(0, 8))
def test_two_neighbours_changed_over_make_it_no_nhs_number(nine, place):
    number = with_check_digit(nine)
    if number and number[place] != number[place + 1]:
        changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert not is_nhs_number(changed)


@given(nine=NINE_DIGITS, between=st.sampled_from(["", " ", "-"]))
def test_an_nhs_number_is_found_however_it_is_grouped(nine, between):
    number = with_check_digit(nine)
    if number:
        written = between.join((number[:3], number[3:6], number[6:]))
        kinds = {kind for kind, _text in told(f"Her number is {written}, she said.")}
        assert kinds & {Kind.NHS, Kind.PHONE}  # a nought in front: the two look the same
        assert number.startswith("0") or kinds == {Kind.NHS}


@given(year=st.integers(0, 99), month=st.integers(1, 12), day=st.integers(1, 28))
def test_a_date_told_as_a_birth_is_found_however_it_is_written(year, month, day):
    today = datetime.datetime.now(tz=datetime.UTC).date()
    born = datetime.date(today.year - 1 - year, month, day)
    for written in (
        f"{born:%d/%m/%Y}",
        f"{day} {born:%B} {born:%Y}",
        f"{day}th of {born:%b} {born:%Y}",
        f"{born:%Y-%m-%d}",
    ):
        assert told(f"He was born on {written} in Leeds.") == [(Kind.BIRTH, written)]
    assert told(f"DOB: {born:%d.%m.%y}")


@settings(max_examples=40)
@given(text=st.text(max_size=80))
def test_whatever_is_written_each_finding_stands_where_it_says(text):
    for each in found_in([text]):
        assert text[each.start : each.end] == each.text
        assert each.instead


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I met Karen Whitlock at the door", "Karen Whitlock"),
        ("Karen O’Brien-Smith’s mum rang", "Karen O’Brien-Smith"),
        ("Anna van der Berg left early", "Anna van der Berg"),
        ("mrs patel cried", "patel"),
        ("Dr. Hill said no", "Hill"),
        ("Okafor came late", "Okafor"),
        ("jane smith came too", "jane smith"),
        ("WHITLOCK, URGENT", "WHITLOCK"),
        ("Then Will Young came", "Will Young"),
    ],
)
def test_a_surname_is_found(text, name):
    assert told(text) == [(Kind.NAME, name)]


@pytest.mark.parametrize(
    "text",
    [
        "Cook the meal. Brown bread. Young people laughed. King for a day, in May.",
        "Will Haddermouth Council answer? Mark Time and Hope House.",
        "Ask Danny. He knows. Ruth Monday, Danny Tuesday.",
        "Miss the bus and you walk to Spencer House on Marshall Street.",
        "On 12 November 2026 we met at 10:30, eleven of 226, room 4, 3 people on the street.",
        "It cost 1234567890 pounds and 2,500 more; ring 999 or 111.",
        "Step 1 2AB, A1 paper, the B2 form.",
    ],
)
def test_what_people_only_write_is_left_alone(text):
    this_year = datetime.datetime.now(tz=datetime.UTC).year
    assert told(text.replace("2026", str(this_year))) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ring 07700 900123", Kind.PHONE),
        ("ring (01632) 960 001", Kind.PHONE),
        ("ring +44 (0)7700 900 123", Kind.PHONE),
        ("ring +353 20 910 1234", Kind.PHONE),
        ("write to k.w@example.org", Kind.EMAIL),
        ("she is in SW1A 1AA now", Kind.ADDRESS),
        ("she is in M1 1AE now", Kind.ADDRESS),
        ("at Flat 3, 12 Harbour Road, on the left", Kind.ADDRESS),
    ],
)
def test_a_number_or_an_address_is_found(text, kind):
    assert [found for found, _text in told(text)] == [kind]


def test_the_demo_s_people_are_hardly_ever_asked_to_look_again():
    """Three of 226, each a title with a name after it, which is what the step is for: docs/decisions/0024-a-second-look.md."""
    asked = [[each.text for each in found_in(told.words.values())] for told in read_all()]
    assert len(asked) == 226
    assert sorted(filter(None, asked)) == [["Button"], ["Finch"], ["Nobody"]]


def test_what_stands_instead_takes_the_place_of_whole_words_only():
    assert (
        with_instead("Li said Limit. Li’s mum, Li Wei.", {"Li": "L", "Li Wei": "W"})
        == "L said Limit. L’s mum, W."
    )
    assert with_instead("As it is.", {"": "x"}) == "As it is."


@pytest.mark.parametrize(
    "piece", ["a", "Anna ", "Anna Smith, ", "0 1 ", "+1 ", "1 Abc ", " ", "12/", "O'", "@a."]
)
def test_a_very_long_text_is_read_in_proportion_to_its_length(piece):
    """No pattern goes back over what it has read: the longest draft is read to its end."""
    longest = piece * (100_000 // len(piece))
    assert all(re.search(re.escape(each.text), longest) for each in found_in([longest])[:3])
