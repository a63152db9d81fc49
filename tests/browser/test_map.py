"""A map drawn in the browser: what a keyboard alone can do, what is arranged, shown and taken away; readable without colour.

How several people draw with mouse, finger, keys and in words is in test_workshop.py.
"""

import re

import pytest
from playwright.sync_api import expect

from systems.actions.maps import import_map
from systems.formats.tables import read_csv
from systems.models import Factor, Link
from tests.browser.conftest import axe
from tests.browser.maps import COUNTED, STILL, a_small_map, arrived, at, opened
from tests.factories import a_circle_with, a_person
from tests.shared_data import shared_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OVERLAPS = """() => {
  const boxes = [...document.getElementById("map").board.scene.boxes.values()];
  return boxes.flatMap((a, n) => boxes.slice(0, n).filter((b) =>
    Math.abs(a.x - b.x) < (a.w + b.w) / 2 - 1 && Math.abs(a.y - b.y) < (a.h + b.h) / 2 - 1)).length;
}"""


def test_a_hundred_factors_are_all_drawn_and_none_lies_on_another(open_as):
    amina = a_person("Amina")
    circle = a_circle_with(amina)
    page = open_as(amina, **STILL)
    for name in ("Unplaced", "Placed"):
        files = [
            (n, shared_file(f"foresight-obesity/{n}").read_bytes()) for n in ("factors.csv", "links.csv")
        ]
        drawing = read_csv(files)
        if name == "Unplaced":
            for factor in drawing.factors.values():
                factor.x = factor.y = None
        opened(page, import_map(by=amina, circle=circle, name=name, drawing=drawing))
        assert page.evaluate(COUNTED) == [108, 296]
        assert page.evaluate(OVERLAPS) == 0
    letters = page.evaluate("16 * document.getElementById('map').board.camera.zoom")
    assert letters >= 5.5, "as it was placed, all of it can be read at once"
    legend = page.locator("#map-legend")
    assert legend.get_by_role("button").count() == 8
    expect(legend).to_contain_text("− more leads to less (dashed, with a bar at its end)")
    expect(legend).not_to_contain_text("not known yet")
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page, "color-contrast") == []
    assert page.complaints == []


def test_a_keyboard_alone_walks_says_moves_joins_and_takes_back(open_as):
    amina = a_person("Amina")
    page = opened(open_as(amina, **STILL), a_small_map(amina, a_circle_with(amina)))
    press, said = page.keyboard.press, page.locator("#map-said")
    page.focus("#map")
    for way in ("Up", "Up", "Right", "Left"):
        press(f"Arrow{way}")
    expect(said).to_have_text("Rent. Money. 0 lead to it, it leads to 1")
    press("]")
    expect(said).to_contain_text("Rent → Debt. more leads to more, takes time")
    press("Enter")
    expect(page.get_by_role("heading", name="Rent → Debt")).to_be_focused()
    page.get_by_label("What makes us think so").fill("Three people said it.")
    press("Tab")
    press("Escape")
    expect(page.locator("#map")).to_be_focused()
    arrived(page, 2)
    expect(page.locator("#map-legend")).to_contain_text("somebody said what makes us think so")
    press("ArrowRight")
    expect(said).to_have_text("Debt. Money. 1 lead to it, it leads to 1")
    press("Shift+ArrowRight")
    press("Shift+ArrowRight")
    arrived(page, 3)
    assert Factor.objects.get(label="Debt").x == 300
    press("F2")
    page.keyboard.type("Owing")
    press("Enter")
    press("p")
    arrived(page, 5)
    assert Factor.objects.get(label="Owing").pinned
    press("Delete")
    expect(said).to_contain_text("Taken off the map: Owing")
    press("Control+z")
    arrived(page, 7)
    assert Factor.objects.get(label="Owing").removed is False
    assert Link.objects.live().count() == 3
    press("f")
    expect(said).to_contain_text("up to 1 links away")
    press("Escape")
    press("Escape")
    press("/")
    page.keyboard.type("hope")
    press("Enter")
    expect(page.locator("#map")).to_be_focused()
    press(" ")
    expect(said).to_contain_text("is chosen. Go on with arrow keys")
    press("ArrowRight")
    expect(said).to_contain_text("Sleep. Health")
    press(" ")
    press("j")
    arrived(page, 8)
    assert Factor.objects.live().count() == 3
    press("Control+z")
    arrived(page, 9)
    assert Factor.objects.live().count() == 4
    press("?")
    expect(page.get_by_role("heading", name="Keys on the board")).to_be_visible()
    assert axe(page) == []
    assert page.complaints == []


def test_several_become_one_colours_mean_something_and_it_is_shown_and_taken_away(open_as):
    amina = a_person("Amina")
    page = opened(open_as(amina, **STILL), a_small_map(amina, a_circle_with(amina)))
    page.mouse.click(**at(page, "Sleep"))
    page.keyboard.down("Shift")
    page.mouse.click(**at(page, "Hope"))
    page.keyboard.up("Shift")
    expect(page.get_by_role("heading", name="2 factors")).to_be_visible()
    page.get_by_role("button", name="Make them one").click()
    arrived(page, 2)
    assert sorted(Factor.objects.live().values_list("label", flat=True)) == ["Debt", "Rent", "Sleep"]
    page.get_by_role("button", name="Undo").click()
    arrived(page, 3)
    assert Factor.objects.live().count() == 4

    more = page.get_by_text("Arrange, colour, show, take away")
    more.click()
    page.get_by_label("Colours mean").select_option("kind")
    arrived(page, 4)
    expect(page.locator("#map-legend").get_by_role("button")).to_have_count(0)
    page.get_by_label("Colours mean").select_option("cluster")
    arrived(page, 5)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take it away as SVG").click()
    picture = taken.value.path().read_text()
    assert all(f">{name}<" in picture for name in ("Rent", "Debt", "Sleep", "Hope", "Money", "Health"))
    assert re.search(r"Small\. Drawn by .+, as of", picture)
    more.click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take it away as PNG").click()
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")
    more.click()
    page.get_by_role("button", name="Walk through the clusters").click()
    story = page.get_by_role("region", name="Story")
    expect(story.get_by_role("heading", name="Small")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(story).to_contain_text("2 of 3")
    assert page.evaluate(COUNTED) == [2, 1]
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(story).to_be_hidden()
    assert page.evaluate(COUNTED) == [4, 3]
    assert page.complaints == []
