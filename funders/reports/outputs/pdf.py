"""A report as PDF/UA-1, set by typst. Words are passed as data, so they can never become markup."""

import datetime
import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import cast

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from funders.reports.document import Document, Item
from funders.reports.imprint import Imprint

TEMPLATE = Path(__file__).with_name("report.typ")
UNSET = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
BREAK_HERE = "\u200b"
LONG_WORD = re.compile(r"\S{32}(?=\S{32})")
MOST_MARKS = 12
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def render(document: Document, imprint: Imprint) -> bytes:
    """The PDF. A sign that no font here has is written as its name in brackets, as PDF/UA-1 wants all text readable.

    Raises typst.TypstError when the document cannot be set for another reason.
    """
    with override(document.meta.language):
        data = json.dumps(_set_by_typst(_data(document, imprint)), ensure_ascii=False)
    while True:
        compiler = typst.Compiler(str(TEMPLATE), font_paths=_fonts(), sys_inputs={"report": data})
        try:
            return cast(bytes, compiler.compile(format="pdf", pdf_standards=["ua-1"]))
        except typst.TypstError as error:
            missing = _missing(error.diagnostic)
            named = data
            for sign in missing:
                for written in {sign, json.dumps(sign)[1:-1]}:
                    named = named.replace(written, _named(sign))
            if named == data:
                raise
            data = named


def _missing(diagnostic: str) -> set[str]:
    texts = (ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) for text in UNSET.findall(diagnostic))
    signs = {sign for text in texts for sign in text if not sign.isascii() or not sign.isprintable()}
    return signs - {BREAK_HERE}


def _named(sign: str) -> str:
    """The name of a sign in brackets; nothing for one that only joins or colours those beside it."""
    if unicodedata.category(sign) in {"Cf", "Mn"}:
        return ""
    return f"[{unicodedata.name(sign, '?').lower()}]"


def _data(document: Document, imprint: Imprint) -> dict[str, object]:
    lang, _dash, region = document.meta.language.partition("-")
    issued = {"number": imprint.number, "day": imprint.issued_day}
    made = imprint.issued_on or document.meta.composed_at[:10] or document.meta.period_end
    year, month, day = map(int, made.split("-"))
    return {
        "title": document.meta.title,
        "author": document.meta.partnership,
        "partnership": document.meta.partnership,
        "date": {"year": year, "month": month, "day": day},
        "lang": lang,
        "region": region.upper() or "GB",
        "label": _("Report %(number)s") % issued if imprint.number else _("A preview, not issued"),
        "state": _("Report %(number)s, issued on %(day)s") % issued
        if imprint.number
        else _("A preview. It is not issued yet, and can still change."),
        "period": _("%(first)s to %(last)s")
        % {"first": _day(document.first_day.isoformat()), "last": _day(document.last_day.isoformat())},
        "signatures": [_("Signed for %(who)s") % {"who": who} for who in imprint.signatures],
        "hash_title": _("SHA-256 of its content"),
        "sha256": [imprint.sha256[:32], imprint.sha256[32:]],
        "contents": _("What is in it"),
        "columns": [_("Day"), _("What"), _("Amount")],
        "page": _("Page {page} of {pages}"),
        "sections": [
            {
                "title": section.title,
                "intro": section.intro,
                "parts": [
                    {"form": form, "items": [_item(item) for item in items]} for form, items in section.parts
                ],
                "withdrawn": withdrawn_line(section.withdrawn),
            }
            for section in document.sections
        ],
    }


def _day(iso: str) -> str:
    return date_format(datetime.date.fromisoformat(iso), "j F Y") if iso else ""


def withdrawn_line(count: int) -> str:
    """One sentence about what authors took back since the report was issued; empty for none."""
    if not count:
        return ""
    return ngettext(
        "%(count)s text was withdrawn here by its author after this report was issued.",
        "%(count)s texts were withdrawn here by their authors after this report was issued.",
        count,
    ) % {"count": count}


def _item(item: Item) -> dict[str, str]:
    on_map = _("On the map: %(factors)s") % {"factors": ", ".join(item.touches)} if item.touches else ""
    return {
        "title": item.heading,
        "text": item.text,
        "day": item.day,
        "meta": " · ".join(part for part in (item.meta, on_map) if part),
    }


def _set_by_typst(said: object) -> object:
    """`said` with room to break very long words, and no more marks over a letter than a page can hold."""
    if isinstance(said, dict):
        return {name: _set_by_typst(each) for name, each in said.items()}
    if isinstance(said, list):
        return [_set_by_typst(each) for each in said]
    if isinstance(said, str):
        return LONG_WORD.sub(f"\\g<0>{BREAK_HERE}", _few_marks(said))
    return said


def _few_marks(text: str) -> str:
    if text.isascii():
        return text
    run, kept = 0, []
    for sign in text:
        run = run + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        if run <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
