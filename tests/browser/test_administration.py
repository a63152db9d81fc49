"""The administration as its administrator sees it: axe finds nothing, and nothing runs off the side of a phone."""

import pytest
from django.urls import reverse

from tests.browser.conftest import axe
from tests.world import a_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_of_the_administration(open_as):
    w = a_world()
    page = open_as(w.administrator, width=360)
    page.goto(reverse("relationships:administration"))
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Go on").click()
    wrong = []
    for address in (
        reverse("relationships:administration"),
        reverse("relationships:administration_person", args=[w.worker.pk]),
        reverse("relationships:administration_circles"),
        reverse("relationships:administration_audit"),
        reverse("relationships:ask_to_read", args=[w.group.pk]),
        reverse("relationships:glasses"),
        reverse("learning:through_glass", args=[w.glass.pk]),
        reverse("mfa_activate_totp"),
        reverse("mfa_add_webauthn"),
        reverse("mfa_index"),
        reverse("account_email"),
        reverse("socialaccount_connections"),
        reverse("relationships:sessions"),
    ):
        answer = page.goto(address)
        assert answer is not None
        assert (answer.status, page.url.endswith(address)) == (200, True), address
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{address} {scheme}: {finding}" for finding in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            wrong.append(f"{address}: off the side")
    assert not wrong, "\n".join(wrong)
    assert page.complaints == []
