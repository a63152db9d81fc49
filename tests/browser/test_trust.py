"""Two sides of a partnership reflect on trust: sealed on each side, and opened for both at one moment."""

import pytest

from relationships.models import Partnership, Person
from tests.factories import a_partnership, a_person, an_organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OURS = "We did not dare to say that the winter plan had failed."
THEIRS = "We asked for a number when we were afraid."
SEALED = "It is sealed until both sides have handed in."


def a_place() -> tuple[Partnership, Person, Person, Person]:
    """A partnership with a worker, a lead and a funder, each at work in their organisation."""
    worker, lead, funder = a_person("Wren Worker"), a_person("Lee Lead"), a_person("Fay Funder")
    charity = an_organisation("Harbour Trust", lead, worker)
    foundation = an_organisation("Quay Foundation", funder, kind="funder")
    partnership = a_partnership(
        "Harbour and Quay", resourcing=foundation, delivering=charity,
        people={worker: charity, lead: charity, funder: foundation},
    )  # fmt: skip
    return partnership, worker, lead, funder


def test_what_two_sides_write_of_trust_is_sealed_and_opened_together(open_as):
    partnership, worker, lead, funder = a_place()
    phone, leads, funders = open_as(worker, width=360), open_as(lead), open_as(funder)

    # the worker begins a period from the partnership's page, and keeps words on her side
    phone.goto(f"/partnerships/{partnership.slug}/")
    phone.get_by_role("link", name="Reflect on trust").click()
    phone.get_by_role("button", name="Begin it").click()
    phone.get_by_text("Nobody waits for you.").wait_for()
    phone.get_by_label("Trust").fill(OURS)
    phone.get_by_role("button", name="Keep it on our side").click()
    phone.get_by_text("It is not handed in.").wait_for()
    round = phone.url

    # her colleague reads it and hands it in; the funder's page says the same as before
    funders.goto(round)
    before = funders.locator("main").inner_text()
    leads.goto(round)
    assert leads.get_by_label("Trust").input_value() == OURS
    leads.get_by_role("button", name="Hand it in as it stands").click()
    leads.get_by_text(SEALED).wait_for()
    funders.goto(round)
    assert funders.locator("main").inner_text() == before
    assert OURS not in funders.content()

    # the funder writes and hands in: at that moment both are open, for both
    funders.get_by_text("it is asked first").wait_for()
    funders.get_by_label("Empathy").fill(THEIRS)
    funders.get_by_role("button", name="Keep it, and hand it in").click()
    funders.get_by_text("Both sides were opened").wait_for()
    for page in (funders, phone, leads):
        page.goto(round)
        page.get_by_text("Both sides were opened").wait_for()
        assert OURS in page.content()
        assert THEIRS in page.content()
        assert page.get_by_role("button", name="Keep it").count() == 0
    assert not phone.complaints
