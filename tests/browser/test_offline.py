"""Without a network: words stay, and a calm page stands where a page cannot be fetched."""

import pytest

from learning.models import Reflection
from tests.factories import a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "She asked whether I would come back on Thursday."
BOX = "What happened that you want to think about?"


def test_words_written_without_a_network_stay_and_arrive_once_it_is_back(open_as):
    page = open_as(a_person("Amina"), width=360)
    page.goto("/")
    page.context.set_offline(True)
    page.get_by_label(BOX).fill(WORDS)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("There is no connection just now").wait_for()
    assert page.get_by_label(BOX).input_value() == WORDS
    page.context.set_offline(False)
    page.reload()
    assert page.get_by_label(BOX).input_value() == WORDS
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved. Only you can see it.").wait_for()
    assert Reflection.objects.get().text == WORDS
    page.goto("/")
    assert page.get_by_label(BOX).input_value() == ""
    assert Reflection.objects.count() == 1


def test_words_that_were_not_sent_are_gone_when_somebody_signs_out(open_as):
    page = open_as(a_person("Amina"))
    page.goto("/")
    page.context.set_offline(True)
    page.get_by_label(BOX).fill(WORDS)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("There is no connection just now").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert page.evaluate("sessionStorage.length") == 0


def test_a_page_that_cannot_be_fetched_is_a_calm_one_and_nothing_private_is_kept(open_as):
    page = open_as(a_person("Amina"))
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto("/circles/")
    page.context.set_offline(True)
    page.goto("/reflections/")
    page.get_by_role("heading", name="You are offline").wait_for()
    kept = page.evaluate(
        """caches.keys().then(async (names) => {
            const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
            return requests.flat().map((request) => new URL(request.url).pathname);
        })"""
    )
    assert kept == ["/offline/"]
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    page.get_by_role("heading", name="Everything you wrote").wait_for()
