"""What the journeys on a map share: a small map, its board, and where on it somebody presses."""

from playwright.sync_api import Page

from relationships.models import Circle, Person
from systems.actions.maps import import_map
from systems.formats.tables import read_csv
from systems.models import Change, SystemMap

STILL = {"reduced_motion": "reduce"}
"""For pages whose board shows at once what it comes to, in place of walking there."""
COUNTED = "() => { const { boxes, lines } = document.getElementById('map').board.scene; return [boxes.size, lines.size]; }"
SEEN = """(label) => {
  const { board } = document.getElementById("map");
  const box = [...board.scene.boxes.values()].find((each) => each.label === label);
  const { left, top } = board.canvas.getBoundingClientRect();
  const at = board.camera.toScreen(box.x, box.y);
  return { x: left + at.x, y: top + at.y };
}"""
HANDLE = """() => {
  const { board } = document.getElementById("map");
  const { left, top } = board.canvas.getBoundingClientRect();
  const at = board.camera.toScreen(board.handle.x, board.handle.y);
  return { x: left + at.x, y: top + at.y };
}"""
DRAWN = """() => {
  const { drawing } = document.getElementById("map").board;
  const name = (id) => drawing.factor(id).label;
  return {
    factors: drawing.factors.map(({ label, cluster, x, y }) => [label, cluster, x, y]).sort(),
    links: drawing.links.map(({ source, target, polarity, delay }) => [name(source), name(target), polarity, delay]).sort(),
  };
}"""


def a_small_map(by: Person, circle: Circle) -> SystemMap:
    """Rent → Debt → Sleep → Hope, kept as change 1."""
    links = b"from,to,polarity,delay\nRent,Debt,+,yes\nDebt,Sleep,-,\nSleep,Hope,?,\n"
    factors = b"id,label,cluster,x,y\nRent,Rent,Money,0,0\nDebt,Debt,Money,260,0\nSleep,Sleep,Health,260,160\nHope,Hope,Health,0,160\n"
    drawing = read_csv([("l.csv", links), ("f.csv", factors)])
    return import_map(by=by, circle=circle, name="Small", drawing=drawing)


def opened(page: Page, drawn: SystemMap) -> Page:
    page.goto(drawn.get_absolute_url())
    page.wait_for_selector("#map[data-drawn]")
    return page


def arrived(page: Page, number: int) -> None:
    """All that was drawn here is kept, and this is the number of the last change."""
    page.wait_for_selector(f"#map[data-number='{number}']")
    assert Change.objects.count() == number


def at(page: Page, label: str) -> dict[str, float]:
    """Where the factor is in the window."""
    return page.evaluate(SEEN, label)


class Finger:
    """One or two fingers on a page that can be touched."""

    def __init__(self, page: Page) -> None:
        self.hand = page.context.new_cdp_session(page)
        self.page = page

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        said = [{"x": x, "y": y, "id": nth} for nth, (x, y) in enumerate(points)]
        self.hand.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": said})

    def drag(self, x: float, y: float, dx: float, dy: float) -> None:
        self.touch("Start", (x, y))
        for share in (0.3, 0.6, 1):
            self.touch("Move", (x + dx * share, y + dy * share))
        self.touch("End")

    def hold(self, x: float, y: float) -> None:
        self.touch("Start", (x, y))
        self.page.locator("#map-naming").wait_for()
        self.touch("End")
