"""Every page, as somebody who reads it, narrow and light, wide and dark: it is there, axe finds nothing, nothing runs off the side."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from hls_platform.models import AuditEntry
from tests.addresses import NOT_PAGES, addresses
from tests.answers import judged, status_for
from tests.browser.conftest import axe
from tests.world import a_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OF_WIDTH = ("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable")
"""What can differ on a wider screen and in the dark; all rules are asked on the narrow one."""
NOT_SHOWN = NOT_PAGES | {
    "systems:export", "funders:download", "funders:ledger", "funders:agreement_ledger", "funders:opening_file",
    "funders:published_file", "funders:report_schema", "funders:committee_file", "funders:file_of_words", "funders:file_by_link",
    "live", "ready", "metrics", "relationships:calendar_feed", "relationships:events_calendar", "relationships:event_calendar",
    "relationships:robots", "learning:pieces_feed",
    "systems:published_file", "systems:map_schema", "learning:map_practice", "learning:calendar", "learning:digest_feed", "learning:file", "learning:shared_file", "learning:kept_here",
}  # fmt: skip
"""What is no page: files, data for a script, and what a machine asks."""
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
EVERYBODY = ("lead", "funder", "administrator", "worker", "nobody")
PARTS = 3
"""The lead looks at most pages, and does it in so many goes."""


@pytest.mark.parametrize(
    ("who", "part"), [*(("lead", part) for part in range(PARTS)), *((who, None) for who in EVERYBODY[1:])]
)
def test_every_page_as(open_as, who, part, settings):
    """Each page is looked at by the first of `EVERYBODY` who reads it, narrow and light, wide and dark."""
    settings.DEMO = True
    w = a_world()
    AuditEntry.objects.create(verb="demo.loaded")
    wrong, seen = look_at_all(open_as(getattr(w, who, None), width=NARROW["width"]), w, who, part)
    assert not wrong, "\n".join(wrong)
    assert seen


def looked_at_by(name: str, number: int, who: str) -> bool:
    """Whether it is for `who` to look at that address: a page, or what stands there when there is none."""
    if not judged(name):  # those of signing in
        return who in {"lead", "nobody"}
    readers = [each for each in EVERYBODY if status_for(name, number, each) == 200]
    return who == readers[0] if readers else who == "nobody"


def look_at_all(page: Page, w: SimpleNamespace, who: str, part: int | None) -> tuple[list[str], set[str]]:
    """Open each page that is for `who` to look at, or every third: what is wrong with them in words, and the names of those
    that were shown."""
    wrong: list[str] = []
    names: set[str] = set()
    shown: set[str | int] = set()
    for place, (name, found) in enumerate(addresses(w).items()):
        if part is not None and place % PARTS != part:
            continue
        data = name.startswith("api:") and name not in {"api:docs", "api:noun"}
        for number, address in enumerate([] if name in NOT_SHOWN or data else found):
            if not looked_at_by(name, number, who):
                continue
            # Where one is sent to the same page again (signing in, not there), it was looked at before.
            if judged(name):  # tests/test_every_answer.py has asked each of them
                status = status_for(name, number, who)
                here: str | int = address if status == 200 else status
            else:
                asked = page.request.get(address, max_redirects=0)
                status = asked.status
                here = asked.headers.get("location", address).split("?")[0] if status < 400 else status
            if status == 405 or here in shown:  # takes what is posted, shows nothing
                continue
            shown.add(here)
            if status == 200:
                names.add(name)
            page.complaints.clear()
            answer = page.goto(address)
            assert answer is not None
            if answer.status >= 500:
                wrong.append(f"{who} {address}: {answer.status}")
            wrong += [f"{who} {address} {finding}" for finding in look_at(page)]
            said = [each for each in page.complaints if "the server responded with a status of 4" not in each]
            wrong += [f"{who} {address}: {each}" for each in said]
    return wrong, names


def look_at(page: Page) -> list[str]:
    """What axe finds on the page, and what runs off its side, narrow and light, wide and dark, in words.

    A scheme changes colours, and the same ones at each width.
    """
    found = []
    for size, scheme, rules in ((NARROW, "light", ()), (WIDE, "dark", OF_WIDTH)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{size['width']} {scheme}: {finding}" for finding in axe(page, *rules)]
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if beyond > 0:
            found.append(f"{size['width']}: {beyond} px off the side")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return found
