"""Signing in through one's organisation, in a real browser that holds our pages to their security policy."""

import pytest
from playwright.sync_api import expect

from relationships.actions.sign_in import name_provider
from relationships.models import SignInRule
from tests.browser.conftest import axe
from tests.factories import a_person, an_organisation
from tests.relationships.provider import CLIENT, SECRET, a_provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_member_is_asked_for_the_organisations_own_sign_in_goes_there_and_comes_back(open_as, settings):
    settings.PROVIDERS_INSIDE = True
    amina = a_person("Amina")
    charity = an_organisation("Harbour Trust", amina)
    settings.SIGN_IN_SECRETS = {charity.slug: SECRET}
    page = open_as(amina, width=360)
    with a_provider() as provider:
        name_provider(by=amina, organisation=charity, issuer=provider.issuer, client_id=CLIENT)
        SignInRule.objects.create(organisation=charity, own_provider=True)
        page.goto("/circles/")
        expect(page.get_by_text("Harbour Trust asks its people to come in through its own")).to_be_visible()
        assert axe(page) == []
        page.get_by_role("link", name="Sign in with Harbour Trust").click()
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Sign in with")).to_be_visible()
        assert axe(page) == []
        page.get_by_role("button", name="Go there").click()
        page.wait_for_url("**/circles/")
        assert page.complaints == []
