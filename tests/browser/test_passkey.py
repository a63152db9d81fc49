"""Signing in by a passkey, in a real browser with an authenticator that the browser plays."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe
from tests.factories import a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"


def give_an_authenticator(page: Page) -> None:
    """A device of the browser's own that knows its owner by a finger and keeps passkeys."""
    developer = page.context.new_cdp_session(page)
    developer.send("WebAuthn.enable")
    developer.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_added_and_from_then_on_signs_in_without_a_password(open_as):
    amina = a_person("Amina")
    page = open_as(width=360)
    give_an_authenticator(page)
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(amina.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Passkeys and codes").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)  # it is asked once more
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What you call it").fill("My phone")
    assert axe(page) == []
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Passkeys and codes").click()
    page.get_by_role("link", name="You have 1 passkey").click()
    expect(page.get_by_text("My phone").first).to_be_visible()
    assert axe(page) == []

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto("/accounts/login/")
    assert axe(page) == []
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.get_by_role("link", name="Your account").click()
    expect(page.get_by_text(amina.email).first).to_be_visible()
    page.goto("/accounts/2fa/recovery-codes/generate/")  # who came in by passkey shows again that it is them
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Make new codes")).to_be_visible()
    assert page.complaints == []


def test_after_the_password_the_passkey_is_asked_for(open_as):
    amina = a_person("Amina")
    page = open_as(amina)
    give_an_authenticator(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(amina.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    assert page.complaints == []


def test_a_browser_without_a_passkey_says_so_in_the_page(open_as):
    page = open_as()
    page.goto("/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')) }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey did not come through")).to_be_visible()
