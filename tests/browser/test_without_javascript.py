"""On a phone that runs no scripts: every verb of learning is a plain form."""

import re

import pytest

from learning.models import Response, Share
from tests.factories import a_peer_group, a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "She asked for help for the first time, and I nearly missed it."


def test_a_person_reflects_shares_answers_and_withdraws_without_javascript(open_as):
    amina, ben = a_person("Amina"), a_person("Ben")
    a_peer_group("Tuesday group", amina, ben)
    hers = open_as(amina, width=360, java_script_enabled=False)
    his = open_as(ben, width=360, java_script_enabled=False)

    hers.goto("/")
    hers.get_by_role("link", name="Reflect", exact=True).first.click()
    hers.get_by_label("what happened", exact=False).first.fill(WORDS)
    hers.get_by_text("In three steps").click()
    hers.get_by_label("now what", exact=False).first.fill("Wait a little longer.")
    hers.get_by_text("Kind and day").click()
    hers.get_by_label("What it was").select_option("surprise")
    hers.get_by_role("button", name="Save").click()
    hers.get_by_text("Saved. Only you can see it.").wait_for()
    mine = hers.url

    hers.get_by_label("Tuesday group (2 people)").check()
    hers.get_by_label("Without my name", exact=True).check()
    hers.get_by_role("button", name="Share").click()
    hers.get_by_text("they may guess who wrote this").first.wait_for()
    assert not Share.objects.exists()
    hers.get_by_label("Without my name", exact=True).uncheck()
    hers.get_by_role("button", name="Share").click()
    hers.get_by_text("Shared with Tuesday group (2 people).").wait_for()

    his.goto("/")
    his.get_by_role("link", name=re.compile("Read and respond to Amina")).click()
    his.get_by_text("Wait a little longer.").wait_for()
    his.get_by_label("an open question").check()
    his.get_by_label("your words").fill("How did you notice?")
    his.get_by_role("button", name="Send").click()
    his.get_by_text("Thank you. Amina will see it.").wait_for()
    share = his.url

    hers.goto(mine)
    hers.get_by_label("Your answer").fill("She stopped at the door.")
    hers.get_by_role("button", name="Answer").click()
    his.goto(share)
    his.get_by_text("She stopped at the door.").wait_for()

    hers.goto(mine)
    hers.get_by_role("button", name=re.compile("Withdraw")).click()
    hers.get_by_text("Withdrawn. Nobody in Tuesday group can read it any more.").wait_for()
    answer = his.goto(share)
    assert answer is not None
    assert answer.status == 404
    assert Response.objects.get().reply
    for page in (hers, his):
        page.goto("/")
        assert page.get_by_text(WORDS).count() == 0
