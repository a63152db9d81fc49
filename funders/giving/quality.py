"""What makes a grant that the schema accepts harder to use: said with how often, and where, and never a reason to refuse it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from funders.giving.org_ids import is_known_list, is_well_formed

SHOWN = 20
LONGEST_TITLE = 140
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
ODD = re.compile(r"[^A-Za-z0-9._:/-]")
OWN = re.compile("360G-", re.IGNORECASE)
WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.ASCII | re.IGNORECASE)

WORDS = {
    "zero": _("The amount awarded is nothing."),
    "negative": _("The amount awarded is less than nothing."),
    "pennies": _("The amount awarded has more than two decimal places."),
    "funder_list": _("The funder’s identifier begins with no list that org-id.guide knows."),
    "recipient_list": _("The identifier of who receives it begins with no list that org-id.guide knows."),
    "own_id": _("Who receives it has an identifier of the publisher’s own, and no public number."),
    "number": _("A charity or company number is not written as its register writes it."),
    "no_number": _("Who receives it has neither a charity number nor a company number."),
    "many_funders": _("More than one funder is named."),
    "address": _("Something in it looks like an e-mail address."),
    "no_programme": _("No grant programme is named."),
    "no_place": _("No place is named where it is for."),
    "same_words": _("The title says the same as the description."),
    "long_title": format_lazy(_("The title is longer than {n} characters."), n=LONGEST_TITLE),
    "odd_id": _("An identifier holds characters other than letters, digits and . _ : / -"),
    "no_modified": _("It does not say when it was last changed."),
    "no_source": _("It does not say where it was published."),
    "backwards": _("It ends before it begins."),
    "web": _("A web address is not one."),
}


@dataclass
class Finding:
    """One kind of thing, how often it is so, and the first of them: each its row and its id."""

    words: str
    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)


class Quality:
    """What is found in one file, kind by kind; so much is kept that it does not grow with the file."""

    def __init__(self) -> None:
        self.found: dict[str, Finding] = {}

    def look(self, row: int, grant: dict[str, Any], raw: str) -> None:
        """Look at one grant that the schema accepts."""
        for kind in findings(grant, raw):
            finding = self.found.get(kind)
            if finding is None:
                finding = self.found[kind] = Finding(str(WORDS[kind]))
            finding.count += 1
            if len(finding.first) < SHOWN:
                finding.first.append((row, grant["id"]))

    def all(self) -> list[Finding]:
        """The most frequent first."""
        return sorted(self.found.values(), key=lambda each: (-each.count, each.words))


def findings(grant: dict[str, Any], raw: str) -> Iterator[str]:
    """The kinds of what is found in one grant."""
    amount = grant["amountAwarded"]
    if amount <= 0:
        yield "negative" if amount else "zero"
    if isinstance(amount, float) and round(amount, 2) != amount:
        yield "pennies"
    yield from _organisations(grant)
    if "@" in raw and ADDRESS.search(raw):
        yield "address"
    if not grant.get("grantProgramme"):
        yield "no_programme"
    if not grant.get("beneficiaryLocation"):
        yield "no_place"
    title, description = grant["title"].strip(), grant["description"].strip()
    if title == description:
        yield "same_words"
    if len(title) > LONGEST_TITLE:
        yield "long_title"
    if "dateModified" not in grant:
        yield "no_modified"
    if not grant.get("dataSource"):
        yield "no_source"
    if _ends_before(grant):
        yield "backwards"
    url, source = grant.get("url"), grant.get("dataSource")
    if (url and not WEB.fullmatch(url)) or (source and not _is_web(source)):
        yield "web"


@lru_cache(maxsize=64)
def _is_web(source: str) -> bool:
    """Whether it is a web address: a file's grants were all published in one place or a few."""
    return WEB.fullmatch(source) is not None


def _organisations(grant: dict[str, Any]) -> Iterator[str]:
    recipients = grant.get("recipientOrganization", [])
    funder_ids = [each["id"] for each in grant["fundingOrganization"]]
    ids = [each["id"] for each in recipients]
    if not all(map(is_known_list, funder_ids)):
        yield "funder_list"
    if any(map(OWN.match, ids)):
        yield "own_id"
    elif not all(map(is_known_list, ids)):
        yield "recipient_list"
    if not all(map(is_well_formed, recipients)):
        yield "number"
    for each in recipients:
        if not (each.get("charityNumber") or each.get("companyNumber")):
            yield "no_number"
            break
    if len(funder_ids) > 1 and len(set(funder_ids)) > 1:
        yield "many_funders"
    if ODD.search(grant["id"]) or any(map(ODD.search, ids)):
        yield "odd_id"


def _ends_before(grant: dict[str, Any]) -> bool:
    for each in grant.get("plannedDates", ()):
        begins, ends = each.get("startDate"), each.get("endDate")
        if begins and ends and ends[: len(begins)] < begins[: len(ends)]:
            return True
    return False
