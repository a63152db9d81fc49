"""The map as a picture: whole, without overlaps, readable without colour, and reached by keyboard alone."""

import pytest

from systems.actions.maps import import_map
from systems.formats.tables import read_csv as read
from tests.browser.conftest import axe
from tests.factories import a_circle_with, a_person
from tests.shared_data import shared_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OVERLAPS = """() => {
  const boxes = document.getElementById("map")._cyreg.cy.nodes().not(".name").map((node) => node.boundingBox({includeLabels: false}));
  return boxes.flatMap((a, n) => boxes.slice(0, n).filter((b) =>
    Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1) > 1 && Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1) > 1)).length;
}"""
SMALLEST_LABEL = """() => {
  const graph = document.getElementById("map")._cyreg.cy;
  const shown = graph.nodes(":visible");
  return Math.min(...shown.map((node) => parseFloat(node.style("font-size")) * graph.zoom()).filter((size) => size >= 5.5));
}"""


def a_big_map(placed: bool):
    drawing = read(
        [(n, shared_file(f"foresight-obesity/{n}").read_bytes()) for n in ("factors.csv", "links.csv")]
    )
    if not placed:
        for factor in drawing.factors.values():
            factor.x = factor.y = None
    amina = a_person("Amina")
    return amina, import_map(by=amina, circle=a_circle_with(amina), name="Big", drawing=drawing)


@pytest.mark.parametrize("placed", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_hundred_factors_are_all_drawn_and_none_lies_on_another(open_as, placed, width):
    amina, drawn = a_big_map(placed)
    page = open_as(amina, width=width)
    page.goto(drawn.get_absolute_url())
    page.wait_for_selector("#map[data-drawn]")
    counted = page.evaluate(
        "(() => { const g = document.getElementById('map')._cyreg.cy; return [g.nodes().not('.name').length, g.edges().length]; })()"
    )
    assert counted == [108, 296]
    assert page.evaluate(OVERLAPS) == 0
    assert page.evaluate(SMALLEST_LABEL) >= 5.5
    names = page.evaluate(
        "document.getElementById('map')._cyreg.cy.nodes('.name:visible').map((n) => n.data('shown'))"
    )
    assert len(names) == (8 if width == 360 else 0)
    assert page.locator("#clusters button").count() == 8
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
    assert page.complaints == []


def test_a_keyboard_alone_walks_from_factor_to_factor(open_as):
    amina = a_person("Amina")
    links = b"from,to,polarity,delay\nRent,Debt,+,yes\nDebt,Sleep,-,\nSleep,Hope,?,\nSleep,Sleep,+,\n"
    drawn = import_map(by=amina, circle=a_circle_with(amina), name="Small", drawing=read([("l.csv", links)]))
    page = open_as(amina)
    page.goto(drawn.get_absolute_url())
    page.wait_for_selector("#map[data-drawn]")
    page.focus("#choose")
    page.keyboard.type("Debt")
    page.keyboard.press("Tab")
    near = page.locator("#near")
    assert "Rent more leads to more, takes time" in near.inner_text()
    assert "Sleep more leads to less" in near.inner_text()
    page.get_by_role("button", name="Sleep").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Sleep"
    assert "Hope not known yet" in near.inner_text()
    assert page.locator("#choose").evaluate("choose => choose.selectedOptions[0].text") == "Sleep"
    assert (
        page.get_by_role("link", name="Open its page")
        .get_attribute("href")
        .startswith(drawn.get_absolute_url())
    )
    assert axe(page) == []
    page.focus("#map")
    before = page.evaluate("document.getElementById('map')._cyreg.cy.zoom()")
    page.keyboard.press("+")
    assert page.evaluate("document.getElementById('map')._cyreg.cy.zoom()") > before
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert near.inner_text() == ""
    assert page.complaints == []


def test_the_sign_of_a_link_shows_without_colour(open_as):
    amina = a_person("Amina")
    links = b"from,to,polarity\nRent,Debt,+\nDebt,Sleep,-\nSleep,Hope,?\n"
    drawn = import_map(by=amina, circle=a_circle_with(amina), name="Small", drawing=read([("l.csv", links)]))
    page = open_as(amina)
    page.goto(drawn.get_absolute_url())
    page.wait_for_selector("#map[data-drawn]")
    shown = page.evaluate(
        "document.getElementById('map')._cyreg.cy.edges().map((e) => "
        "[e.data('polarity'), e.data('sign'), e.style('line-style'), e.style('target-arrow-shape')])"
    )
    assert sorted(shown) == [
        ["", "?", "dotted", "vee"],
        ["+", "+", "solid", "triangle"],
        ["-", "−", "dashed", "tee"],
    ]
