"""Makes the pictures of the README again: `.venv/bin/python -m tests.pictures`.

Starts a demo place of its own in a folder that it throws away, looks at it with Chromium, writes docs/pictures/*.png.
"""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typst
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
READY_WITHIN = 300  # seconds; loading the demo takes most of them
LARGEST = 150_000  # bytes of a picture
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1120, "height": 760}
PASSWORD = "tide comes in twice"
FIRST_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("report.pdf", page: 1, width: 14cm)\n'


@contextmanager
def a_demo_place() -> Iterator[str]:
    """The address of a freshly loaded demo, which is stopped and thrown away afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    local = tempfile.mkdtemp(prefix="pictures-")
    environment = os.environ | {"PORT": str(port), "LOCAL_DIR": local, "DEMO": "1"}
    place = subprocess.Popen([sys.executable, "manage.py", "run"], cwd=ROOT, env=environment)
    address = f"http://localhost:{port}"
    try:
        until_ready(f"{address}/health/ready", place)
        yield address
    finally:
        place.send_signal(signal.SIGTERM)
        place.wait(60)
        shutil.rmtree(local, ignore_errors=True)


def until_ready(address: str, place: subprocess.Popen[bytes]) -> None:
    """Wait until `address` answers. SystemExit when the place ends before, or takes too long."""
    for _second in range(READY_WITHIN):
        if place.poll() is not None:
            sys.exit("The demo place did not start.")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  our own, on this machine
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(1)
    sys.exit(f"The demo place was not ready within {READY_WITHIN} s.")


def as_person(browser: Browser, address: str, name: str, **window: object) -> Page:
    """A page of a window in which that person of the demo is signed in."""
    page = browser.new_context(base_url=address, device_scale_factor=1, **window).new_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{name}@haddermouth.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Today").wait_for()
    return page


def keep(picture: bytes, name: str) -> None:
    """Write a PNG in as few colours as it needs to be small. SystemExit when it is not."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        small = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        if small.tell() <= LARGEST:
            (PICTURES / f"{name}.png").write_bytes(small.getvalue())
            print(f"{name}.png: {small.tell() / 1000:.0f} kB")  # noqa: T201
            return
    sys.exit(f"{name}.png cannot be made smaller than {LARGEST} bytes.")


def look(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    keep(page.screenshot(), name)


def first_page(pdf: bytes) -> bytes:
    """The first page of a PDF as a PNG."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "report.pdf").write_bytes(pdf)
        Path(folder, "page.typ").write_text(FIRST_PAGE)
        page = typst.compile(str(Path(folder, "page.typ")), format="png", ppi=110.0)
    return page[0] if isinstance(page, list) else page


def look_at_learning(page: Page, kind: str) -> None:
    """A session under way; and on a desk what came of others: an insight, a cycle, a measure, and what is found again."""
    page.goto("/together/?circle=thursday-tea")
    page.get_by_role("link", name="What we are proud of").click()
    page.get_by_role("heading", name="The notes").wait_for()
    look_from(page, "The notes", f"session-{kind}")
    if kind == "phone":
        return
    page.goto("/circles/the-haddermouth-alliance/insights/")
    page.get_by_role("link", name="What stops people lies between").click()
    look_from(page, "How our thinking moved", "insight")
    page.goto("/learning/cycles/")
    page.get_by_role("link", name="Nobody falls between two doors").click()
    look_from(page, "In what it nests", "cycle")
    page.goto("/learning/measures/")
    page.get_by_role("link", name="Days from being told").click()
    look_from(page, "Days from being told", "measure")
    page.goto("/search/?q=bus")
    look(page, "search")


def look_from(page: Page, heading: str, name: str) -> None:
    """A picture that begins with a heading."""
    found = page.get_by_role("heading", name=heading).first
    found.wait_for()
    found.evaluate("here => window.scrollTo(0, here.getBoundingClientRect().top + scrollY - 96)")
    look(page, name)


def look_both_ways(browser: Browser, address: str) -> None:
    """Partnerships, money and the account, as the two sides see them; and what anybody sees."""
    desk = as_person(browser, address, "imogen", viewport=DESK)
    desk.goto("/funds/long-company/")
    look(desk, "fund")
    desk.goto("/partnerships/room-to-grow-at-whin-hill/")
    desk.get_by_role("link", name="The rent, the lease and our lateness").first.click()
    look_from(desk, "What each side heard", "conversation")
    desk.goto("/partnerships/room-to-grow-at-whin-hill/trust/")
    desk.locator("main li", has_text="Opened").get_by_role("link").first.click()
    look(desk, "trust")

    desk = as_person(browser, address, "marcus", viewport=DESK)
    desk.goto("/partnerships/the-haddermouth-alliance/")
    desk.locator("section[aria-labelledby=agreement] article a").first.click()
    look(desk, "agreement")
    desk.goto("/reports/")
    desk.locator("li", has_text="waiting").get_by_role("link").first.click()
    desk.goto(f"{desk.url}compose/")
    look(desk, "compose")
    desk.goto("/community/")
    desk.wait_for_timeout(1000)  # the outline is drawn
    look(desk, "community")


def reflecting(page: Page) -> None:
    """The Reflect box with questions that help to think, and the button that records."""
    page.goto("/reflect/?prompts=wisdom:1")
    page.get_by_text("Add a picture or a recording").click()
    page.get_by_role("button", name="Record your voice").evaluate(
        "here => here.scrollIntoView({block: 'center'})"
    )
    look(page, "reflect-phone")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or sys.exit("Chromium is needed: sudo apt-get install -y chromium")
    with a_demo_place() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        phone = as_person(browser, address, "danny", viewport=PHONE)
        look(phone, "today-phone")
        look_at_learning(phone, "phone")
        reflecting(phone)

        desk = as_person(browser, address, "tomasz", viewport=DESK)
        desk.goto("/circles/thursday-tea/")
        look(desk, "circle")
        desk.get_by_role("link", name="The latest, from").click()
        desk.get_by_role("heading", name="What people noticed").wait_for()
        look(desk, "digest")

        look_at_learning(as_person(browser, address, "danny", viewport=DESK), "desk")

        look_both_ways(browser, address)

        desk = as_person(browser, address, "ruth", viewport=DESK)
        desk.goto("/partnerships/the-haddermouth-alliance/")
        look(desk, "partnership")
        desk.goto("/maps/what-makes-a-bad-winter-in-haddermouth/")
        desk.locator("#map canvas").first.wait_for()
        desk.wait_for_timeout(1500)  # the map settles
        desk.locator("#map").scroll_into_view_if_needed()
        look(desk, "map")
        desk.goto("/maps/what-makes-a-bad-winter-in-haddermouth/versions/")
        desk.get_by_role("link", name="What changed since After the wallpaper").click()
        look_from(desk, "What led there", "map-compared")
        desk.goto("/reports/")
        issued = desk.locator("li", has_text="issued").get_by_role("link").first.get_attribute("href")
        keep(first_page(desk.request.get(f"{issued}report.pdf").body()), "report")
        browser.close()


if __name__ == "__main__":
    main()
