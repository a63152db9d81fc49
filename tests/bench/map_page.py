"""How quickly a large map is drawn in a browser, and what its page weighs.

`python -m tests.bench.map_page` inside a place makes the map and says who may look at it; `--alone` makes a place for it, measures, and
prints the rows.
"""

import json
import random
import shutil
import sys
from typing import Any

from playwright.sync_api import Page, sync_playwright

from hls_platform.embedded import throw_away
from tests.bench import weight
from tests.bench.place import Place
from tests.bench.table import Row

FACTORS, LINKS, CLUSTERS = 2000, 6000, 40
FIRST_PAINT = 2.0
FRAMES = 30
EDIT = 100
HEAVIEST_SCRIPTS = 250_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
WORDS = ["Trust", "Rent", "Queue", "Hope", "Debt", "Sleep", "Staff time", "Say of those concerned"]

MOVED = """async ([zoom, pans]) => {
  const { board } = document.getElementById("map");
  if (zoom) board.camera.zoom = zoom;
  board.look();
  await new Promise((on) => setTimeout(on, 500));
  const began = performance.now();
  let frames = 0;
  while (performance.now() - began < 3000) {
    await new Promise(requestAnimationFrame);
    frames += 1;
    if (pans) board.camera.pan(frames % 120 < 60 ? 6 : -6, 3 * Math.sin(frames / 20));
    else board.camera.closer(frames % 80 < 40 ? 1.04 : 1 / 1.04);
    board.look();
  }
  return frames / 3;
}"""
EDITED = """async () => {
  const { board, desk } = document.getElementById("map");
  const [id] = board.scene.boxes.keys();
  const took = [];
  for (let nth = 0; nth < 9; nth += 1) {
    const began = performance.now();
    desk.draw([{ on: "factor", id, set: { label: `Edited ${nth}` } }], "");
    await new Promise((on) => {
      const then = board.afterPaint;
      board.afterPaint = () => { then(); board.afterPaint = then; on(); };
    });
    took.push(performance.now() - began);
    await new Promise((on) => setTimeout(on, 300));
  }
  return took.sort((a, b) => a - b)[4];
}"""


def make() -> dict[str, str]:
    """A map of 2,000 factors and 6,000 links, and a session in which it may be seen."""
    from systems.actions.maps import import_map
    from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink
    from tests.bench.targets import session_of
    from tests.factories import a_circle_with, a_person

    chance = random.Random(7)
    drawing = Drawing()
    for nth in range(FACTORS):
        cluster = nth % CLUSTERS
        drawing.factors[str(nth)] = DrawnFactor(
            key=str(nth),
            label=f"{chance.choice(WORDS)} and {chance.choice(WORDS).lower()} {nth}",
            cluster=f"Cluster {cluster}",
            x=cluster % 8 * 1500 + chance.random() * 1300,
            y=cluster // 8 * 1100 + chance.random() * 900,
        )
    for nth in range(LINKS):
        source = chance.randrange(FACTORS)
        near = (source + CLUSTERS * chance.randrange(1, 50)) % FACTORS
        target = near if chance.random() < 0.7 else chance.randrange(FACTORS)
        drawing.links.append(
            DrawnLink(
                source=str(source),
                target=str(target),
                key=str(nth),
                polarity=chance.choice("+-") if nth % 5 else "",
                delay=nth % 7 == 0,
            )
        )
    person = a_person("Amina")
    drawn = import_map(by=person, circle=a_circle_with(person), name="Large", drawing=drawing)
    return {"session": session_of(str(person.pk)), "address": drawn.get_absolute_url()}


def measure(place: Place) -> list[Row]:
    """The rows, read in a Chromium without a window; the place's web server is open."""
    said = place.command("-m", "tests.bench.map_page", past_walls=True)
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        address = f"http://localhost:{place.port}"
        context.add_cookies([{"name": "sessionid", "value": said["session"], "url": address}])
        page = context.new_page()
        painted = sorted(_first_paint(page, address + said["address"]) for _nth in range(5))[2]
        page.wait_for_timeout(2000)
        ways = [(0, True), (0, False), (0.5, True), (0.5, False)]
        frames = min(page.evaluate(MOVED, list(way)) for way in ways)
        edited = page.evaluate(EDITED)
        html = context.request.get(address + said["address"]).body()
        browser.close()
    static = place.services.folder / "local" / "static"
    scripts = weight.first_visit(html, static, only=".js")
    on_it = f"Map of {FACTORS:,} factors and {LINKS:,} links"
    return [
        Row(f"{on_it}: first paint", f"{painted:.2f} s", f"at most {FIRST_PAINT:.0f} s", painted <= FIRST_PAINT),
        Row(f"{on_it}: pan and zoom, the slowest", f"{frames:.0f} frames a second", f"at least {FRAMES}", frames >= FRAMES),
        Row(f"{on_it}: from an edit to its paint", f"{edited:.0f} ms", f"at most {EDIT} ms", edited <= EDIT),
        Row("Scripts of a map's page", f"{scripts / 1000:.1f} kB", f"at most {HEAVIEST_SCRIPTS // 1000} kB", scripts <= HEAVIEST_SCRIPTS),
    ]  # fmt: skip


def _first_paint(page: Page, address: str) -> float:
    """Seconds from asking for the page until the map is on the screen."""
    page.goto(address)
    page.wait_for_selector("#map[data-drawn]", timeout=60_000)
    milliseconds: float = page.evaluate("performance.getEntriesByName('map-drawn')[0].startTime")
    return milliseconds / 1000


def alone() -> None:
    """Make a place that has nothing else in it, and print the rows."""
    services = throw_away()
    place = Place(services, "map", 1, 8931)
    services.make_database(place.name)
    place.command("manage.py", "migrate", "--database", "owner", "--verbosity", "0")
    place.make_role_past_walls()
    place.collect_static()
    place.open()
    try:
        for row in measure(place):
            sys.stdout.write(f"{row.what}: {row.measured} ({row.limit}) {row.said}\n")
    finally:
        place.close()


def inside() -> Any:
    import django

    django.setup()
    return make()


if __name__ == "__main__":
    if "--alone" in sys.argv:
        alone()
    else:
        sys.stdout.write(json.dumps(inside()) + "\n")
