"""A report as PDF/UA-1, set by typst. Words are passed as data, so they can never become markup."""

import re
import unicodedata
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import override

from funders.reports.document import Document, Figure, Item
from funders.reports.front import Line, front_of
from funders.reports.imprint import Imprint
from funders.reports.outputs.drawn import as_svg, pdf_of

BREAK_HERE = "\u200b"
LONG_WORD = re.compile(r"\S{32}(?=\S{32})")
MOST_MARKS = 12


def render(document: Document, imprint: Imprint) -> bytes:
    """The PDF. Raises `NotSet` when the typesetter cannot set it."""
    with override(document.meta.language):
        return pdf_of(cast(dict[str, Any], _set_by_typst(_data(document, imprint))))


def _data(document: Document, imprint: Imprint) -> dict[str, object]:
    lang, _dash, region = document.meta.language.partition("-")
    made = imprint.issued_on or document.meta.composed_at[:10] or document.meta.period_end
    year, month, day = map(int, made.split("-"))
    front = front_of(document, imprint)
    dress = imprint.dress
    return {
        "title": document.meta.title,
        "author": document.meta.partnership,
        "partnership": document.meta.partnership,
        "date": {"year": year, "month": month, "day": day},
        "lang": lang,
        "region": region.upper() or "GB",
        "label": _("Report %(number)s") % {"number": imprint.number}
        if imprint.number
        else _("A preview, not issued"),
        "dress": {
            "name": dress.name,
            "colour": dress.colour,
            "svg": as_svg(dress.logo) if dress.logo else "",
            "alt": dress.logo_alt,
        },
        "front": [_line(line) for line in front.lines],
        "chapters": [
            {"title": chapter.title, "paragraphs": chapter.paragraphs} for chapter in front.chapters
        ],
        "timeline": [_figure(front.timeline)] if front.timeline else [],
        "contents": _("What is in it"),
        "columns": [_("Day"), _("What"), _("Amount")],
        "as_table": _("The picture as a table"),
        "page": _("Page {page} of {pages}"),
        "sections": [
            {
                "title": section.title,
                "intro": section.intro,
                "parts": [
                    {"form": form, "items": [_of_a_part(each) for each in things]}
                    for form, things in section.parts
                ],
                "withdrawn": section.withdrawn_line,
            }
            for section in document.sections
        ],
    }


def _line(line: Line) -> dict[str, object]:
    """A hash comes in two halves, so that a line can break between them."""
    halves = [line.text[:32], line.text[32:]] if line.key == "sha256" else [line.text]
    return {"label": line.label, "text": halves, "hash": line.key == "sha256"}


def _of_a_part(thing: Item | Figure) -> dict[str, object]:
    return _figure(thing) if isinstance(thing, Figure) else _item(thing)


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "title": figure.title,
        "words": figure.words,
        "alt": figure.alt,
        "svg": figure.svg,
        "small": figure.key == "measure",
        "columns": figure.columns,
        "rows": figure.rows,
    }


def _item(item: Item) -> dict[str, object]:
    return {
        "title": item.heading,
        "text": item.text,
        "day": item.day,
        "meta": " · ".join(part for part in (item.meta, item.on_map) if part),
        "beside": item.beside,
    }


def _set_by_typst(said: object) -> object:
    """`said` with room to break very long words, and no more marks over a letter than a page can hold."""
    if isinstance(said, dict):
        return {name: each if name == "svg" else _set_by_typst(each) for name, each in said.items()}
    if isinstance(said, list | tuple):
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
