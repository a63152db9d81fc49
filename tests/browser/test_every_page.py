"""Every page as each kind of person, in both colour schemes: it is there, axe finds nothing, nothing runs off the side."""

from collections.abc import Collection
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from hls_platform.models import AuditEntry
from tests.addresses import NOT_PAGES, addresses
from tests.answers import judged, status_for
from tests.browser.conftest import axe
from tests.world import a_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OF_COLOUR = ("color-contrast", "link-in-text-block")
OF_WIDTH = (*OF_COLOUR, "target-size", "scrollable-region-focusable")
"""What can differ on a wider screen; all rules are asked on the narrow one."""
NOT_SHOWN = NOT_PAGES | {"systems:export", "funders:download", "live", "ready", "metrics"}


NARROW = 360
EVERYBODY = ("nobody", "worker", "lead", "funder", "administrator", "outsider")
ON_A_WIDE_SCREEN = ("nobody", "lead", "funder", "administrator")
"""Who between them see each page there is."""


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_page_as(open_as, who, settings):
    settings.DEMO = True
    w = a_world()
    AuditEntry.objects.create(verb="demo.loaded")
    wrong, seen = look_at_all(open_as(getattr(w, who, None), width=NARROW), w, who)
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 5


def test_every_page_on_a_wide_screen(open_as, settings):
    settings.DEMO = True
    w = a_world()
    AuditEntry.objects.create(verb="demo.loaded")
    wrong: list[str] = []
    seen: set[str] = set()
    for who in ON_A_WIDE_SCREEN:
        found, shown = look_at_all(open_as(getattr(w, who, None)), w, who, rules=OF_WIDTH, but_not=seen)
        wrong += found
        seen |= shown
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 50


def look_at_all(
    page: Page, w: SimpleNamespace, who: str, *, rules: Collection[str] = (), but_not: Collection[str] = ()
) -> tuple[list[str], set[str]]:
    """Open each page that there is for somebody, other than those whose names are in `but_not`.

    What is wrong with them in words (by axe's `rules`, or by all of them), and the names of those that were shown.
    """
    wrong: list[str] = []
    names: set[str] = set()
    shown: set[str | int] = set()
    for name, found in addresses(w).items():
        data = name.startswith("api:") and name not in {"api:docs", "api:noun"}
        for number, address in enumerate([] if name in NOT_SHOWN or name in but_not or data else found):
            # Where one is sent to the same page again (signing in, not there), it was looked at before.
            if judged(name):  # tests/test_every_answer.py has asked each of them
                status = status_for(name, number, who)
                here: str | int = address if status == 200 else status
            else:
                asked = page.request.get(address, max_redirects=0)
                status = asked.status
                here = asked.headers.get("location", address).split("?")[0] if status < 400 else status
            if status == 405:  # takes what is posted, shows nothing
                continue
            if here in shown:
                continue
            shown.add(here)
            if status == 200:
                names.add(name)
            page.complaints.clear()
            answer = page.goto(address)
            assert answer is not None
            if answer.status >= 500:
                wrong.append(f"{who} {address}: {answer.status}")
            wrong += [f"{who} {address} light: {finding}" for finding in axe(page, *rules)]
            page.emulate_media(color_scheme="dark")  # which changes colours and nothing else
            wrong += [f"{who} {address} dark: {finding}" for finding in axe(page, *OF_COLOUR)]
            page.emulate_media(color_scheme="light")
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if beyond > 0:
                wrong.append(f"{who} {address}: {beyond} px off the side")
            said = [each for each in page.complaints if "the server responded with a status of 4" not in each]
            wrong += [f"{who} {address}: {each}" for each in said]
    return wrong, names
