"""From first words to a partnership: somebody without an account, a funder whose people decide together, and no score."""

import datetime
import re

import pytest
from django.core import mail

from funders.models import Fund, OpeningConversation, OpeningTalk
from relationships.models import Invitation, Partnership, PartnershipParty
from tests.browser.conftest import axe
from tests.factories import a_member, a_person, an_organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COLD = "People here sit in one warm room and leave the others cold."


def letter_to(address: str) -> str:
    """The newest letter to that address."""
    return str(next(each for each in reversed(mail.outbox) if each.to == [address]).body)


def test_an_applicant_goes_from_first_words_to_a_partnership(open_as):
    lead, ben = a_person("Fay Funder"), a_person("Ben Colleague")
    foundation = an_organisation("Quay Foundation", kind="funder")
    a_member(lead, foundation, role="lead")
    a_member(ben, foundation)
    Fund.objects.create(funder=foundation, slug="slow", name="Slow money", purpose="To stay.")
    shed = an_organisation("The Shed")
    leads, colleague, phone = open_as(lead), open_as(ben), open_as(width=360)

    # the fund says what it is for, how it is managed and why, and opens
    leads.goto("/funds/slow/describe/")
    for words in ("they differ from person", "many things that act", "nobody: what helps"):
        leads.get_by_label(words, exact=False).check()
    leads.get_by_label("open for first words", exact=False).check()
    leads.get_by_role("button", name="Save").click()
    leads.get_by_text("Manage it by learning, and agree no targets.").wait_for()

    # somebody who has no account writes; what is typed stays on the phone
    phone.goto("/funds/")
    phone.get_by_role("link", name="Slow money").click()
    phone.get_by_role("link", name="Write first words").click()
    phone.get_by_label("What matters here?").fill(COLD)
    phone.get_by_text("Kept on this device as you type.").wait_for()
    phone.reload()
    phone.get_by_text("Here is what you typed on this device before.").wait_for()
    assert phone.get_by_label("What matters here?").input_value() == COLD
    assert axe(phone) == []
    phone.get_by_label("Your e-mail address").fill("ina@example.org")
    phone.get_by_role("button", name="Send me the link").click()
    phone.get_by_role("heading", name="A link is on its way").wait_for()

    # by the link the words are kept on the server as they are typed, and sent
    link = re.search(r"https?://\S+?(/first-words/\S+/)", letter_to("ina@example.org"))
    assert link
    phone.goto(link[1])
    phone.get_by_label("Who is part of it?").fill("The tenants, the landlord, the night bus.")
    phone.get_by_text("Kept as you type.").wait_for()
    assert OpeningConversation.objects.get().who.endswith("the night bus.")
    phone.get_by_label("What would you want to learn?").fill("Who does not open the door, and why.")
    phone.get_by_label("Your organisation or group").fill("The Shed")
    phone.get_by_label("Your name").fill("Ina")
    phone.get_by_label("A password").fill("four words only mine")
    assert axe(phone) == []
    phone.get_by_role("button", name="Send it").click()
    phone.get_by_text("Sent. You hear from the people of the fund.").wait_for()

    # the funder's people say what ties them, talk, and write what they think
    opening = re.search(r"https?://\S+?(/openings/\S+/)", letter_to(lead.email))
    assert opening
    for page, view in (
        (leads, "They ask what we do not know."),
        (colleague, "I would want to see the rooms."),
    ):
        page.goto(opening[1])
        page.get_by_text(COLD).wait_for()
        page.get_by_role("link", name="Does anything tie you to them?").click()
        page.get_by_label("No, nothing").check()
        page.get_by_role("button", name="Say it").click()
        page.get_by_role("link", name="Write your view").click()
        page.get_by_label("your view, and your reasons", exact=False).fill(view)
        page.get_by_role("button", name="Save it").click()
        page.get_by_text(view).wait_for()
    colleague.get_by_role("link", name="Plan a conversation").click()
    colleague.get_by_label("when", exact=False).first.fill("2031-02-03T10:00")
    colleague.get_by_label("where, or how", exact=False).fill("At the Shed")
    colleague.get_by_role("button", name="Plan it").click()
    colleague.get_by_text("Planned. They are told by e-mail.").wait_for()
    assert "At the Shed" in letter_to("ina@example.org")
    talk = OpeningTalk.objects.get()
    OpeningTalk.objects.update(starts_at=talk.starts_at - datetime.timedelta(days=365 * 10))
    for page, heard in ((phone, "They listen."), (colleague, "It is about doors.")):
        page.goto(f"/opening-talks/{talk.pk}/")
        page.get_by_role("textbox", name="What you heard").fill(heard)
        page.get_by_role("button", name="Save what you heard").click()
        page.get_by_text("Saved. Both sides read it.").wait_for()

    # one decision with its reason, on the page and in a letter
    leads.goto(opening[1])
    leads.get_by_role("link", name="Give the decision").click()
    leads.get_by_label("Yes, let us begin together").check()
    leads.get_by_label("the reason, for them to read", exact=False).fill("We want to find out with you.")
    leads.get_by_role("button", name="Give it to them").click()
    leads.get_by_text("Given. They read it here and in a letter.").wait_for()
    assert "We want to find out with you." in letter_to("ina@example.org")
    phone.goto(opening[1])
    phone.get_by_text("We want to find out with you.").wait_for()
    assert phone.get_by_text("I would want to see the rooms.").count() == 0

    # and a partnership, into which the applicant is invited
    leads.get_by_role("link", name="Begin together").click()
    assert leads.get_by_label("Their organisation").input_value() == str(shed.pk)
    leads.get_by_role("button", name="Begin").click()
    leads.get_by_text("The partnership has begun. An invitation is on its way to them.").wait_for()
    partnership = Partnership.objects.get()
    assert PartnershipParty.objects.filter(
        partnership=partnership, organisation=shed, side="delivering"
    ).exists()
    assert Invitation.objects.get().email == "ina@example.org"
    invited = re.search(r"https?://\S+?(/join/\S+/)", letter_to("ina@example.org"))
    assert invited
    phone.goto(invited[1])
    phone.get_by_role("button", name="Come in").click()
    phone.get_by_text(f"Welcome to {partnership.name}.").wait_for()
    assert not [each for page in (leads, colleague, phone) for each in page.complaints]
