"""A guest by a link: a name, the drawn map, a stroke that the host sees; and the film of it."""

import pytest
from playwright.sync_api import expect

from relationships.models import Membership
from systems.actions.guests import allow_guests, make_guest_link, revoke_guest_link
from systems.models import Change, SystemMap
from tests.browser.conftest import axe
from tests.factories import a_circle_with, a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_guest_draws_by_a_link_until_it_is_revoked_and_the_film_shows_it(open_as):
    amina = a_person("Amina")
    circle = a_circle_with(amina)
    Membership.objects.filter(person=amina).update(role=Membership.Role.LEAD)
    map = SystemMap.objects.create(circle=circle, slug="food", name="Food")
    allow_guests(by=amina, circle=circle, allowed=True)
    link, token = make_guest_link(by=amina, map=map, hours=4)
    page = open_as(width=360)
    page.goto(f"/guests/{token}/")
    assert axe(page) == []
    page.get_by_label("your name").fill("Gail")
    page.get_by_role("button", name="Come in").click()
    page.locator("#map[data-drawn=yes]").wait_for()
    expect(page.get_by_text("You draw as Gail, a guest.")).to_be_visible()
    assert axe(page) == []
    page.evaluate(
        "document.getElementById('map').desk.draw([{on: 'factor', id: crypto.randomUUID(), set: {label: 'Hope', x: 0, y: 0}}])"
    )
    page.wait_for_function("document.getElementById('map').dataset.number === '1'")
    assert Change.objects.get().guest.name == "Gail"
    revoke_guest_link(by=amina, link=link)
    page.reload()
    expect(page.get_by_role("heading", name="This link is over")).to_be_visible()
    host = open_as(amina)
    host.goto("/maps/food/film/")
    host.locator("#film[data-drawn=yes]").wait_for()
    expect(host.get_by_text("Gail (a guest) drew “Hope”.")).to_be_visible()
    host.get_by_role("button", name="Back").click()
    expect(host.get_by_text("As it was at first")).to_be_visible()
    assert axe(host) == []
    host.goto("/maps/food/history/")
    assert axe(host) == []
