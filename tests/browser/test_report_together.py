"""Two people compose a report at once, seven organisations sign it, one with a reservation; a source is withdrawn, and a later one takes its place."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from funders.actions import reports
from funders.models import Report
from learning.actions import withdraw_share
from relationships.models import PartnershipParty
from tests.browser.conftest import axe
from tests.browser.test_session import place
from tests.factories import a_member, a_partnership, a_person, a_reflection, a_share, an_organisation

__all__ = ["place"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEVEN = ("Harbour Fund", "Northside", "Quay House", "Salt Lane", "Tide Trust", "Harbour Café", "The Net Loft")


@pytest.fixture
def w() -> SimpleNamespace:
    """An alliance of seven, in each of which one person speaks; something of two of them, and a composed report."""
    w = SimpleNamespace()
    w.organisations = [an_organisation(name, kind="delivery") for name in SEVEN]
    w.people = [a_person(name) for name in ("Fatima", "Owen", "Chloe", "Dev", "Edie", "Femi", "Gus")]
    giver, doer, *others = w.organisations
    w.place = a_partnership("The alliance", resourcing=giver, delivering=doer)
    for each in others:
        PartnershipParty.objects.create(partnership=w.place, organisation=each, side="delivering")
    for person, organisation in zip(w.people, w.organisations, strict=True):
        a_member(person, w.place, on_behalf_of=organisation)
    w.shares = [
        a_share(a_reflection(w.people[1], text, kind="moment"), w.place)
        for text in ("The door was shut.", "Soup helped.", "Nobody rang.")
    ]
    today = timezone.localdate()
    w.report = reports.compose_report(
        report=reports.ask_for_report(
            by=w.people[1], partnership=w.place,
            period_start=today - datetime.timedelta(days=30), period_end=today + datetime.timedelta(days=1),
        )
    )  # fmt: skip
    return w


def line(page: Page, text: str):  # type: ignore[no-untyped-def]  # a locator
    return page.locator("article.composed", has=page.get_by_text(text, exact=True))


def sign(w: SimpleNamespace, report: Report, *, but: int) -> Report:
    """All the others sign."""
    for person, organisation in list(zip(w.people, w.organisations, strict=True))[but:]:
        report = reports.sign_off(
            report=report, organisation=organisation, content_sha256=report.content_sha256, by=person
        )
    return report


def test_a_report_is_composed_by_two_at_once_signed_by_seven_and_superseded(open_as, place, w, live_server):
    at = f"{place}/reports/{w.report.pk}"
    fatima, owen = open_as(w.people[0]), open_as(w.people[1], width=360)
    for window in (fatima, owen):
        window.goto(f"{at}/compose/")
        window.locator("[data-live][data-way=stream]").wait_for()
    fatima.get_by_text("Here now: Fatima, Owen.").wait_for()
    fatima.get_by_text("Nobody from Harbour Fund has spoken here under their own name.").wait_for()
    assert axe(fatima) == axe(owen) == []

    line(owen, "Nobody rang.").get_by_role("button", name="Leave it out").click()
    line(fatima, "Nobody rang.").get_by_text("Left out by Owen").wait_for()
    line(fatima, "Soup helped.").locator("button[value=up]").click()
    owen.locator("[data-part=section-noticed] article").first.locator(
        ".said", has_text="Soup helped."
    ).wait_for()

    for window in (fatima, owen):
        line(window, "The door was shut.").get_by_role("link", name="Comment").click()
        window.get_by_label("What we say about it").wait_for()
    fatima.get_by_label("What we say about it").fill("It opens at nine now.")
    fatima.get_by_role("button", name="Save").click()
    fatima.get_by_text("It opens at nine now.").wait_for()
    owen.get_by_label("What we say about it").fill("We have a key since.")
    owen.get_by_role("button", name="Save").click()
    owen.get_by_text("It was changed while you had this page open").first.wait_for()
    owen.get_by_text("It opens at nine now.").first.wait_for()
    assert owen.locator("textarea").input_value() == "We have a key since.", "every word typed comes back"
    owen.locator("textarea").fill("It opens at nine now, and we have a key.")
    owen.locator("input[name=keep-comment][value=mine]").check()
    owen.get_by_role("button", name="Save").click()
    fatima.get_by_text("It opens at nine now, and we have a key.").wait_for()

    owen.get_by_role("link", name="Write the summary").click()
    owen.get_by_label("What it says, in plain words").fill("We utilise keys.")
    owen.get_by_role("button", name="Look for what is hard to read").click()
    owen.get_by_text("Most people would say “use”.").wait_for()
    owen.get_by_label("What it says, in plain words").fill("We use keys.")
    owen.get_by_role("button", name="Save").click()
    fatima.get_by_text("We use keys.").wait_for()

    owen.goto(f"{at}/")
    owen.get_by_text("Sign with a reservation").click()
    owen.get_by_label("What we do not agree with").fill("Keys are not enough.")
    owen.get_by_role("button", name="Sign for Northside").click()
    owen.get_by_text("Keys are not enough.").wait_for()
    assert axe(owen) == []
    fatima.get_by_text("Signed as it is for: Northside.", exact=False).wait_for()
    report = sign(w, Report.objects.get(pk=w.report.pk), but=2)
    fatima.goto(f"{at}/")
    fatima.get_by_role("button", name="Sign for Harbour Fund").click()
    fatima.get_by_text("Signed, and issued as report").wait_for()
    report.refresh_from_db()
    fatima.get_by_role("heading", name=f"Report {report.number}, issued today").wait_for()
    fatima.get_by_text("Keys are not enough.").wait_for()

    withdraw_share(by=w.people[1], share=w.shares[1])
    fatima.reload()
    fatima.get_by_text("1 item was withdrawn by its author since this report was issued.").wait_for()
    fatima.get_by_role("link", name="Show it to others, or begin a later version").click()
    fatima.get_by_label("For whom").fill("The auditors")
    fatima.get_by_role("button", name="Make the link").click()
    link = fatima.get_by_label("The link. Copy it now").input_value()
    assert axe(fatima) == []
    fatima.get_by_role("link", name="Begin the report that takes its place").click()
    fatima.get_by_label("What changes, and why").fill("Something was taken back.")
    fatima.get_by_role("button", name="Compose it").click()
    fatima.wait_for_url(lambda url: "supersede" not in url)
    later = reports.compose_report(report=Report.objects.get(supersedes=report))
    later = sign(w, later, but=0)

    stranger = open_as(None)
    stranger.goto(f"{place}/genuine/?asked={report.number}")
    stranger.get_by_text(f"It was superseded by report {later.number}").wait_for()
    stranger.get_by_text("1 source was withdrawn by its author since.").wait_for()
    assert axe(stranger) == []
    stranger.goto(place + "/audited/" + link.split("/audited/")[1])
    stranger.get_by_text("Keys are not enough.").wait_for()
    assert stranger.get_by_text("Soup helped.").count() == 0
    assert axe(stranger) == []
    assert [window.complaints for window in (fatima, stranger)] == [[], []]
    # The page that is refused because somebody else wrote meanwhile answers 422, which a browser reports.
    assert all("422" in said for said in owen.complaints)
