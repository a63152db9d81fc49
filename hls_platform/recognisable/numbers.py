"""Dates of birth, phone numbers, e-mail addresses, addresses and NHS numbers in a text."""

import datetime
import re
from collections.abc import Iterator

from hls_platform.recognisable.found import Found, Kind

NHS = re.compile(r"(?<![\d+])\d{3}([ -]?)\d{3}\1\d{4}(?!\d)")
PHONE = re.compile(
    r"""(?<![\d/.+])(?:
        (?:\+|00)44[ -]?(?:\(0\)[ -]?)?[1-37-9](?:[ -]?\d){8,9}   # from abroad
        | \(?0[1-37-9]\d{1,4}\)?(?:[ -]?\d){5,8}                   # within the United Kingdom: ten or eleven digits
        | \+(?!44)[1-9]\d{0,2}(?:[ -]?\d){7,12}                    # other countries
    )(?![\d/])""",
    re.VERBOSE,
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# The letters that the Royal Mail uses in each place (BS 7666): no list of what exists is needed.
POSTCODE = re.compile(
    r"\b[A-PR-UWYZ](?:\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d{1,2}|[A-HK-Y]\d[ABEHMNPRVWXY]) ?\d[ABD-HJLNP-UW-Z]{2}\b"
)
_STREET = "Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Court|Crescent|Terrace|Gardens|Grove|Place|Square|Walk|Row|Mews|Hill|Green|Rise|View"
STREET_LINE = re.compile(
    rf"\b(?:[Ff]lat \d+[A-Za-z]?,? )?\d{{1,4}}[A-Za-z]?,? (?:[A-Z][\w'’-]+ ){{1,3}}(?:{_STREET}|(?i:street|road|avenue|lane|crescent|terrace))\b"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DATE = re.compile(
    rf"""\b(?:
        (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?(?P<name>{"|".join(_MONTHS)})[a-z]*,?\ (?P<year>\d{{4}}|\d\d)
        | (?P<day2>\d{{1,2}})(?P<between>[/.-])(?P<month>\d{{1,2}})(?P=between)(?P<year2>\d{{4}}|\d\d)
        | (?P<year3>\d{{4}})-(?P<month3>\d{{1,2}})-(?P<day3>\d{{1,2}})
    )\b(?![/.-]?\d)""",
    re.VERBOSE | re.IGNORECASE,
)
SAYS_BIRTH = re.compile(r"\b(?:born|birth|birthday|d\.?o\.?b)\b[^\n\d]{0,30}$", re.IGNORECASE)
LONG_AGO = datetime.timedelta(days=2 * 365)
"""A full date further back than this is more likely somebody's birth than the day something happened at work."""


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end in the check digit of an NHS number: modulus 11 of the first nine, weighted 10 to 2.

    Source: NHS Data Dictionary, "NHS number". A remainder that would need the check digit 10 is no number.
    """
    check = (
        11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    )
    return len(digits) == 10 and len(set(digits)) > 1 and check != 10 and check % 11 == int(digits[9])


def _is_phone(said: str) -> bool:
    digits = re.sub(r"\D", "", said)
    return not said.startswith(("0", "(0")) or digits.startswith("00") or len(digits) in {10, 11}


def _date(match: re.Match[str]) -> datetime.date | None:
    """The date written, days before months as in the United Kingdom; two figures of a year are of the last hundred years."""
    part = match.groupdict()
    month = part["month"] or part["month3"] or _MONTHS.index(part["name"][:3].lower()) + 1
    year = int(part["year"] or part["year2"] or part["year3"])
    today = datetime.datetime.now(tz=datetime.UTC).date()
    short = year < 100
    try:
        day = datetime.date(
            year + (today.year // 100 * 100 if short else 0),
            int(month),
            int(part["day"] or part["day2"] or part["day3"]),
        )
        return day.replace(year=day.year - 100) if short and day > today else day
    except ValueError:
        return None


def _births(text: str) -> Iterator[Found]:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for match in DATE.finditer(text):
        day = _date(match)
        if day is None or not datetime.timedelta(0) <= today - day < datetime.timedelta(days=120 * 366):
            continue
        if today - day > LONG_AGO or SAYS_BIRTH.search(text[max(0, match.start() - 45) : match.start()]):
            yield Found(Kind.BIRTH, match[0], *match.span())


def numbers_in(text: str) -> Iterator[Found]:
    """What in `text` has the form of one of these. An earlier one goes before a later one of the same place."""
    for match in EMAIL.finditer(text):
        yield Found(Kind.EMAIL, match[0], *match.span())
    for match in NHS.finditer(text):
        if not match[0].startswith("0") and is_nhs_number(re.sub(r"\D", "", match[0])):
            yield Found(Kind.NHS, match[0], *match.span())
    for match in PHONE.finditer(text):
        if _is_phone(match[0]):
            yield Found(Kind.PHONE, match[0], *match.span())
    for match in NHS.finditer(text):  # those of Scotland may begin with a nought, as phone numbers do
        if is_nhs_number(re.sub(r"\D", "", match[0])):
            yield Found(Kind.NHS, match[0], *match.span())
    for pattern in (STREET_LINE, POSTCODE):
        for match in pattern.finditer(text):
            yield Found(Kind.ADDRESS, match[0], *match.span())
    yield from _births(text)
