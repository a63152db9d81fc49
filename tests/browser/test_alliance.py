"""Seven organisations and a council agree one agreement; somebody tries to put a KPI in; from there to the first payment."""

import datetime
import io

import pypdf
import pytest
from django.utils import timezone

from funders.models import Agreement
from tests.browser.conftest import axe
from tests.funders.test_agreements import an_alliance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KPI = "At least 80% of people are still in their tenancy after six months."
WE_ANSWER = "We answer together for learning, and for changing what we do."


def test_an_alliance_of_seven_agrees_without_a_target_and_pays_for_the_first_time(open_as):
    w = an_alliance(7)
    ruth, owen = open_as(w.ruth), open_as(w.owen, width=360)

    # the council writes the terms down, and a KPI among them: every word comes back, with the open way beside it
    ruth.goto(w.place.get_absolute_url())
    ruth.get_by_role("link", name="Write down an agreement").click()
    today = timezone.localdate()
    ruth.get_by_label("Amount", exact=True).fill("700000.07")
    ruth.get_by_label("From", exact=True).fill(today.isoformat())
    ruth.get_by_label("Until", exact=True).fill((today + datetime.timedelta(days=900)).isoformat())
    ruth.get_by_label("What both sides are accountable for").fill(f"{WE_ANSWER} {KPI}")
    ruth.get_by_role("button", name="Propose it").click()
    ruth.get_by_text("This looks like a target").wait_for()
    assert ruth.get_by_label("What both sides are accountable for").input_value() == f"{WE_ANSWER} {KPI}"
    assert axe(ruth) == []
    assert not Agreement.objects.exists()

    # the challenge: three questions, and none of them can be left out
    ruth.get_by_role("button", name="Propose the rest, and answer the three questions").click()
    ruth.get_by_role("heading", name="A target is wanted").wait_for()
    assert ruth.get_by_label("The KPI or target that is wanted").input_value() == KPI
    ruth.get_by_label("Why this choice?").fill("The cabinet asked for one number.")
    ruth.get_by_role("button", name="Put it to the others").click()
    ruth.get_by_text("Answer all three questions.").wait_for()
    ruth.get_by_label("What evidence supports it").fill("Two other towns report it.")
    ruth.get_by_label("What may it do to the people served?").fill("We might house the easy ones.")
    assert axe(ruth) == []
    ruth.get_by_role("button", name="Put it to the others").click()
    ruth.get_by_text("Written down. The others can read it and answer.").wait_for()

    # a partner finds it on Today, and answers
    owen.goto("/")
    owen.get_by_role("link", name="Somebody wants a target, and waits for what you say").click()
    owen.get_by_text("We might house the easy ones.").wait_for()
    owen.get_by_label("Your answer").fill("Ask us for the story of everyone who moved.")
    assert axe(owen) == []
    owen.get_by_role("button", name="Answer").click()
    owen.get_by_text("Your answer stands beside theirs.").wait_for()

    # each of the eight reads the same words and agrees
    agreement = Agreement.objects.get()
    for organisation in (w.council, *w.doers):
        page = {w.council: ruth, w.doers[0]: owen}.get(organisation) or open_as(w.people[organisation])
        page.goto(agreement.get_absolute_url())
        page.get_by_text(WE_ANSWER).first.wait_for()
        page.get_by_role("button", name=f"Agree for {organisation.name}").click()
        page.get_by_text("Agreed").first.wait_for()
    page.get_by_text("Agreed by all: it is in force.").wait_for()

    # a payment is planned by one, approved by another, and paid
    second = open_as(w.second)
    ruth.goto(agreement.get_absolute_url())
    ruth.get_by_role("link", name="Plan a payment").click()
    ruth.get_by_label("Amount").fill("100000.01")
    ruth.get_by_label("Due on").fill((today - datetime.timedelta(days=3)).isoformat())
    ruth.get_by_role("button", name="Save").click()
    ruth.get_by_text("3 days late").wait_for()
    assert ruth.get_by_role("button", name="Approve").count() == 0
    second.goto("/")
    second.get_by_role("link", name="£100,000.01 is 3 days late").click()
    second.get_by_role("button", name="Approve").click()
    second.get_by_text("approved by Second of the council").wait_for()
    owen.goto(agreement.get_absolute_url())
    owen.get_by_text("£100,000.01").first.wait_for()
    assert owen.get_by_text(" late").count() == 0
    ruth.reload()
    ruth.get_by_role("button", name="Paid today").click()
    ruth.get_by_text("paid today").wait_for()
    assert axe(ruth) == []

    # what is printed: the terms without a target, who agreed, what was asked, and what was answered
    owen.reload()
    assert axe(owen) == []
    assert owen.evaluate("document.documentElement.scrollWidth") <= 360
    printed = pypdf.PdfReader(io.BytesIO(owen.pdf()))
    text = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    agreement.refresh_from_db()
    assert agreement.accountable_for == WE_ANSWER
    for words in (
        WE_ANSWER, KPI, "It is no part of the terms.", "The cabinet asked for one number.", "Two other towns report it.",
        "We might house the easy ones.", "Ask us for the story of everyone who moved.", "Doer 6 (Lead of Doer 6",
        "£700,000.07", "paid today",
    ):  # fmt: skip
        assert words in text, words
    assert "Agree for" not in text
    complaints = [each for page in (ruth, owen, second) for each in page.complaints]
    assert not [
        each for each in complaints if "422" not in each
    ]  # a form that came back says so to the browser, too
