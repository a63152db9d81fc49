"""A quarter's page for trustees: chosen and written by people, reviewed by another, read as far as each may read."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from funders.actions.trustees import (
    begin_trustees_page,
    choose_for_trustees,
    leave_out_for_trustees,
    review_trustees_page,
    write_trustees_page,
)
from funders.models import TrusteesLine, TrusteesPage
from funders.queries.trustees import offered, quarters, read
from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.versions import ChangedMeanwhile, kept, version_of
from learning.models import Adaptation, Insight
from tests.factories import a_member, a_partnership, a_person, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    """Fatima and Tom work for the fund; only Fatima is in its partnership, where an insight was written."""
    w = SimpleNamespace(fatima=a_person("Fatima"), tom=a_person("Tom"), owen=a_person("Owen"))
    w.fund = an_organisation("Harbour Fund", w.fatima, w.tom, kind="funder")
    doer = an_organisation("Northside", w.owen)
    w.place = a_partnership(resourcing=w.fund, delivering=doer, people={w.fatima: w.fund, w.owen: doer})
    w.there = Insight.objects.create(circle=w.place.circle, text="We rang too late.", written_by=w.owen)
    w.here = Insight.objects.create(circle=w.fund.circle, text="We ask too much.", written_by=w.tom)
    w.now = Adaptation.objects.create(circle=w.fund.circle, text="We pay first.", written_by=w.tom)
    w.page = begin_trustees_page(by=w.fatima, organisation=w.fund, quarter=timezone.localdate())
    return w


def test_a_quarter_has_one_page_and_none_before_it_begins(w):
    today = timezone.localdate()
    assert begin_trustees_page(by=w.tom, organisation=w.fund, quarter=today) == w.page
    assert (w.page.quarter.day, w.page.quarter.month % 3, w.page.ends > today) == (1, 1, True)
    with pytest.raises(Refused):
        begin_trustees_page(by=w.tom, organisation=w.fund, quarter=today + datetime.timedelta(days=100))
    with pytest.raises(NotFound):
        begin_trustees_page(by=w.owen, organisation=w.fund, quarter=today)


def test_what_was_written_elsewhere_only_who_is_there_reads_here_too(client, w):
    choose_for_trustees(by=w.fatima, page=w.page, insight=w.there, why="It is our doing.")
    choose_for_trustees(by=w.fatima, page=w.page, insight=w.here)
    choose_for_trustees(by=w.fatima, page=w.page, adaptation=w.now)
    address = w.page.get_absolute_url()
    client.force_login(w.fatima)
    said = client.get(address).content.decode()
    assert all(words in said for words in ("We rang too late.", "We ask too much.", "We pay first."))
    client.force_login(w.tom)
    said = client.get(address).content.decode()
    assert "We rang too late." not in said
    assert "It is our doing." in said
    assert read(w.tom, w.page).hidden == 1
    w.fatima.memberships.filter(circle_id=w.place.pk).update(until=timezone.now())
    client.force_login(w.fatima)
    assert "We rang too late." not in client.get(address).content.decode()
    client.force_login(w.owen)
    assert client.get(address).status_code == 404


def test_nobody_puts_on_the_page_what_they_may_not_read(client, w):
    client.force_login(w.tom)
    address = reverse("funders:choose_for_trustees", args=[w.page.pk])
    assert "We rang too late." not in client.get(address).content.decode()
    assert client.post(address, {"what": f"insight:{w.there.pk}"}).status_code == 422
    assert client.post(address, {"what": f"insight:{w.here.pk}", "why": "Ours."}).status_code == 302
    assert TrusteesLine.objects.get().why == "Ours."
    assert [key for key, _words in offered(w.fatima, w.page)] == [
        f"insight:{w.there.pk}", f"adaptation:{w.now.pk}",
    ]  # fmt: skip


def test_another_reviews_it_and_a_change_has_it_reviewed_anew(w):
    with pytest.raises(Refused, match="Nothing has been chosen"):
        review_trustees_page(by=w.tom, page=w.page)
    line = choose_for_trustees(by=w.fatima, page=w.page, insight=w.here)
    with pytest.raises(NotAllowed):
        review_trustees_page(by=w.fatima, page=w.page)
    seen = read(w.tom, w.page).version
    choose_for_trustees(by=w.fatima, page=w.page, adaptation=w.now)
    with pytest.raises(ChangedMeanwhile):
        review_trustees_page(by=w.tom, page=w.page, version=seen)
    review_trustees_page(by=w.tom, page=w.page, version=read(w.tom, w.page).version)
    assert TrusteesPage.objects.get().reviewed_by == w.tom
    leave_out_for_trustees(by=w.fatima, line=line)
    leave_out_for_trustees(by=w.fatima, line=line)
    assert TrusteesPage.objects.get().reviewed_by is None


def test_two_who_write_at_once_do_not_undo_each_other(w):
    seen = version_of(kept(w.page, TrusteesPage.EDITED))
    write_trustees_page(by=w.fatima, page=w.page, opening="We asked more.", read=seen)
    with pytest.raises(ChangedMeanwhile):
        write_trustees_page(by=w.tom, page=w.page, opening="We asked less.", read=seen)
    with pytest.raises(NotFound):
        write_trustees_page(by=w.owen, page=w.page, opening="Mine.")


def test_a_page_is_read_in_a_handful_of_questions(client, w, at_most_queries):
    for number in range(30):
        insight = Insight.objects.create(circle=w.fund.circle, text=f"Thought {number}.", written_by=w.tom)
        choose_for_trustees(by=w.fatima, page=w.page, insight=insight)
    client.force_login(w.tom)
    for name in ("trustees_page", "choose_for_trustees", "write_trustees_page"):
        with at_most_queries(12):
            assert client.get(reverse(f"funders:{name}", args=[w.page.pk])).status_code == 200
    with at_most_queries(12):
        assert client.get(reverse("funders:trustees_pages", args=[w.fund.slug])).status_code == 200


def test_the_walk_from_beginning_to_review_on_the_pages(client, w):
    client.force_login(w.fatima)
    begun = client.post(
        reverse("funders:trustees_pages", args=[w.fund.slug]), {"quarter": w.page.quarter.isoformat()}
    )
    assert begun["Location"] == w.page.get_absolute_url()
    written = reverse("funders:write_trustees_page", args=[w.page.pk])
    form = client.get(written).context["form"]
    client.post(written, {"opening": "We asked more.", "read": form["read"].value()})
    client.post(
        reverse("funders:choose_for_trustees", args=[w.page.pk]),
        {"what": f"adaptation:{w.now.pk}", "why": ""},
    )
    reviewing = reverse("funders:review_trustees_page", args=[w.page.pk])
    client.post(reviewing, {"read": ""})
    assert TrusteesPage.objects.get().reviewed_by is None
    a_member(a_person("Tess"), w.fund)
    client.force_login(w.tom)
    shown = client.get(w.page.get_absolute_url())
    client.post(reviewing, {"read": shown.context["read"].version})
    assert "Reviewed by Tom" in client.get(w.page.get_absolute_url()).content.decode()


def test_quarters_are_offered_back_from_the_one_that_goes_on():
    assert quarters(datetime.date(2026, 2, 14), 3) == [
        ("2026-01-01", "January to March 2026"),
        ("2025-10-01", "October to December 2025"),
        ("2025-07-01", "July to September 2025"),
    ]
