"""What a strict parser finds wrong with a page: valid HTML, one heading on top, a label on each field."""

import re
from functools import cache
from itertools import pairwise

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"


def elements(tree, *names):
    return [each for each in tree.iter() if each.tag in {XHTML + name for name in names}]


def words(element):
    return " ".join("".join(element.itertext()).split())


ANEW = re.compile(rb'(name="(?:csrfmiddlewaretoken|id|page)" value|nonce)="[^"]*"')
"""What is different each time a page is made."""


def wrong_with(page: bytes) -> list[str]:
    """What is wrong with the markup of a page, in words. A page that says the same again is not parsed again."""
    return _wrong_with(ANEW.sub(rb'\1=""', page))


@cache
def _wrong_with(page: bytes) -> list[str]:
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(page)
    wrong = [f"{code} at {position}: {more}" for position, code, more in parser.errors]
    for each in elements(tree, "template"):
        wrong += _wrong_in(each)
        for child in list(each):
            each.remove(child)
    wrong += _wrong_in(tree)
    headings = [int(each.tag[-1]) for each in elements(tree, "h1", "h2", "h3", "h4")]
    if headings.count(1) != 1 or headings[0] != 1:
        wrong.append(f"headings begin {headings[:3]}, with {headings.count(1)} h1")
    wrong += [f"h{one} is followed by h{next_}" for one, next_ in pairwise(headings) if next_ > one + 1]
    wrong += [f"an empty heading {each.tag}" for each in elements(tree, "h1", "h2", "h3") if not words(each)]
    wrong += [f"a link to nowhere: {words(each)}" for each in elements(tree, "a") if each.get("href") is None]
    if not tree.get("lang"):
        wrong.append("no language")
    title = next(iter(elements(tree, "title")), None)
    if title is None or not words(title).split(" · ")[0]:
        wrong.append("no title that says where one is")
    return wrong


def _wrong_in(tree) -> list[str]:
    """What is wrong with the page itself, or with a template in it: a script takes that out, one at a time, and completes it."""
    wrong = []
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    wrong += [f"the id {each} stands {ids.count(each)} times" for each in set(ids) if ids.count(each) > 1]
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
    wrong += [
        f"a link to {each.get('href')}, which is not there"
        for each in elements(tree, "a")
        if (each.get("href") or "").startswith("#")
        and each.get("href")[1:] not in ids
        and each.get("href") not in EXAMPLES
    ]
    return wrong


EXAMPLES = {"#quiet", "#button", "#one", "#other", "#share", "#empty", "#back", "#first", "#second"}
