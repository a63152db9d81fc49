"""A workshop: five people on one map, with a mouse, a finger, the keyboard, the table as it is heard, and by a link without an account."""

import pytest
from playwright.sync_api import Page, expect

from relationships.models import Membership
from systems.actions.guests import allow_guests, make_guest_link, revoke_guest_link
from systems.models import Change, Contest, Factor, Link
from tests.browser.conftest import axe
from tests.browser.maps import DRAWN, HANDLE, STILL, Finger, a_small_map, arrived, at, opened
from tests.factories import a_circle_with, a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ZOOM = "document.getElementById('map').board.camera.zoom"


def heard(page: Page) -> str:
    """The page as its accessibility tree tells it."""
    return page.locator("main").aria_snapshot()


def test_five_people_draw_one_map_each_in_their_own_way(open_as):
    amina, ben, chidi, dana = people = [a_person(name) for name in ("Amina", "Ben", "Chidi", "Dana")]
    circle = a_circle_with(*people)
    Membership.objects.filter(person=amina).update(role=Membership.Role.LEAD)
    allow_guests(by=amina, circle=circle, allowed=True)
    drawn = a_small_map(amina, circle)
    link, token = make_guest_link(by=amina, map=drawn, hours=4)
    mouse = opened(open_as(amina, **STILL), drawn)
    phone = opened(open_as(ben, width=360, scheme="dark", has_touch=True, is_mobile=True, **STILL), drawn)
    keys = opened(open_as(chidi, **STILL), drawn)
    table = open_as(dana)
    guest = _a_guest_comes(open_as(width=360, **STILL), token)

    _draws_with_a_mouse(mouse)
    _draws_with_a_finger(phone)
    _draws_with_keys(keys)
    _draws_in_words(table)
    _adds_takes_back_and_adds_again(guest)
    _takes_back_only_their_own(keys)
    _two_rename_one_factor_and_one_is_chosen(phone, mouse, table)

    number = Change.objects.count()
    boards = [mouse, phone, keys, guest]
    for page in boards:
        arrived(page, number)
    first, *others = [page.evaluate(DRAWN) for page in boards]
    assert all(other == first for other in others)
    labels = sorted(Factor.objects.live().values_list("label", flat=True))
    assert [label for label, *_more in first["factors"]] == labels
    assert labels == sorted(
        [
            "A door that shuts",
            "A warm room",
            "Bus fares",
            "Debt",
            "Food bank",
            "Hope",
            "Nights",
            "Rent",
            "Shame",
        ]
    )
    assert len(first["links"]) == Link.objects.live().count() == 6
    table.reload()
    told = heard(table)
    assert all(f'link "{label}"' in told for label in labels)

    revoke_guest_link(by=amina, link=link)
    guest.reload()
    expect(guest.get_by_role("heading", name="This link is over")).to_be_visible()
    mouse.goto(f"/maps/{drawn.slug}/film/")
    mouse.locator("#film[data-drawn=yes]").wait_for()
    mouse.get_by_role("slider", name="Moment").fill("0")
    expect(mouse.get_by_text("As it was at first")).to_be_visible()
    mouse.get_by_role("slider", name="Moment").fill("12")
    expect(mouse.get_by_text("Gail (a guest) drew “A warm room”.")).to_be_visible()
    assert axe(mouse) == []
    for page in (mouse, keys, table):
        assert page.complaints == []


def _a_guest_comes(page: Page, token: str) -> Page:
    page.goto(f"/guests/{token}/")
    assert axe(page) == []
    page.get_by_label("your name").fill("Gail")
    page.get_by_role("button", name="Come in").click()
    page.locator("#map[data-drawn=yes]").wait_for()
    expect(page.get_by_text("You draw as Gail, a guest.")).to_be_visible()
    return page


def _draws_with_a_mouse(page: Page) -> None:
    """A new factor where one presses twice, and a link drawn from it to another."""
    page.mouse.dblclick(**_beside(page, "Rent", down=70))
    page.keyboard.type("Food bank")
    page.keyboard.press("Enter")
    arrived(page, 2)
    page.mouse.move(**page.evaluate(HANDLE))
    page.mouse.down()
    page.mouse.move(**at(page, "Hope"), steps=3)
    page.mouse.up()
    arrived(page, 3)
    assert Link.objects.filter(source__label="Food bank", target__label="Hope").exists()


def _beside(page: Page, label: str, down: float) -> dict[str, float]:
    spot = at(page, label)
    return {"x": spot["x"], "y": spot["y"] + down}


def _draws_with_a_finger(page: Page) -> None:
    """Moved over the map it moves nothing on it, two pinch, held it makes a factor, and what was pressed first can be moved."""
    page.locator("#map").scroll_into_view_if_needed()
    finger, rent = Finger(page), at(page, "Rent")
    finger.drag(rent["x"], rent["y"], 30, 30)
    moved = at(page, "Rent")
    assert (round(moved["x"] - rent["x"]), round(moved["y"] - rent["y"])) == (30, 30)
    before, (x, y) = page.evaluate(ZOOM), (moved["x"] + 20, moved["y"] + 60)
    finger.touch("Start", (x - 20, y), (x + 20, y))
    for wide in (30, 45, 60):
        finger.touch("Move", (x - wide, y), (x + wide, y))
    finger.touch("End")
    assert page.evaluate(ZOOM) > 2 * before
    page.get_by_role("button", name="Whole map").tap()
    page.locator("#map").scroll_into_view_if_needed()
    arrived(page, 3)  # what the mouse drew is here, and nothing else
    spot = _beside(page, "Hope", down=60)
    finger.hold(spot["x"], spot["y"])
    page.get_by_label("Name of the new factor").fill("A door that shuts")
    page.get_by_role("button", name="Keep").tap()
    arrived(page, 4)
    made = at(page, "A door that shuts")
    finger.drag(made["x"], made["y"], 10, 30)
    arrived(page, 5)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    top = page.evaluate("document.getElementById('map').getBoundingClientRect().top + scrollY")
    assert top < 500  # of the 800 pixels of a phone's first screen
    assert axe(page) == []


def _draws_with_keys(page: Page) -> None:
    """Found, added, linked and given its direction and its time, without a hand on anything else."""
    press, said = page.keyboard.press, page.locator("#map-said")
    page.focus("#map")
    press("/")
    page.keyboard.type("debt")
    press("Enter")
    expect(page.locator("#map")).to_be_focused()
    press("n")
    page.keyboard.type("Shame")
    press("Enter")
    expect(said).to_contain_text("Shame")
    press("l")
    expect(said).to_contain_text("Where does Shame lead?")
    press("ArrowDown")
    press("Enter")
    press("o")
    press("d")
    arrived(page, 9)
    link = Link.objects.get(source__label="Shame")
    assert (link.target.label, link.polarity, link.delay) == ("Sleep", "-", True)


def _draws_in_words(page: Page) -> None:
    """By the table alone, as somebody does who hears the page: headings, labels, what is announced, where the focus is."""
    page.goto("/maps/small/table/")
    told = heard(page)
    assert 'heading "Small" [level=1]' in told
    assert 'heading "Add a factor" [level=2]' in told
    assert all(f'link "{name}"' in told for name in ("Food bank", "A door that shuts", "Shame"))
    page.get_by_label("Name of the factor").fill("Bus fares")
    page.keyboard.press("Enter")
    page.locator("#said[aria-live=polite]").get_by_text("“Bus fares” is on the map.").wait_for()
    expect(page.get_by_role("heading", name="Bus fares", level=1)).to_be_focused()
    form = page.get_by_role("region", name="Draw a link")
    form.get_by_label("The other factor").select_option(label="Debt")
    form.get_by_role("group", name="Direction of change").get_by_label("more leads to more").check()
    form.get_by_role("button", name="Draw the link").press("Enter")
    page.locator("#said[aria-live=polite]").get_by_text("The link is drawn.").wait_for()
    assert Link.objects.get(source__label="Bus fares").target.label == "Debt"


def _adds_takes_back_and_adds_again(page: Page) -> None:
    page.focus("#map")
    page.keyboard.press("n")
    page.keyboard.type("A warm room")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    arrived(page, 14)
    assert [change.guest and change.guest.name for change in Change.objects.order_by("number")][-3:] == [
        "Gail"
    ] * 3
    assert Factor.objects.get(label="A warm room").removed is False


def _takes_back_only_their_own(page: Page) -> None:
    """What others have drawn since then stays as it is."""
    arrived(page, 14)
    page.focus("#map")
    page.keyboard.press("Control+z")
    arrived(page, 15)
    link = Link.objects.get(source__label="Shame")
    assert (link.polarity, link.delay) == ("-", False)
    assert Factor.objects.live().count() == 9


def _two_rename_one_factor_and_one_is_chosen(phone: Page, mouse: Page, table: Page) -> None:
    """One of them in a cellar, whose word comes later; both words are seen by all, until somebody chooses."""
    arrived(phone, 15)
    phone.context.set_offline(True)
    _rename(phone, "Sleep", "Nights")
    arrived(mouse, 15)
    _rename(mouse, "Sleep", "Rest")
    arrived(mouse, 16)
    phone.context.set_offline(False)
    arrived(phone, 17)
    contest = Contest.objects.open().get()
    assert (contest.value, Factor.objects.get(pk=contest.thing).label) == ("Nights", "Rest")
    table.goto("/maps/small/table/")
    told = heard(table)
    assert "Ben wrote “Nights”" in told
    assert "Amina wrote “Rest”" in told
    panel = mouse.locator("#map-panel")
    expect(panel).to_contain_text("Ben wanted the name to be “Nights”, while it became “Rest”.")
    panel.get_by_role("button", name="Take “Nights”").click()
    arrived(mouse, 18)
    assert not Contest.objects.open().exists()


def _rename(page: Page, label: str, name: str) -> None:
    page.evaluate(
        "(label) => { const { desk, board } = document.getElementById('map'); desk.choose([...board.scene.boxes.values()].find((each) => each.label === label).id); }",
        label,
    )
    box = page.locator("#map-panel").get_by_label("Name", exact=True)
    box.fill(name)
    box.press("Tab")
