"""Every page as each kind of person, in both colour schemes: axe finds nothing, and nothing runs off the side."""

import pytest

from hls_platform.models import AuditEntry
from tests.addresses import NOT_PAGES, addresses
from tests.browser.conftest import axe
from tests.world import a_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("who", ["nobody", "worker", "lead", "funder", "administrator", "outsider"])
def test_every_page_as(open_as, who, settings):
    settings.DEMO = True
    w = a_world()
    AuditEntry.objects.create(verb="demo.loaded")
    page = open_as(getattr(w, who, None), width=360)
    wrong: list[str] = []
    for name, found in addresses(w).items():
        for address in found:
            if (
                name in NOT_PAGES
                or name in {"systems:export", "funders:download"}
                or address.startswith("/health/")
            ):
                continue
            if (
                page.request.get(address, max_redirects=0).status == 405
            ):  # takes what is posted, shows nothing
                continue
            page.complaints.clear()
            answer = page.goto(address)
            assert answer is not None
            if answer.status >= 500:
                wrong.append(f"{who} {address} light: {answer.status}")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                wrong += [f"{who} {address} {scheme}: {finding}" for finding in axe(page)]
            page.emulate_media(color_scheme="light")
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if beyond > 0:
                wrong.append(f"{who} {address}: {beyond} px off the side at 360 px")
            said = [each for each in page.complaints if "the server responded with a status of 4" not in each]
            wrong += [f"{who} {address}: {each}" for each in said]
    assert not wrong, "\n".join(wrong)
