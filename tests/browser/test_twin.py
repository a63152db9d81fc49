"""A map is made by its table alone, as somebody does who hears the page: by headings, labels, what is announced and where the focus is."""

import pytest
from playwright.sync_api import Page, expect

from hls_platform.identifiers import uuid7
from systems.actions.changes import change_map
from systems.changing.joining import step
from systems.models import Factor, Link, SystemMap
from tests.browser.conftest import axe
from tests.factories import a_circle_with, a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def heard(page: Page) -> list[str]:
    """The page as its accessibility tree tells it, a line for each thing."""
    return [line.strip(" -'") for line in page.locator("main").aria_snapshot().splitlines()]


def focused(page: Page, words: str) -> None:
    """The focus comes to what says so."""
    expect(page.locator(":focus")).to_contain_text(words)


def announced(page: Page, words: str) -> None:
    """What stands in the region that is told by itself, politely."""
    page.locator("#said[aria-live=polite]").get_by_text(words).wait_for()


def test_a_screen_reader_makes_a_map_by_its_table(open_as):
    amina, ben = a_person("Amina"), a_person("Ben")
    map = SystemMap.objects.create(circle=a_circle_with(amina, ben), slug="food", name="Food")
    page = open_as(amina)
    page.goto("/maps/food/table/")
    assert 'heading "Food" [level=1]' in heard(page)
    assert {'heading "Factors" [level=2]', 'heading "Add a factor" [level=2]'} <= set(heard(page))

    page.get_by_label("Name of the factor").fill("Rent")
    page.get_by_label("Cluster").fill("Money")
    page.keyboard.press("Enter")
    announced(page, "“Rent” is on the map.")
    page.get_by_role("heading", name="Rent", level=1).wait_for()
    focused(page, "Rent")

    form = page.get_by_role("region", name="Draw a link")
    form.get_by_role("button", name="Draw the link").press("Enter")
    wrong = page.get_by_role("alert").filter(has_text="one of the two")
    wrong.wait_for()
    focused(page, "one of the two")
    assert page.title().startswith("Rent")
    page.get_by_label("Description").fill("Half a sentence")
    form.get_by_label("Or the name of a new one").fill("Debt")
    form.get_by_role("group", name="Direction of change").get_by_label("more leads to more").check()
    form.get_by_label("It takes time").check()
    form.get_by_role("button", name="Draw the link").press("Enter")
    announced(page, "The link is drawn.")
    after = page.get_by_role("region", name="What it leads to")
    focused(page, "Debt")
    assert after.get_by_role("link", name="Change this link Rent → Debt").is_visible()

    rent = Factor.objects.get(label="Rent")
    map.refresh_from_db()
    change_map(
        by=ben, map=map, id=uuid7(), steps=[step("factor", rent.pk, label="Housing")], seen=map.version
    )
    said = page.get_by_role("region", name="What is said of it")
    assert said.get_by_label("Description").input_value() == "Half a sentence", (
        "what is typed elsewhere stays"
    )
    said.get_by_label("Name", exact=True).fill("Cost of a home")
    said.get_by_role("button", name="Save").press("Enter")
    announced(page, "Both are kept")
    choice = page.get_by_role("region", name="Two wrote the same at once: choose")
    assert "Ben wrote “Housing”. It stands there now." in choice.inner_text()
    assert 'heading "Housing: name" [level=3]' in heard(page)
    assert axe(page) == []
    choice.get_by_role("button", name="Take this Cost of a home").press("Enter")
    announced(page, "Chosen.")
    page.get_by_role("heading", name="Cost of a home", level=1).wait_for()
    focused(page, "Cost of a home")

    assert [said for said in page.complaints if "422" not in said] == []
    page.context.set_offline(True)
    said.get_by_label("Kind").fill("need")
    said.get_by_role("button", name="Save").press("Enter")
    page.get_by_role("alert").get_by_text("so this was not sent").wait_for()
    page.context.set_offline(False)
    page.complaints.clear()
    page.get_by_role("button", name="Take it off the map Cost of a home").press("Enter")
    announced(page, "can be put back")
    page.get_by_role("button", name="Take it back took “Cost of a home” off the map").press("Enter")
    announced(page, "Taken back.")
    focused(page, "Food")
    assert page.get_by_role("link", name="Cost of a home").is_visible()
    assert "What it leads to: Debt (more leads to more, takes time)" in page.locator("main").inner_text()
    assert Link.objects.live().get().delay
    assert axe(page) == []
    assert page.complaints == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_table_works_without_javascript(open_as):
    amina = a_person("Amina")
    SystemMap.objects.create(circle=a_circle_with(amina), slug="food", name="Food")
    page = open_as(amina, width=360, java_script_enabled=False)
    page.goto("/maps/food/table/")
    page.get_by_label("Name of the factor").fill("Rent")
    page.get_by_role("button", name="Put it on the map").click()
    page.get_by_role("heading", name="Rent", level=1).wait_for()
    assert page.url.endswith("#at-top")
    page.get_by_label("Or the name of a new one").fill("Debt")
    page.get_by_role("button", name="Draw the link").click()
    page.get_by_role("link", name="Change this link Rent → Debt").click()
    page.get_by_label("more leads to less").check()
    page.get_by_role("button", name="Save").click()
    assert Link.objects.live().get().polarity == "-"
