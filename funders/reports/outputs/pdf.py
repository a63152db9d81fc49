"""A report as PDF/UA-1, set by typst. Words are passed as data, so they can never become markup."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import cast

import typst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funders.reports.document import Document, Item
from funders.reports.imprint import Imprint

TEMPLATE = Path(__file__).with_name("report.typ")
UNSET = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def render(document: Document, imprint: Imprint) -> bytes:
    """The PDF. A sign that no font here has is written as its name in brackets, as PDF/UA-1 wants all text readable.

    Raises typst.TypstError when the document cannot be set for another reason.
    """
    data = json.dumps(_data(document, imprint), ensure_ascii=False)
    while True:
        compiler = typst.Compiler(str(TEMPLATE), font_paths=_fonts(), sys_inputs={"report": data})
        try:
            return cast(bytes, compiler.compile(format="pdf", pdf_standards=["ua-1"]))
        except typst.TypstError as error:
            missing = _missing(error.diagnostic)
            named = data
            for sign in missing:
                for written in {sign, json.dumps(sign)[1:-1]}:
                    named = named.replace(written, f"[{unicodedata.name(sign, '?').lower()}]")
            if named == data:
                raise
            data = named


def _missing(diagnostic: str) -> set[str]:
    texts = (ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) for text in UNSET.findall(diagnostic))
    return {sign for text in texts for sign in text if not sign.isascii() or not sign.isprintable()}


def _data(document: Document, imprint: Imprint) -> dict[str, object]:
    lang, _dash, region = document.meta.language.partition("-")
    number = _("Report %(number)s") % {"number": imprint.number} if imprint.number else _("Not issued yet")
    return {
        "title": document.meta.title,
        "lang": lang,
        "region": region.upper() or "GB",
        "label": f"{number} · {document.meta.partnership}",
        "period": _("From %(start)s up to, and not including, %(end)s")
        % {"start": document.meta.period_start, "end": document.meta.period_end},
        "sections": [
            {
                "title": section.title,
                "intro": section.intro,
                "items": [_item(item) for item in section.present],
                "withdrawn": withdrawn_line(section.withdrawn),
            }
            for section in document.sections
        ],
        "imprint_title": _("This report"),
        "imprint": [
            number,
            *([_("Issued on %(day)s") % {"day": imprint.issued_on}] if imprint.issued_on else []),
            *(_("Signed for %(who)s") % {"who": who} for who in imprint.signatures),
            _("SHA-256 of its content: %(hash)s") % {"hash": imprint.sha256},
        ],
    }


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
    meta = [item.attribution, item.date, ", ".join(item.touches)]
    return {"title": item.title, "text": item.text, "meta": " · ".join(part for part in meta if part)}
