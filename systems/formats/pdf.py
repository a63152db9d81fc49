"""A map in words as a PDF that screen readers read (PDF/UA-1), set by typst in a process of its own."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from systems.formats.drawing import Drawing
from systems.formats.in_words import counted, told

TYPESETTER = Path(__file__).with_name("typeset.py")
SECONDS = 60
LONG_WORD = re.compile(r"\S{32}(?=\S{32})")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class NotSet(Exception):
    """The typesetter could not set it; the message is one sentence for people."""


def write(drawing: Drawing) -> bytes:
    """The PDF. Raises NotSet where the typesetter cannot set it."""
    language, _dash, region = (get_language() or "en-gb").partition("-")
    said = {
        "title": drawing.name or _("Map"),
        "author": "",
        "description": drawing.description,
        "counted": counted(drawing),
        "lang": language,
        "region": region.upper() or "GB",
        "contents": _("What is in it"),
        "page": _("Page {page} of {pages}"),
        "clusters": [
            {
                "title": cluster,
                "factors": [
                    {
                        "label": factor.label,
                        "said": factor.said,
                        "parts": [
                            {"title": title, "links": links}
                            for title, links in (
                                (_("Leads to:"), factor.leads_to),
                                (_("Comes from:"), factor.comes_from),
                            )
                            if links
                        ],
                    }
                    for factor in factors
                ],
            }
            for cluster, factors in told(drawing).items()
        ],
    }
    data = json.dumps(_settable(said), ensure_ascii=False).encode()
    return typeset(
        data, b"%PDF", _("The PDF could not be set, or took too long. Take the map as text instead.")
    )


def typeset(data: bytes, begins: bytes, else_said: str, *more: str) -> bytes:
    """What the typesetter makes of the data. Raises NotSet, with what is else to be said, where it is nothing that so begins."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(TYPESETTER), *more],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotSet(else_said) from error
    if done.returncode or not done.stdout.startswith(begins):
        raise NotSet(else_said)
    return done.stdout


def _settable(said: Any) -> Any:
    """`said` without what no page can hold, and with room to break very long words."""
    if isinstance(said, dict):
        return {name: _settable(each) for name, each in said.items()}
    if isinstance(said, list):
        return [_settable(each) for each in said]
    return LONG_WORD.sub("\\g<0>\u200b", CONTROL.sub(" ", said)) if isinstance(said, str) else said
