"""A fund says what it is for, and which way of managing suits it: in words, and never as a number."""

import itertools
import re

import pytest

from funders.actions.funds import describe_fund
from funders.complexity import WAYS, Control, Interplay, Variety, way_of_managing
from funders.models import Fund
from hls_platform.actions import NotAllowed, NotFound, Refused
from tests.factories import a_member, a_person, an_organisation


@pytest.fixture
def fund(db) -> Fund:
    funder = an_organisation("Quay Foundation", kind="funder")
    return Fund.objects.create(funder=funder, slug="slow", name="Slow money", purpose="To stay.")


def test_each_way_in_which_the_three_answers_can_stand_together_has_words_of_its_own_and_no_number():
    every = set(itertools.product(Variety.values, Interplay.values, Control.values))
    assert set(WAYS) == every
    assert len({str(way.why) for way in WAYS.values()}) == len(every)
    assert not [way for way in WAYS.values() if re.search(r"\d", f"{way.suits} {way.why}")]


@pytest.mark.parametrize("missing", range(3))
def test_until_all_three_are_answered_nothing_is_said(missing):
    answers = ["much", "many", "nobody"]
    answers[missing] = ""
    assert way_of_managing(*answers) is None


def test_those_who_lead_the_funder_say_what_it_is_for_and_nobody_else(fund):
    lead, member, outsider = a_person("Lee"), a_person("Mo"), a_person("Otto")
    a_member(lead, fund.funder, role="lead")
    a_member(member, fund.funder, role="facilitator")
    describe_fund(by=lead, fund=fund, purpose="To stay longer.", to_learn="Who stays?\n\nWhy?", is_open=True)
    fund.refresh_from_db()
    assert (fund.purpose, fund.questions, fund.is_open) == ("To stay longer.", ["Who stays?", "Why?"], True)
    with pytest.raises(NotAllowed):
        describe_fund(by=member, fund=fund, purpose="Mine.")
    with pytest.raises(NotFound):
        describe_fund(by=outsider, fund=fund, purpose="Mine.")
    with pytest.raises(Refused):
        describe_fund(by=lead, fund=fund, purpose="To stay.", variety="7")


def test_anybody_reads_the_page_of_an_open_fund_and_nothing_of_one_that_is_not(client, fund):
    assert client.get(f"/funds/{fund.slug}/").status_code == 404
    assert client.get(f"/funds/{fund.slug}/first-words/").status_code == 404
    Fund.objects.filter(pk=fund.pk).update(
        is_open=True,
        cannot="No buildings.",
        to_learn="Who stays?",
        variety="much",
        interplay="many",
        control="nobody",
    )
    page = client.get(f"/funds/{fund.slug}/").content.decode()
    for words in ("To stay.", "No buildings.", "Who stays?", "Quay Foundation", "agree no targets"):
        assert words in page
    assert "First words that came" not in page
    assert "Quay Foundation" in client.get("/funds/").content.decode()


def test_the_page_of_a_fund_stays_in_few_queries(client, fund, at_most_queries):
    lead = a_person("Lee")
    a_member(lead, fund.funder, role="lead")
    client.force_login(lead)
    with at_most_queries(10):
        assert "First words that came" in client.get(f"/funds/{fund.slug}/").content.decode()
