"""The languages that a report's own words can be in. What people wrote is never translated.

A language is offered once its compiled catalogue lies in `funders/locale`, as the interface's are in `locale`.
"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

LOCALE = Path(__file__).parent.parent / "locale"
NAMES = {"cy": _("Welsh")}
"""Beside the language of the place."""


@cache
def languages() -> dict[str, object]:
    """The name of each language by its tag, that of the place first."""
    there = [code for code in NAMES if (LOCALE / code / "LC_MESSAGES/django.mo").exists()]
    return {settings.LANGUAGE_CODE: _("English"), **{code: NAMES[code] for code in there}}


def choices() -> list[tuple[str, object]]:
    """The languages to choose from in a form; the first is the one that nobody has to choose."""
    return list(languages().items())
