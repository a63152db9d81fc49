"""The pages about safety and data protection: complete, and true where a machine can tell."""

import ast
import re
from functools import lru_cache

import pytest
from django.apps import apps

from hls_platform.embedded import ROOT

DOCS = ROOT / "docs"
PAPERS = sorted([DOCS / "asvs.md", DOCS / "security.md", *(DOCS / "templates").glob("*.md")])
ROW = re.compile(r"^\| (V[\d.]+) \| ([^|]+) \| (met|you|none|open) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(
    r"`([\w./-]+\.(?:py|html|js|md|sql|toml|lock|json|yml|yaml|typ)|\.dockerignore)(?:::(\w+))?`"
)
UP_TO_LEVEL_2 = {
    "V1": {1: 2, 2: 9, 3: 11, 4: 3, 5: 2},
    "V2": {1: 3, 2: 3, 3: 4, 4: 1},
    "V3": {2: 2, 3: 4, 4: 6, 5: 5, 7: 2},
    "V4": {1: 3, 2: 1, 3: 2, 4: 4},
    "V5": {1: 1, 2: 3, 3: 2, 4: 3},
    "V6": {1: 3, 2: 12, 3: 4, 4: 4, 5: 5, 6: 3, 8: 4},
    "V7": {1: 3, 2: 4, 3: 2, 4: 5, 5: 2, 6: 2},
    "V8": {1: 2, 2: 3, 3: 1, 4: 1},
    "V9": {1: 3, 2: 4},
    "V10": {1: 2, 2: 2, 3: 4, 4: 11, 5: 5, 6: 2, 7: 3},
    "V11": {1: 2, 2: 3, 3: 3, 4: 4, 5: 1, 6: 1},
    "V12": {1: 3, 2: 2, 3: 4},
    "V13": {1: 1, 2: 5, 3: 2, 4: 5},
    "V14": {1: 2, 2: 4, 3: 3},
    "V15": {1: 3, 2: 3, 3: 7},
    "V16": {1: 1, 2: 5, 3: 4, 4: 3, 5: 3},
    "V17": {1: 1, 2: 4, 3: 2},
}
"""ASVS 5.0.0: by chapter and section, how many requirements have level 1 or 2. In each section they are its first ones."""
ABOUT_NOBODY = {
    "auth_group": "empty",
    "auth_group_permissions": "empty",
    "auth_permission": "names of permissions that nobody uses",
    "django_content_type": "names of models",
    "funders_agreement": "money between organisations",
    "funders_agreement_questions": "which question belongs to which agreement",
    "funders_fund": "an organisation's fund",
    "funders_grant": "what other funders published",
    "funders_payment": "money between organisations",
    "funders_place": "where a partnership's work is: a town, or a part of one",
    "relationships_circle": "a circle's name and purpose",
    "relationships_identityprovider": "an organisation's provider",
    "relationships_organisation": "an organisation",
    "relationships_organisationidentifier": "an organisation's public number",
    "relationships_partnership": "organisations together",
    "relationships_partnershipparty": "organisations together",
    "relationships_peergroup": "a group's place and rhythm",
    "relationships_signinrule": "an organisation's rule",
    "socialaccount_socialapp": "empty: no right on it",
    "socialaccount_socialtoken": "empty: no right on it",
}
"""Tables that hold nothing about people, with the reason. Any other has to stand in the records of processing."""


def required() -> list[str]:
    """Each number of the standard up to level 2, in its order."""
    return [
        f"{chapter}.{section}.{nth}"
        for chapter, sections in UP_TO_LEVEL_2.items()
        for section, many in sections.items()
        for nth in range(1, many + 1)
    ]


def test_every_requirement_of_asvs_up_to_level_2_stands_there_once_and_in_order():
    numbers = required()
    assert len(numbers) == 70 + 183, "the standard's own count of its levels 1 and 2"
    assert [number for number, *_rest in ROW.findall((DOCS / "asvs.md").read_text())] == numbers


def test_each_is_answered():
    text = (DOCS / "asvs.md").read_text()
    assert text.count("\n| V") == len(ROW.findall(text)), "a row that is not whole"
    for number, asked, state, answer in ROW.findall(text):
        assert len(asked) > 3, number
        assert state != "met" or NAMED.search(answer) or "](" in answer, number
        assert len(answer) > 6, number


@lru_cache
def names_of_tests(path: str) -> set[str]:
    return {
        each.name
        for each in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(each, ast.FunctionDef)
    }


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_file_and_test_that_it_names_is_there(paper):
    named = NAMED.findall(paper.read_text())
    assert [path for path, _test in named if not ((ROOT / path).exists() or (DOCS / path).exists())] == []
    assert [test for path, test in named if test and test not in names_of_tests(path)] == []


def test_the_records_of_processing_name_every_table_that_holds_something_about_people():
    page = (DOCS / "templates" / "records-of-processing.md").read_text()
    listed = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert len(listed) == len(set(listed))
    tables = {noun._meta.db_table for noun in apps.get_models(include_auto_created=True)}
    assert set(ABOUT_NOBODY) <= tables
    assert tables - set(ABOUT_NOBODY) - set(listed) == set()
    assert set(ABOUT_NOBODY) & set(listed) == set()


@pytest.mark.parametrize(
    "name", ["dpia", "privacy-notice", "records-of-processing", "accessibility-statement"]
)
def test_each_paper_says_where_to_fill_in_and_stands_in_the_list(name):
    text = (DOCS / "templates" / f"{name}.md").read_text()
    assert len(re.findall(r"\*\*\[[^\]]+\]", text)) >= 8
    assert f"({name}.md)" in (DOCS / "templates" / "README.md").read_text()


def test_the_five_demands_of_cyber_essentials_are_answered_on_both_sides():
    part = (DOCS / "security.md").read_text().split("## Cyber Essentials")[1].split("\n## ")[0]
    rows = re.findall(r"^\| \*\*([^*]+)\*\* \| ([^|]{20,}) \| ([^|]{20,}) \|$", part, re.MULTILINE)
    assert [name for name, *_sides in rows] == [
        "Firewalls",
        "Secure configuration",
        "Security update management",
        "User access control",
        "Malware protection",
    ]
