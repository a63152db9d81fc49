"""A report in a second language: its own words in that language, what people wrote as they wrote it."""

import ast
import gettext
import re

import pytest
from django.utils.translation import override

from funders.actions import reports
from funders.reports.compose import compose
from funders.reports.languages import LOCALE, languages
from funders.reports.outputs import OUTPUTS
from hls_platform.actions import Refused
from hls_platform.embedded import ROOT
from tests.funders.a_whole_report import a_whole_report, an_imprint
from tests.funders.test_reports import JULY, OCTOBER, a_world

CATALOGUE = LOCALE / "cy/LC_MESSAGES/django"
SPEAKS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2}
NOT_PRINTED = {"English", "Welsh"}
"""Words of the pages about reports, not of reports."""
OF_MAPS = ("systems/comparing.py", "systems/changing/words.py")
"""What a report tells of a map in the words that its own pages use."""
WAITS = set[str]()
"""Words of a report that wait for a fluent reader to put them into Welsh: until then they stand there in English."""


def own_words() -> set[str]:
    """Each sentence that a report says of its own, from the code and the page that say it."""
    found = set()
    for path in [*(ROOT / "funders/reports").rglob("*.py"), *(ROOT / each for each in OF_MAPS)]:
        if path.parent.name == "plain_words":
            continue  # says on a page how a summary can be said more plainly
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKS:
                found |= {each.value for each in node.args[: SPEAKS[node.func.id]] if isinstance(each, ast.Constant)}  # fmt: skip
    for path in (ROOT / "templates/funders/outputs").glob("*.html"):
        if path.name in {"page.html", "figure.html"}:
            found |= set(re.findall(r'{% translate "([^"]+)"', path.read_text()))
    return found - NOT_PRINTED


def unquoted(lines: str) -> str:
    return "".join(ast.literal_eval(each) for each in re.findall(r'"(?:[^"\\]|\\.)*"', lines))


def written() -> dict[str, list[str]]:
    """What the readable catalogue says, by its English words."""
    entries: dict[str, list[str]] = {}
    for block in CATALOGUE.with_suffix(".po").read_text().split("\n\n"):
        said = re.findall(r'^(msg\w+)(?:\[\d\])? ((?:".*"\n?)+)', block, re.MULTILINE)
        words = [unquoted(value) for name, value in said if name == "msgstr"]
        for name, value in said:
            if name != "msgstr" and unquoted(value):
                entries[unquoted(value)] = words
    return entries


def test_every_word_that_a_report_says_itself_is_there_in_welsh_or_waits():
    missing = own_words() - set(written())
    assert missing == WAITS, "add these to the Welsh catalogue, or to WAITS for a fluent reader"
    for english, welsh in written().items():
        for each in welsh:
            assert each
            assert set(re.findall(r"%\(\w+\)s|\{\w+\}", each)) <= set(
                re.findall(r"%\(\w+\)s|\{\w+\}", english)
            ) | {"%(number)s", "%(count)s", "%(high)s"}


def test_the_compiled_catalogue_is_what_the_readable_one_says():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for english, welsh in written().items():
        if len(welsh) == 1:
            assert compiled.gettext(english) == welsh[0]
    assert compiled.ngettext("%(number)s link", "%(number)s links", 3) == "%(number)s o gysylltiadau"


def test_the_interface_does_not_call_itself_welsh_for_it(settings):
    assert [code for code, _name in settings.LANGUAGES] == ["en-gb"]
    assert set(languages()) == {"en-gb", "cy"}


@pytest.mark.parametrize("kind", ["html", "json", "csv.zip"])
def test_what_is_printed_is_in_the_language_and_names_it(kind):
    document = a_whole_report("«We rang too late.»", language="cy")
    with override("en-gb"):
        file = OUTPUTS[kind][1](document, an_imprint(document))
    if kind == "html":
        said = file.decode()
        assert '<html lang="cy">' in said
        for words in (
            "Mewn geiriau plaen",
            "cyhoeddwyd ar 24 Tachwedd 2026",
            "gyda’r amheuaeth hon",
            "1 Gorffennaf 2026",
        ):
            assert words in said
        assert "We rang too late." in said


def test_pdf_word_and_workbook_say_their_language():
    document = a_whole_report(language="cy")
    for kind in ("pdf", "docx", "xlsx"):
        assert OUTPUTS[kind][1](document, an_imprint(document))


@pytest.mark.django_db
def test_a_report_is_composed_in_the_language_it_was_asked_for():
    world = a_world()
    asked = {"partnership": world.place, "period_start": JULY, "period_end": OCTOBER, "by": world.owen}
    in_welsh = reports.ask_for_report(**asked, language="cy")
    in_english = reports.ask_for_report(**asked)
    assert in_welsh != in_english
    assert reports.ask_for_report(**asked, language="en-gb") == in_english
    document = compose(in_welsh)
    assert document.meta.language == "cy"
    assert document.sections[0].title == "Pwrpas a phobl"
    assert "We rang too late." in [item.text for item in document.items]
    assert compose(in_english).sections[0].title == "Purpose and people"
    with pytest.raises(Refused):
        reports.ask_for_report(**asked, language="xx")
