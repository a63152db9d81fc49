"""A day without a network on a phone: ten reflections and more, a window that dies, a network that comes back badly."""

import io
import itertools
import re

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, Route, expect

from learning.actions import edit_reflection
from learning.models import Arrival, Attachment, Reflection, Response, Share
from relationships.models import Person
from tests.browser.conftest import axe
from tests.browser.test_offline import BOX, known, words_left
from tests.factories import a_circle_with, a_person, a_reflection, a_share

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def every_second_answer_is_lost(page: Page) -> list[str]:
    """Let each second request through to the place, which stores it, and lose the answer; the addresses it happened to."""
    lost, number = [], itertools.count(1)

    def flap(route: Route) -> None:
        if next(number) % 2:
            route.fetch()
            lost.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile("/arrivals/|/attachments/"), flap)
    return lost


def without_a_network(page: Page) -> None:
    """The page that stands at any address now."""
    page.context.set_offline(True)
    page.goto("/reflect/")
    page.get_by_role("heading", name="You are offline").wait_for()


def save(page: Page, words: str, *, share: bool = False) -> None:
    page.get_by_label(BOX).fill(words)
    before = int(page.locator("section.waiting [data-part=number]").inner_text())
    box = page.locator("form.reflect-box")
    if share:
        if not box.get_by_label("Tuesday group").is_visible():
            box.get_by_text("Share it with a circle").click()
        box.get_by_label("Tuesday group").check()
    box.get_by_role("button", name="Save").click()
    expect(page.locator("section.waiting [data-part=number]")).not_to_have_text(str(before))
    expect(page.get_by_label(BOX)).to_have_value("")


def bring_a_picture(page: Page) -> None:
    """One of the colours of a wall, chosen from the phone."""
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "PNG")
    box = page.locator("form.reflect-box")
    if not box.get_by_role("button", name="Record your voice").is_visible():
        box.get_by_text("Picture or recording").click()
    file = {"name": "wall.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    box.get_by_label("Choose a file").set_input_files(file)
    box.get_by_label("What is to be seen in the picture").fill("A wall.")


def record(page: Page) -> None:
    """A second of the microphone."""
    box = page.locator("form.reflect-box")
    box.get_by_role("button", name="Record your voice").click()
    box.get_by_role("timer").get_by_text("0:01").wait_for()
    box.get_by_role("button", name="Stop recording").click()
    box.get_by_text("You can hear it below").wait_for()


def card(page: Page, words: str):
    shown = page.locator("details.card", has=page.get_by_text(words, exact=False)).first
    if shown.get_attribute("open") is None:
        shown.locator("summary").first.click()
    return shown


def all_has_arrived(page: Page) -> None:
    expect(page.locator("#waits")).to_be_hidden(timeout=25_000)
    page.evaluate(
        """async () => {
            const { here, queue } = await import("/static/js/outbox/device.js");
            for (let nth = 0; (await queue.count((await here()).person)).waiting; nth++) {
                if (nth > 300) throw new Error("something still waits");
                await new Promise((on) => setTimeout(on, 50));
            }
        }"""
    )


def signed_in_again(page: Page, person: Person) -> None:
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": page.evaluate("origin")}]
    )


def test_ten_reflections_written_in_a_tunnel_arrive_once_each_over_a_bad_network(open_as):
    amina, ben = a_person("Amina"), a_person("Ben")
    circle = a_circle_with(amina, ben)
    earlier = a_share(a_reflection(amina, "Shared before the tunnel."), circle)
    theirs = a_share(a_reflection(ben, "The kettle was on."), circle)
    page = open_as(amina, width=360)
    page.goto("/")
    known(page)
    without_a_network(page)
    for number in range(10):
        if number < 3:
            bring_a_picture(page)
        if number < 2:
            record(page)
        save(page, "" if number == 2 else f"In the tunnel, the {number}th thought.", share=number < 2)
    mine = card(page, "Shared before the tunnel.")
    mine.get_by_role("button", name="Withdraw").click()
    expect(card(page, "Shared before the tunnel.").get_by_text("Only you can see it.")).to_be_visible()
    mine = card(page, "the 3th thought")
    mine.get_by_text("Edit", exact=True).click()
    mine.get_by_label("What happened").fill("In the tunnel, a third thought, and better.")
    mine.get_by_role("button", name="Save the change").click()
    shared = card(page, "The kettle was on.")
    shared.get_by_label("An offer").check()
    shared.get_by_label("Your words").fill("I have another kettle.")
    shared.get_by_role("button", name="Send").click()
    expect(page.locator("section.waiting [data-part=number]")).to_have_text("19")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context = page.context
    page.close()

    page = context.new_page()
    lost = every_second_answer_is_lost(page)
    context.set_offline(False)
    page.goto("/")
    all_has_arrived(page)
    assert len(lost) >= 7
    assert Arrival.objects.count() == 15
    kinds = Attachment.objects.values_list("reflection__text", "kind", "alt")
    assert sorted(kinds) == [
        ("", "picture", "A wall."),
        ("In the tunnel, the 0th thought.", "picture", "A wall."),
        ("In the tunnel, the 0th thought.", "voice", ""),
        ("In the tunnel, the 1th thought.", "picture", "A wall."),
        ("In the tunnel, the 1th thought.", "voice", ""),
    ]
    assert set(Arrival.objects.values_list("outcome", flat=True)) == {"stored"}
    written = Reflection.objects.filter(author=amina).exclude(pk=earlier.reflection_id).order_by("created_at")
    thoughts = [f"In the tunnel, the {number}th thought." for number in range(10)]
    thoughts[2] = ""  # which is a picture alone
    thoughts[3] = "In the tunnel, a third thought, and better."
    assert [each.text for each in written] == thoughts
    assert Share.objects.live().filter(reflection__in=written).count() == 2
    assert not Share.objects.live().filter(pk=earlier.pk).exists()
    assert Response.objects.get(share=theirs).text == "I have another kettle."


def test_who_signs_out_leaves_nothing_to_read_and_goes_on_later(open_as):
    amina, ben = a_person("Amina"), a_person("Ben")
    written = a_reflection(amina, "The words as they were.")
    page = open_as(amina, width=360)
    page.goto("/")
    known(page)
    without_a_network(page)
    save(page, "Nobody else shall read this.")
    mine = card(page, "The words as they were.")
    mine.get_by_text("Edit", exact=True).click()
    mine.get_by_label("What happened").fill("Other words, from the phone.")
    mine.get_by_role("button", name="Save the change").click()
    page.get_by_label(BOX).fill("Half a thought, not saved.")
    page.wait_for_timeout(1_500)
    typed = ["Nobody else shall read", "Other words, from", "Half a thought", "The words as they were"]

    page.route("**/arrivals/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto("/")
    page.get_by_text("Waiting on this device: 2.").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("still waits on this device").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert words_left(page, *typed) == []
    assert Reflection.objects.count() == 1
    page.unroute("**/arrivals/")

    signed_in_again(page, ben)
    page.goto("/")
    known(page)
    assert page.locator("#waits").is_hidden()
    page.goto("/waiting/")
    page.get_by_text("Nothing waits.").wait_for()
    assert "thought" not in page.inner_text("main")
    assert Reflection.objects.count() == 1

    edit_reflection(by=amina, reflection=written, text="Meanwhile, from the desk.")
    signed_in_again(page, amina)
    page.goto("/waiting/")
    page.get_by_text("Meanwhile, from the desk.").wait_for()
    assert Reflection.objects.filter(text="Nobody else shall read this.").count() == 1
    assert axe(page) == []
    page.get_by_role("button", name="Take what I wrote here").click()
    page.get_by_text("Nothing waits.").wait_for()
    written.refresh_from_db()
    assert written.text == "Other words, from the phone."
    assert page.complaints == [] or all("Failed to load" in each for each in page.complaints)


def test_a_device_left_alone_locks_itself_and_one_without_room_says_so(open_as):
    amina = a_person("Amina")
    a_reflection(amina, "Read by me alone.")
    page = open_as(amina, width=360)
    page.goto("/")
    known(page)
    without_a_network(page)
    page.get_by_text("Read by me alone.").first.wait_for()
    page.get_by_label(BOX).fill("Typed before I was called away.")
    page.evaluate(
        """async () => {
            const { kept } = await import("/static/js/outbox/store.js");
            const { unlocked } = await import("/static/js/outbox/device.js");
            await kept.put("keys", { ...(await kept.get("keys")), touched: Date.now() - 11 * 60_000 });
            await unlocked();
        }"""
    )
    page.get_by_text("You can go on writing.").wait_for()
    assert page.get_by_text("Read by me alone.").count() == 0
    expect(page.get_by_label(BOX)).to_have_value("")
    save(page, "Written while it was locked.")
    page.get_by_text("It is locked").wait_for()
    assert words_left(page, "Read by me", "Typed before", "Written while") == []

    page.evaluate(
        """() => {
            IDBObjectStore.prototype.add = () => { throw new DOMException("The disk is full.", "QuotaExceededError"); };
        }"""
    )
    page.get_by_label(BOX).fill("There is no room for this.")
    page.locator("form.reflect-box").get_by_role("button", name="Save").click()
    page.get_by_text("no room left on this device").wait_for()
    expect(page.get_by_label(BOX)).to_have_value("There is no room for this.")

    page.context.set_offline(False)
    page.goto("/reflections/")
    all_has_arrived(page)
    assert Reflection.objects.filter(text="Written while it was locked.").count() == 1
