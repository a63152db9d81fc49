"""Every page as each kind of person, read by a strict parser: valid HTML, one heading on top, a label on each field."""

from itertools import pairwise

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from hls_platform.models import AuditEntry
from relationships.models import Person
from tests.addresses import NOT_PAGES, addresses
from tests.world import a_world

pytestmark = pytest.mark.django_db
XHTML = "{http://www.w3.org/1999/xhtml}"


def elements(tree, *names):
    return [each for each in tree.iter() if each.tag in {XHTML + name for name in names}]


def words(element):
    return " ".join("".join(element.itertext()).split())


def wrong_with(page: bytes) -> list[str]:
    """What is wrong with the markup of a page, in words."""
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(page)
    wrong = [f"{code} at {position}: {more}" for position, code, more in parser.errors]
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    wrong += [f"the id {each} stands {ids.count(each)} times" for each in set(ids) if ids.count(each) > 1]
    headings = [int(each.tag[-1]) for each in elements(tree, "h1", "h2", "h3", "h4")]
    if headings.count(1) != 1 or headings[0] != 1:
        wrong.append(f"headings begin {headings[:3]}, with {headings.count(1)} h1")
    wrong += [f"h{one} is followed by h{next_}" for one, next_ in pairwise(headings) if next_ > one + 1]
    wrong += [f"an empty heading {each.tag}" for each in elements(tree, "h1", "h2", "h3") if not words(each)]
    labelled = {each.get("for") for each in elements(tree, "label")}
    for field in elements(tree, "input", "select", "textarea"):
        named = field.get("id") in labelled or field.get("aria-label")
        if field.get("type") != "hidden" and not named:
            wrong.append(f"no label for {field.get('name')}")
    wrong += [f"a label for nothing: {each}" for each in labelled if each and each not in ids]
    for each in tree.iter():
        for reference in ("aria-labelledby", "aria-describedby"):
            wrong += [
                f"{reference} names {id}, which is not there"
                for id in (each.get(reference) or "").split()
                if id not in ids
            ]
        wrong += [f"{name} in a tag" for name in each.attrib if name == "style" or name.startswith("on")]
    wrong += [f"a link to nowhere: {words(each)}" for each in elements(tree, "a") if each.get("href") is None]
    wrong += [
        f"a link to {each.get('href')}, which is not there"
        for each in elements(tree, "a")
        if (each.get("href") or "").startswith("#")
        and each.get("href")[1:] not in ids
        and each.get("href") not in EXAMPLES
    ]
    if not tree.get("lang"):
        wrong.append("no language")
    title = next(iter(elements(tree, "title")), None)
    if title is None or not words(title).split(" · ")[0]:
        wrong.append("no title that says where one is")
    return wrong


EXAMPLES = {"#quiet", "#button", "#one", "#other", "#share", "#empty", "#back", "#first", "#second"}


@pytest.mark.parametrize("who", ["nobody", "worker", "lead", "funder", "administrator", "outsider"])
def test_every_page_is_valid_for(who, client: Client, settings):
    settings.DEMO = True
    w = a_world()
    AuditEntry.objects.create(verb="demo.loaded")
    person: Person | None = getattr(w, who, None)
    if person:
        client.force_login(person)
    wrong: list[str] = []
    looked_at = 0
    for name, found in addresses(w).items():
        for address in [] if name in NOT_PAGES else found:
            answer = client.get(address)
            if "text/html" in answer.get("Content-Type", "") and answer.status_code not in {301, 302, 405}:
                if answer.get("Content-Disposition"):
                    continue
                looked_at += 1
                wrong += [f"{address}: {each}" for each in wrong_with(answer.content)]
    assert not wrong, "\n".join(wrong)
    assert looked_at > 5


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("learning:reflect", {"text": "", "happened_on": "no day"}),
        ("relationships:begin", {"name": ""}),
        ("relationships:me", {"name": ""}),
        ("systems:import", {"name": ""}),
    ],
)
def test_a_form_with_mistakes_in_it_is_valid_and_says_so_at_the_field(name, words, client: Client):
    client.force_login(a_world().lead)
    answer = client.post(reverse(name), words)
    assert answer.status_code == 422
    assert wrong_with(answer.content) == []
    assert b'class="error-summary"' in answer.content


def test_the_checks_can_fail():
    said = wrong_with(
        b"<!doctype html><title></title><h2 id=a>x</h2><p id=a style='x'><input name=b><a href='#c'>d</a>"
    )
    for part in (
        "stands 2 times",
        "headings",
        "no label for b",
        "style in a tag",
        "#c",
        "no language",
        "no title",
    ):
        assert any(part in each for each in said), part
