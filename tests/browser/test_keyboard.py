"""The way of a reflection by keyboard alone, with the focus visible at each step."""

import pytest
from playwright.sync_api import Page

from learning.models import Response, Share
from tests.factories import a_circle_with, a_person, a_reflection, a_share

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_STEPS = 80
FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    return {
        words: at === document.body ? "" : (at.labels?.[0] ?? at).innerText.replace(/\\s+/g, " ").trim(),
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        inside: box.bottom > 0 && box.top < innerHeight,
    };
}"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what is focused says `words`; each stop must show that it has the focus."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if not at["words"]:
            continue  # past the last stop the focus goes round
        assert at["seen"], f"the focus cannot be seen at {at['words']!r}"
        if words in at["words"]:
            assert at["inside"], f"{words!r} has the focus outside the window"
            return
    pytest.fail(f"{words!r} was not reached with Tab")


def test_signing_in_reflecting_sharing_and_responding_by_keyboard_alone(open_as):
    amina, ben = a_person("Amina"), a_person("Ben")
    circle = a_circle_with(amina, ben)
    bens = a_share(a_reflection(ben, "I did not dare to ask."), circle)
    page = open_as(width=1280)
    page.goto("/accounts/login/")
    tab_to(page, "E-mail address")
    page.keyboard.type(amina.email)
    tab_to(page, "Password")
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Today").wait_for()

    tab_to(page, "What happened that you want to think about?")
    page.keyboard.type("He laughed for the first time.")
    tab_to(page, "Share it with a circle")
    page.keyboard.press("Enter")
    tab_to(page, circle.name)
    page.keyboard.press("Space")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    page.get_by_text("Saved and shared with").wait_for()
    assert Share.objects.filter(circle_id=circle.pk, reflection__author=amina).count() == 1

    tab_to(page, "Circles")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Circles").wait_for()
    tab_to(page, circle.name)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What we shared").wait_for()
    tab_to(page, "Read and respond to Ben")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ben shared").wait_for()
    tab_to(page, "An open question")
    page.keyboard.press("Space")
    tab_to(page, "Your words")
    page.keyboard.type("What would have made it easier?")
    tab_to(page, "Send")
    page.keyboard.press("Enter")
    page.get_by_text("Thank you. Ben will see it.").wait_for()
    assert Response.objects.get().share_id == bens.pk
