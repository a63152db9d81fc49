"""Six people in six windows make sense together: one loses the network twice, and nobody loses a word."""

import asyncio
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import uvicorn
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from playwright.sync_api import Page, Route

from hls_platform.asgi import OneThreadARequest
from learning import actions
from learning.models import Insight, Note, Outcome, SenseMaking
from tests.browser.conftest import axe
from tests.factories import a_circle_with, a_person, a_reflection, a_share

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("Amina", "Ben", "Chloe", "Dev", "Edie", "Femi")


@pytest.fixture
def place(live_server) -> Iterator[str]:
    """The same place on the server of a real deployment, which holds streams; its address."""
    config = uvicorn.Config(
        ASGIStaticFilesHandler(OneThreadARequest()),
        port=0, log_level="error", access_log=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def w() -> SimpleNamespace:
    """Six people in a circle, something shared in it, and a session that the first of them opened."""
    w = SimpleNamespace(people=[a_person(name) for name in NAMES])
    w.circle = a_circle_with(*w.people)
    w.share = a_share(a_reflection(w.people[1], "We came too late."), w.circle)
    w.session = actions.begin_session(
        by=w.people[0], circle=w.circle, format="grouping", about="The cold weeks"
    )
    return w


def writes(page: Page, words: str) -> None:
    box = page.get_by_label("What do you notice?")
    box.fill(words)
    page.get_by_role("button", name="Write it down").first.click()


def goes_on(page: Page, to: str) -> None:
    page.get_by_role("button", name=to).click()


def test_a_session_of_six_one_of_whom_loses_the_network_twice(open_as, place, w):
    at = f"{place}{w.session.get_absolute_url()}"
    windows = [open_as(person, width=360 if nth else 1280) for nth, person in enumerate(w.people)]
    for window in windows:
        window.set_default_timeout(30_000)
        window.goto(at)
    first, second, last = windows[0], windows[1], windows[-1]
    first.set_viewport_size({"width": 1280, "height": 2400})  # dragging scrolls nothing
    for window in windows:
        window.locator("[data-live][data-way=stream]").wait_for()
    first.get_by_text("Here now:").get_by_text("Femi").wait_for()
    goes_on(first, "Go on: Everyone writes")
    for nth, window in enumerate(windows[:-1]):
        window.get_by_label("What do you notice?").wait_for()
        if window is second:
            window.get_by_label("It comes from something shared").select_option(str(w.share.pk))
        writes(window, f"Thought {nth}.")
    last.get_by_label("What do you notice?").wait_for()
    last.context.set_offline(True)
    writes(last, "Nobody asked me.")
    last.get_by_text("there is no connection", exact=False).first.wait_for()
    assert last.get_by_label("What do you notice?").input_value() == "Nobody asked me."
    last.context.set_offline(False)
    last.get_by_role("button", name="Write it down").first.click()
    last.locator("article").get_by_text("Nobody asked me.").wait_for()
    assert first.locator("article").count() == 1, "each sees their own, and no other"

    last.get_by_label("What do you notice?").fill("Half a thought")
    goes_on(first, "Show all notes")
    for window in windows:
        window.locator("article").get_by_text("Nobody asked me.").wait_for()
    assert last.get_by_label("What do you notice?").input_value() == "Half a thought"
    last.get_by_label("What do you notice?").fill("")
    last.context.set_offline(True)
    goes_on(first, "Go on: Bringing together")
    first.get_by_text("Make a new group").click()
    first.get_by_label("What belongs together here").fill("Time")
    first.get_by_role("button", name="Make the group").click()
    for window in windows[:-1]:
        window.get_by_role("heading", name="Time").wait_for()
    note = Note.objects.get(text="Thought 1.")
    second.locator(f"#group-{note.pk}").select_option(label="Time")
    second.locator(f"#move-{note.pk}").click()
    first.locator("[data-group]").first.get_by_text("Thought 1.").wait_for()
    other = Note.objects.get(text="Thought 0.")
    first.locator(f"#note-{other.pk} .said").drag_to(first.locator("[data-group] h3").first)
    for window in (first, second):
        window.locator("[data-group]").first.get_by_text("Thought 0.").wait_for()
    last.context.set_offline(False)
    last.locator("[data-group]").first.get_by_text("Thought 0.").wait_for()  # nothing was missed

    goes_on(first, "Go on: Seeing it otherwise")
    windows[2].get_by_label("How you see it").fill("It was the rent.")
    windows[2].get_by_role("button", name="Write it down").first.click()
    first.get_by_text("It was the rent.").wait_for()
    goes_on(first, "Go on: What we take along")
    windows[3].get_by_text("Write down what we now think").click()
    windows[3].get_by_label("We now think…").fill("Waiting does the harm.")
    windows[3].locator("#new-insight").get_by_label("We came too late.").check()
    windows[3].locator("#new-insight").get_by_role("button", name="Write it down").click()
    windows[4].get_by_text("Promise something to others").click()
    windows[4].get_by_label("What we promise").fill("We ring on Monday.")
    windows[4].get_by_label("To whom").fill("the council")
    windows[4].locator("#write-promise").get_by_role("button", name="Write it down").click()
    first.get_by_role("link", name="Waiting does the harm.").wait_for()
    first.get_by_text("We ring on Monday.").wait_for()
    goes_on(first, "Go on: The minute")
    last.get_by_text("Propose a correction").click()
    last.get_by_label("How it should be said").fill("Nobody asked us.")
    last.locator("#write-correction").get_by_role("button", name="Write it down").click()
    first.get_by_text("Nobody asked us.").wait_for()
    goes_on(first, "Keep the minute")
    last.get_by_text("Kept today by Amina.").wait_for()
    for words in (
        *(f"Thought {nth}." for nth in range(5)), "Nobody asked me.", "It was the rent.", "Waiting does the harm.",
        "We ring on Monday.", "Nobody asked us.",
    ):  # fmt: skip
        last.get_by_text(words).first.wait_for()
    insight = Insight.objects.get()
    assert [each.share_id for each in insight.sources.all()] == [w.share.pk]
    assert Outcome.objects.get().insight == insight
    assert Note.objects.filter(kind="note").count() == len(NAMES)
    assert axe(last) == []
    actions.supersede_insight(
        by=w.people[2], insight=insight, text="The rent does.", what_changed="We asked ten people."
    )
    last.reload()
    last.get_by_text("We think otherwise since today").wait_for()
    assert [window.complaints for window in windows[:-1]] == [[]] * (len(NAMES) - 1)


def test_where_streams_are_blocked_pages_ask_by_themselves(open_as, place, w):
    first, blocked = open_as(w.people[0]), open_as(w.people[1], width=360)

    def block(route: Route) -> None:
        route.abort()

    blocked.route("**/live/**", block)
    for window in (first, blocked):
        window.goto(f"{place}{w.session.get_absolute_url()}")
    blocked.locator("[data-live][data-way=asks]").wait_for()
    goes_on(first, "Go on: Everyone writes")
    blocked.get_by_label("What do you notice?").wait_for()
    writes(blocked, "Still here.")
    blocked.locator("article").get_by_text("Still here.").wait_for()
    assert SenseMaking.objects.get().phase == "alone"
