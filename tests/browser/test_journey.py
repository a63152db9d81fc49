"""A reflection travels from a worker's phone to a commissioner's report, and out of it again."""

import datetime
import io
import re

import pikepdf
import pypdf
import pytest
from django.core import mail
from django.utils import timezone

from learning.actions.digests import build_due_digests
from learning.digests.periods import ended_periods
from learning.models import Share
from tests.factories import a_member, a_partnership, a_person, an_organisation
from tests.learning.digest_ways import delivered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "He waited three weeks for a call that I had forgotten to make."


def test_a_reflection_travels_from_a_phone_to_a_report(open_as, tmp_path):
    lead, funder = a_person("Lee Lead"), a_person("Fay Funder")
    charity = an_organisation("Harbour Trust", lead)
    foundation = an_organisation("Quay Foundation", funder, kind="funder")
    partnership = a_partnership("Harbour and Quay", resourcing=foundation, delivering=charity)
    a_member(lead, partnership, role="lead", on_behalf_of=charity)
    a_member(funder, partnership, role="lead", on_behalf_of=foundation)
    leads, funders = open_as(lead), open_as(funder)

    # invited by e-mail, sets a password
    leads.goto(f"/circles/{partnership.slug}/invite/")
    leads.get_by_label("E-mail address").fill("wren@example.org")
    leads.get_by_label("For which organisation").select_option(label=charity.name)
    leads.get_by_role("button", name="Send the invitation").click()
    leads.get_by_text("An invitation is on its way to wren@example.org.").wait_for()
    link = re.search(r"https?://\S+?(/join/\S+/)", str(mail.outbox[-1].body))
    assert link
    phone = open_as(width=360)
    phone.goto(link[1])
    phone.get_by_label("Your name").fill("Wren Worker")
    phone.get_by_label("A password").fill("four words only mine")
    phone.get_by_role("button", name="Come in").click()
    phone.get_by_text("Welcome to Harbour and Quay.").wait_for()

    # reflects on a 360 px screen, shares with the partnership
    phone.get_by_role("link", name="Today").click()
    phone.get_by_label("what happened", exact=False).first.fill(WORDS)
    phone.get_by_text("Kind and day").click()
    phone.get_by_label("What it was").select_option("mistake")
    phone.get_by_text("Share it with a circle").click()
    phone.get_by_label("Harbour and Quay (3 people)").check()
    phone.get_by_role("button", name="Save").click()
    phone.get_by_text("Saved and shared with Harbour and Quay (3 people).").wait_for()

    # a colleague asks, the worker answers
    leads.goto(f"/partnerships/{partnership.slug}/")
    leads.get_by_role("link", name=re.compile("Read and respond to Wren Worker")).click()
    leads.get_by_label("an open question").check()
    leads.get_by_label("your words").fill("What would have reminded you?")
    leads.get_by_role("button", name="Send").click()
    leads.get_by_text("Thank you. Wren Worker will see it.").wait_for()
    phone.goto("/")
    phone.get_by_role("link", name="What would have reminded you?").click()
    phone.get_by_label("Your answer").fill("A colleague who asks.")
    phone.get_by_role("button", name="Answer").click()
    phone.get_by_text("A colleague who asks.").wait_for()

    # the digest arrives (as if the week had ended)
    share = Share.objects.get()
    share.shared_at = ended_periods("weekly", by=timezone.now())[0].start + datetime.timedelta(hours=9)
    share.save()
    build_due_digests(until=timezone.now())
    assert delivered().sent == 3
    funders_digest, leads_digest = (digest_sent_to(each.email) for each in (funder, lead))
    funders.goto(funders_digest)
    funders.get_by_text(WORDS).first.wait_for()

    # the funder reads it on the partnership page; a report is composed, signed by both, issued
    funders.get_by_role("link", name="Partnerships").click()
    funders.get_by_role("link", name="Harbour and Quay").click()
    funders.get_by_text(WORDS[:40]).wait_for()  # the page cuts them, to be read in two minutes
    funders.get_by_role("link", name="Reports, and beginning one").click()
    funders.get_by_role("button", name="Compose it").click()
    funders.get_by_role("heading", name="Mistakes and uncertainties").wait_for()
    report = funders.url
    funders.get_by_role("button", name="Sign for Quay Foundation").click()
    funders.get_by_text("Signed.").wait_for()
    leads.goto(report)
    leads.get_by_role("button", name="Sign for Harbour Trust").click()
    leads.get_by_text(re.compile(r"Signed, and issued as report \d{4}-\d{4}\.")).wait_for()

    with funders.expect_download() as waiting:
        funders.goto(report)
        funders.get_by_text("Take it away").click()
        funders.get_by_role("link", name="Download as PDF").click()
    pdf = tmp_path / "report.pdf"
    waiting.value.save_as(pdf)
    text = " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.read_bytes())).pages).split()
    )
    assert WORDS in text
    assert "Harbour and Quay" in text
    with pikepdf.open(pdf) as opened:
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.Lang
        assert opened.docinfo["/Title"]
        kinds = {str(each.S) for each in walked(opened.Root.StructTreeRoot)}
    assert {"/H1", "/P", "/LI"} <= kinds

    # the author withdraws: gone everywhere, counted in the report
    phone.goto("/reflections/")
    phone.get_by_role("link", name=WORDS[:20]).click()
    phone.get_by_role("button", name=re.compile("Withdraw")).click()
    phone.get_by_text("Withdrawn. Nobody in Harbour and Quay can read it any more.").wait_for()
    for page, address in (
        (funders, f"/partnerships/{partnership.slug}/"),
        (funders, funders_digest),
        (leads, leads_digest),
        (funders, report),
    ):
        page.goto(address)
        page.get_by_role("heading", level=1).first.wait_for()
        assert page.get_by_text(WORDS[:40]).count() == 0
    funders.get_by_text("1 item was withdrawn by its author since this report was issued.").wait_for()
    assert not [each for page in (phone, leads, funders) for each in page.complaints]


def digest_sent_to(address: str) -> str:
    """Where the letter that brought the words to `address` says that they can be read here."""
    body = next(str(each.body) for each in mail.outbox if each.to == [address] and WORDS in str(each.body))
    found = re.search(r"https?://\S+?(/me/digests/[0-9a-f-]+/)", body)
    assert found
    return found[1]


def walked(element: pikepdf.Object) -> list[pikepdf.Object]:
    """Every structure element below `element`."""
    found = [element] if "/S" in element else []
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            found += walked(child)
    return found
