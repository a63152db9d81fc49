"""A real Chromium, and pages signed in as people."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from hls_platform.celery import app
from relationships.models import Person

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",  # a microphone that beeps
]  # fmt: skip
HELD = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'relation' AND datname = current_database() AND pid <> pg_backend_pid()"""
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("The browser tests need Chromium. Install it with: sudo apt-get install -y chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright keeps an event loop in this thread, and does not run in it
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def tasks_at_once() -> Iterator[None]:
    """Tasks run where they are sent from: the processes that run them have a test of their own."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


Opener = Callable[..., Page]


@pytest.fixture
def open_as(chromium: Browser, live_server, tasks_at_once) -> Iterator[Opener]:
    """`open_as(person, width=360, scheme="light")`: a page of a browser in which that person is signed in.

    What the browser complains of (scripts that fail, addresses that the security policy refuses) is collected
    in `page.complaints`.
    """
    contexts: list[BrowserContext] = []
    pending: set[Request] = set()

    def opened(
        person: Person | None = None, *, width: int = 1280, scheme: str = "light", **more: object
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=live_server.url, **more
        )
        contexts.append(context)
        context.on("request", lambda each: None if each.resource_type == "eventsource" else pending.add(each))
        for over in ("requestfinished", "requestfailed"):
            context.on(over, lambda each: pending.discard(each))
        context.add_init_script(path=AXE)
        if person:
            client = Client()
            client.force_login(person)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
            )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        return page

    yield opened
    for context in contexts:
        for _nth in range(100):  # what is still asked of the place would be in the way of emptying its tables
            if not pending or not context.pages:
                break
            context.pages[0].wait_for_timeout(50)
        context.close()
    _until_nobody_asks()


def _until_nobody_asks() -> None:
    """Wait until no request holds a table any more: what a page asks for as it is closed, its browser does not tell of."""
    for _nth in range(100):
        with connection.cursor() as cursor:
            cursor.execute(HELD)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)


def axe(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page as it is, in words; empty when nothing. With `rules`, by those rules alone."""
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = page.evaluate("said => axe.run(document, said)", {"resultTypes": ["violations"], **only})
    return [
        f"{each['id']}: {each['help']}: " + "; ".join(str(node["target"]) for node in each["nodes"][:3])
        for each in found["violations"]
    ]
