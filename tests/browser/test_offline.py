"""Without a network: words stay, and a calm page stands where a page cannot be fetched."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from learning.models import Reflection
from tests.factories import a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "She asked whether I would come back on Thursday."
BOX = "What happened that you want to think about?"
DUMP = Path(__file__).with_name("dump.js").read_text()


def known(page: Page) -> None:
    """Wait until the device knows whose it is, and has the page for when there is no network."""
    page.evaluate(
        """async () => {
            await navigator.serviceWorker.ready;
            const { asOf } = await import("/static/js/outbox/device.js");
            for (let nth = 0; !navigator.serviceWorker.controller || !(await asOf()); nth++) {
                if (nth > 300) throw new Error("the device does not know whose it is");
                await new Promise((on) => setTimeout(on, 50));
            }
        }"""
    )


def words_left(page: Page, *words: str) -> list[str]:
    """Which of the words can be read in anything that the browser keeps."""
    dump = page.evaluate(DUMP)
    assert len(dump) > 100
    return [each for each in words if each in dump]


def test_words_typed_without_a_network_stay_and_arrive_once_it_is_back(open_as):
    page = open_as(a_person("Amina"), width=360)
    page.goto("/")
    known(page)
    page.context.set_offline(True)
    page.get_by_label(BOX).fill(WORDS)
    page.get_by_text("Your words are kept on this device.").wait_for()
    page.context.set_offline(False)
    page.reload()
    page.get_by_text("These words were not sent yet.").wait_for()
    assert page.get_by_label(BOX).input_value() == WORDS
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved. Only you can see it.").wait_for()
    assert Reflection.objects.get().text == WORDS
    page.goto("/")
    known(page)
    assert page.get_by_label(BOX).input_value() == ""
    assert Reflection.objects.count() == 1


def test_words_saved_without_a_network_leave_the_box_and_send_themselves(open_as):
    page = open_as(a_person("Amina"), width=360)
    page.goto("/")
    known(page)
    page.context.set_offline(True)
    page.get_by_label(BOX).fill(WORDS)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("This waits on this device").wait_for()
    assert page.get_by_label(BOX).input_value() == ""
    page.get_by_text("Waiting on this device: 1.").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Waiting on this device: 1.").wait_for(state="hidden")
    assert Reflection.objects.get().text == WORDS


def test_whoever_writes_before_the_device_has_answered_keeps_every_word(open_as):
    page = open_as(a_person("Amina"), width=360)
    page.goto("/")
    known(page)
    page.context.set_offline(True)
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
            for (const box of document.querySelectorAll("textarea[name=text]")) box.value = "Typed at once.";
        })"""
    )
    page.goto("/reflect/")
    page.evaluate(
        "() => import('/static/js/outbox/offline.js').then(() => null)"
    )  # it has begun, whatever it waits for
    assert page.get_by_label(BOX).input_value() == "Typed at once."


def test_words_that_were_not_sent_are_gone_when_somebody_signs_out(open_as):
    page = open_as(a_person("Amina"))
    page.goto("/")
    known(page)
    page.context.set_offline(True)
    page.get_by_label(BOX).fill(WORDS)
    page.get_by_text("Your words are kept on this device.").wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("There is no connection just now").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert page.evaluate("sessionStorage.length") == 0
    assert words_left(page, WORDS) == []


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
    assert "/offline/" in kept
    assert [
        address for address in kept if address != "/offline/" and not address.startswith("/static/")
    ] == []
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    page.get_by_role("heading", name="Everything you wrote").wait_for()
