"""Every page as each kind of person, in both colour schemes: it is there, axe finds nothing, nothing runs off the side."""

import pytest

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


@pytest.mark.parametrize(
    ("who", "width"), [(who, NARROW) for who in EVERYBODY] + [(who, 1280) for who in ON_A_WIDE_SCREEN]
)
def test_every_page_as(open_as, who, width, settings):
    settings.DEMO = True
    w = a_world()
    AuditEntry.objects.create(verb="demo.loaded")
    page = open_as(getattr(w, who, None), width=width)
    rules = () if width == NARROW else OF_WIDTH
    wrong: list[str] = []
    shown: set[str | int] = set()
    for name, found in addresses(w).items():
        data = name.startswith("api:") and name not in {"api:docs", "api:noun"}
        for number, address in enumerate([] if name in NOT_SHOWN or data else found):
            asked = page.request.get(address, max_redirects=0)
            if judged(name) and asked.status != (wanted := status_for(name, number, who)):
                wrong.append(f"{who} {address}: {asked.status}, not {wanted}")
            if asked.status == 405:  # takes what is posted, shows nothing
                continue
            # Where one is sent to the same page again (signing in, not there), it was looked at before.
            here = (
                asked.headers.get("location", address).split("?")[0] if asked.status < 400 else asked.status
            )
            if here in shown:
                continue
            shown.add(here)
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
                wrong.append(f"{who} {address}: {beyond} px off the side at {width} px")
            said = [each for each in page.complaints if "the server responded with a status of 4" not in each]
            wrong += [f"{who} {address}: {each}" for each in said]
    assert not wrong, "\n".join(wrong)
