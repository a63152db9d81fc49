"""A map drawn in the browser: with the mouse, with a finger at 360 pixels, and by the keyboard alone; readable without colour."""

import re

import pytest
from playwright.sync_api import Page, expect

from relationships.models import Person
from systems.actions.maps import import_map
from systems.formats.tables import read_csv as read
from systems.models import Change, Factor, Link, SystemMap
from tests.browser.conftest import axe
from tests.factories import a_circle_with, a_person
from tests.shared_data import shared_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OVERLAPS = """() => {
  const boxes = [...document.getElementById("map").board.scene.boxes.values()];
  return boxes.flatMap((a, n) => boxes.slice(0, n).filter((b) =>
    Math.abs(a.x - b.x) < (a.w + b.w) / 2 - 1 && Math.abs(a.y - b.y) < (a.h + b.h) / 2 - 1)).length;
}"""
COUNTED = "() => { const { boxes, lines } = document.getElementById('map').board.scene; return [boxes.size, lines.size]; }"
SEEN = """(label) => {
  const { board } = document.getElementById("map");
  const box = [...board.scene.boxes.values()].find((each) => each.label === label);
  const { left, top } = board.canvas.getBoundingClientRect();
  const at = board.camera.toScreen(box.x, box.y);
  return { x: left + at.x, y: top + at.y };
}"""


def a_small_map() -> tuple[Person, SystemMap]:
    """Rent → Debt → Sleep → Hope."""
    amina = a_person("Amina")
    links = b"from,to,polarity,delay\nRent,Debt,+,yes\nDebt,Sleep,-,\nSleep,Hope,?,\n"
    factors = b"id,label,cluster,x,y\nRent,Rent,Money,0,0\nDebt,Debt,Money,260,0\nSleep,Sleep,Health,260,160\nHope,Hope,Health,0,160\n"
    drawing = read([("l.csv", links), ("f.csv", factors)])
    return amina, import_map(by=amina, circle=a_circle_with(amina), name="Small", drawing=drawing)


def opened(page: Page, drawn: SystemMap) -> Page:
    page.goto(drawn.get_absolute_url())
    page.wait_for_selector("#map[data-drawn]")
    return page


def arrived(page: Page, number: int) -> None:
    """All that was drawn here is kept, and this is the number of the last change."""
    page.wait_for_selector(f"#map[data-number='{number}']")
    assert Change.objects.count() == number


def at(page: Page, label: str) -> dict[str, float]:
    page.wait_for_timeout(300)  # until it has walked to where it shows
    return page.evaluate(SEEN, label)


@pytest.mark.parametrize("placed", [True, False])
def test_a_hundred_factors_are_all_drawn_and_none_lies_on_another(open_as, placed):
    drawing = read(
        [(n, shared_file(f"foresight-obesity/{n}").read_bytes()) for n in ("factors.csv", "links.csv")]
    )
    if not placed:
        for factor in drawing.factors.values():
            factor.x = factor.y = None
    amina = a_person("Amina")
    drawn = import_map(by=amina, circle=a_circle_with(amina), name="Big", drawing=drawing)
    page = opened(open_as(amina, width=1280), drawn)
    assert page.evaluate(COUNTED) == [108, 296]
    assert page.evaluate(OVERLAPS) == 0
    letters = page.evaluate("16 * document.getElementById('map').board.camera.zoom")
    assert letters >= 5.5 or not placed, "as it was placed, all of it can be read at once"
    legend = page.locator("#map-legend")
    assert legend.get_by_role("button").count() == 8
    expect(legend).to_contain_text("− more leads to less (dashed, with a bar at its end)")
    expect(legend).not_to_contain_text("not known yet")
    for scheme in ("light", "dark") if placed else ():
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
    assert page.complaints == []


def test_a_keyboard_alone_draws_names_links_moves_and_takes_back(open_as):
    amina, drawn = a_small_map()
    page = opened(open_as(amina), drawn)
    press, said = page.keyboard.press, page.locator("#map-said")
    page.get_by_role("button", name="New factor").focus()
    page.focus("#map")
    for way in ("Up", "Up", "Right", "Left"):
        press(f"Arrow{way}")
    expect(said).to_have_text("Rent. Money. 0 lead to it, it leads to 1")
    press("ArrowRight")
    expect(said).to_have_text("Debt. Money. 1 lead to it, it leads to 1")
    press("n")
    page.keyboard.type("Shame")
    press("Enter")
    arrived(page, 2)
    assert Factor.objects.get(label="Shame").cluster == "Money"
    press("l")
    expect(said).to_contain_text("Where does Shame lead?")
    press("ArrowDown")
    expect(said).to_contain_text("Sleep. Health")
    press("Enter")
    arrived(page, 3)
    press("o")
    press("d")
    arrived(page, 5)
    link = Link.objects.get(source__label="Shame")
    assert (link.target.label, link.polarity, link.delay) == ("Sleep", "-", True)
    press("Enter")
    expect(page.get_by_role("heading", name="Shame → Sleep")).to_be_focused()
    page.get_by_label("What makes us think so").fill("Three people said it.")
    press("Tab")
    press("Escape")
    expect(page.locator("#map")).to_be_focused()
    arrived(page, 6)
    expect(page.locator("#map-legend")).to_contain_text("somebody said what makes us think so")
    press("/")
    page.keyboard.type("shame")
    press("Enter")
    expect(page.locator("#map")).to_be_focused()
    before = Factor.objects.get(label="Shame").x
    press("Shift+ArrowRight")
    press("Shift+ArrowRight")
    arrived(page, 7)
    assert Factor.objects.get(label="Shame").x == before + 40
    press("F2")
    page.keyboard.type("Being ashamed")
    press("Enter")
    press("p")
    arrived(page, 9)
    assert Factor.objects.get(label="Being ashamed").pinned
    press("Delete")
    expect(said).to_contain_text("Taken off the map: Being ashamed")
    arrived(page, 10)
    press("Control+z")
    arrived(page, 11)
    assert Factor.objects.get(label="Being ashamed").removed is False
    assert Link.objects.live().count() == 4
    press("f")
    expect(said).to_contain_text("up to 1 links away")
    press("Escape")
    press("Escape")
    press("ArrowLeft")
    press(" ")
    expect(said).to_contain_text("is chosen. Go on with arrow keys")
    press("ArrowDown")
    press(" ")
    press("j")
    arrived(page, 12)
    assert Factor.objects.live().count() == 4
    press("Control+z")
    arrived(page, 13)
    assert Factor.objects.live().count() == 5
    press("?")
    expect(page.get_by_role("heading", name="Keys on the board")).to_be_visible()
    assert axe(page) == []
    press("Escape")
    assert page.complaints == []


def test_a_finger_on_a_phone_looks_around_holds_moves_and_pinches(open_as):
    amina, drawn = a_small_map()
    page = opened(open_as(amina, width=360, has_touch=True, is_mobile=True), drawn)
    page.locator("#map").scroll_into_view_if_needed()
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        said = [{"x": x, "y": y, "id": nth} for nth, (x, y) in enumerate(points)]
        fingers.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": said})

    def drag(x: float, y: float, dx: float, dy: float) -> None:
        touch("Start", (x, y))
        for share in (0.3, 0.6, 1):
            touch("Move", (x + dx * share, y + dy * share))
        touch("End")

    zoom = "document.getElementById('map').board.camera.zoom"
    rent = at(page, "Rent")
    drag(rent["x"], rent["y"], 40, 40)
    assert Change.objects.count() == 1, "who moves a finger over a map moves nothing on it"
    moved = at(page, "Rent")
    assert (round(moved["x"] - rent["x"]), round(moved["y"] - rent["y"])) == (40, 40)
    before = page.evaluate(zoom)
    x, y = moved["x"] + 20, moved["y"] + 60
    touch("Start", (x - 20, y), (x + 20, y))
    for wide in (30, 45, 60):
        touch("Move", (x - wide, y), (x + wide, y))
    touch("End")
    assert page.evaluate(zoom) > 2 * before
    page.get_by_role("button", name="Whole map").tap()
    page.locator("#map").scroll_into_view_if_needed()
    rent = at(page, "Rent")
    page.touchscreen.tap(rent["x"], rent["y"])
    expect(page.get_by_role("heading", name="Rent", exact=True)).to_be_visible()
    drag(rent["x"], rent["y"], 0, -40)
    arrived(page, 2)
    assert Factor.objects.get(label="Rent").y < 0
    hope = at(page, "Hope")
    touch("Start", (hope["x"] + 70, hope["y"] + 50))
    page.wait_for_timeout(700)
    touch("End")
    page.get_by_label("Name of the new factor").fill("A door that shuts")
    page.get_by_role("button", name="Keep").tap()
    arrived(page, 3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    assert page.complaints == []


def test_a_mouse_draws_links_chooses_several_joins_and_others_see_it(open_as):
    amina, drawn = a_small_map()
    page, other = opened(open_as(amina), drawn), opened(open_as(amina, width=360, scheme="dark"), drawn)
    mouse = page.mouse
    rent = at(page, "Rent")
    mouse.click(rent["x"], rent["y"])
    expect(page.locator("#map-panel").get_by_role("heading", name="Rent", exact=True)).to_be_visible()
    rent = page.evaluate(
        "() => { const { board } = document.getElementById('map'); const { left, top } = board.canvas.getBoundingClientRect();"
        " const at = board.camera.toScreen(board.handle.x, board.handle.y); return { x: left + at.x, y: top + at.y }; }"
    )
    hope = at(page, "Hope")
    mouse.move(rent["x"], rent["y"])
    mouse.down()
    mouse.move(hope["x"], hope["y"], steps=4)
    mouse.up()
    arrived(page, 2)
    page.get_by_label("Direction of change").select_option("-")
    page.get_by_label("Strength").select_option("strong")
    arrived(page, 4)
    link = Link.objects.get(source__label="Rent", target__label="Hope")
    assert (link.polarity, link.strength) == ("-", "strong")
    other.wait_for_selector("#map[data-number='4']")
    assert other.evaluate(COUNTED) == [4, 4]
    expect(other.locator("#map-legend")).to_contain_text("strong")

    for name, more in (("Sleep", []), ("Hope", ["Shift"])):
        spot = at(page, name)
        for key in more:
            page.keyboard.down(key)
        mouse.click(spot["x"], spot["y"])
        for key in more:
            page.keyboard.up(key)
    expect(page.get_by_role("heading", name="2 factors")).to_be_visible()
    page.get_by_role("button", name="Make them one").click()
    arrived(page, 5)
    assert sorted(Factor.objects.live().values_list("label", flat=True)) == ["Debt", "Rent", "Sleep"]
    page.get_by_role("button", name="Undo").click()
    arrived(page, 6)
    assert Factor.objects.live().count() == 4

    page.get_by_text("Arrange, colour, show, take away").click()
    page.get_by_label("Colours mean").select_option("kind")
    arrived(page, 7)
    expect(page.locator("#map-legend").get_by_role("button")).to_have_count(0)
    page.get_by_label("Colours mean").select_option("cluster")
    arrived(page, 8)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take it away as SVG").click()
    picture = taken.value.path().read_text()
    assert all(f">{name}<" in picture for name in ("Rent", "Debt", "Sleep", "Hope", "Money", "Health"))
    assert re.search(r"Small\. Drawn by .+, as of", picture)
    page.get_by_text("Arrange, colour, show, take away").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take it away as PNG").click()
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_text("Arrange, colour, show, take away").click()
    page.get_by_role("button", name="Walk through the clusters").click()
    story = page.get_by_role("region", name="Story")
    expect(story.get_by_role("heading", name="Small")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(story).to_contain_text("2 of 3")
    assert page.evaluate(COUNTED) == [2, 1]
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(story).to_be_hidden()
    assert page.evaluate(COUNTED) == [4, 4]
    assert page.complaints == other.complaints == []
