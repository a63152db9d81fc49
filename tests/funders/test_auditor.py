"""An auditor without an account reads one issued report with its trail, for some time, and nothing beyond."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from funders.actions import auditing, composing, reports
from funders.models import Agreement, AuditorLink, Fund, Payment, Report
from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_person
from learning import actions
from learning.actions import withdraw_share
from relationships.actions.memberships import hash_of
from relationships.models import Conversation, Promise
from tests.factories import a_member, a_person, a_reflection, a_share
from tests.funders.test_reports import a_world, at, composed, signed

pytestmark = pytest.mark.django_db
CANARY = re.compile(r"canary-\w+")


@pytest.fixture
def world():
    return a_world()


def shown(client, world, report: Report, days: int = 30) -> tuple[AuditorLink, str]:
    link, secret = auditing.make_auditor_link(
        report=report, for_whom="The auditors", days=days, by=world.owen
    )
    return link, reverse("funders:audited", args=[secret])


def test_each_item_shows_who_said_it_what_followed_and_the_money_to_the_penny(client, world):
    fund = Fund.objects.create(funder=world.giver, slug="open", name="Open fund", purpose="To learn.")
    agreed = Agreement.objects.create(
        partnership=world.place, fund=fund, amount="60000", starts_on="2026-01-01", ends_on="2027-01-01"
    )
    Payment.objects.create(agreement=agreed, amount="1234.5", due_on="2026-08-01", paid_on="2026-08-01")
    insight = actions.write_insight(
        by=world.owen, circle=world.place.circle, text="Rooms go early.", sources=[world.share], at=at("2026-08-02")
    )  # fmt: skip
    actions.begin_adaptation(
        by=world.owen, circle=world.place.circle, text="We ring at nine.", sources=[insight], since=at("2026-08-03").date()
    )  # fmt: skip
    _link, address = shown(client, world, signed(world, composed(world)))
    page = client.get(address).content.decode()
    assert "Shared with the partnership by Owen on" in page
    assert re.search(r"Rooms go early\..*?It rests on:.*?We rang too late\.", page, re.DOTALL)
    assert re.search(r"We rang too late\..*?What followed from it:.*?Rooms go early\.", page, re.DOTALL)
    assert re.search(r"A decision, with its reason.*?We ring at nine\.", page, re.DOTALL)
    assert "1,234.50 GBP" in page
    assert "60,000.00 GBP" in page
    withdraw_share(by=world.owen, share=world.share)
    page = client.get(address).content.decode()
    assert "We rang too late." not in page
    assert "1 source that its author has withdrawn since" in page


def test_nothing_beyond_the_report_is_seen_by_whoever_has_the_link(client, world):
    """Every text of the partnership that stands in no item of the report is a canary, and none sings."""
    nameless = a_member(a_person("canary-nameless"), world.place, on_behalf_of=world.doer)
    nameless.since = timezone.now()  # after the period, so that the report does not name them
    nameless.save()
    a_share(
        a_reflection(nameless.person, "I was afraid."),
        world.place,
        anonymous=True,
        shared_at=at("2026-08-04"),
    )
    for text, when in (("canary-before", "2026-06-30"), ("canary-after", "2026-10-01")):
        a_share(a_reflection(world.owen, text), world.place, shared_at=at(when))
        Conversation.objects.create(partnership=world.place, about=text, starts_at=at(when), held_at=at(when))
    a_reflection(world.owen, "canary-kept")
    left = a_share(
        a_reflection(world.owen, "canary-left", kind="moment"), world.place, shared_at=at("2026-08-04")
    )
    Promise.objects.create(
        partnership=world.place, by_organisation=world.giver, to_organisation=world.doer,
        text="canary-promise", created_at=at("2026-12-01"),
    )  # fmt: skip
    actions.write_insight(
        by=world.owen, circle=world.place.circle, text="canary-insight", at=at("2026-11-01")
    )
    gone = a_share(a_reflection(world.owen, "canary-gone"), world.place, shared_at=at("2026-08-04"))
    report = composed(world)
    composing.comment_on(report=report, key=f"share:{left.pk}", comment="canary-comment", by=world.owen)
    report = composing.leave_out(report=report, key=f"share:{left.pk}", by=world.fatima)
    report = signed(world, report)
    later = reports.supersede_report(report=report, what_changed="canary-changed", by=world.owen)
    reports.compose_report(report=later)
    withdraw_share(by=world.owen, share=gone)
    _link, address = shown(client, world, report)
    answer = client.get(address)
    assert "I was afraid." in answer.content.decode()
    assert CANARY.findall(answer.content.decode()) == []
    assert str(world.place.pk) not in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    secret = address.split("/")[-2]
    with as_person(None, token_hash=hash_of(secret)):  # what the database shows to whoever bears it
        assert AuditorLink.objects.count() == 1
        assert not Report.objects.exists()
    assert client.get(reverse("funders:report", args=[report.pk])).status_code == 302
    assert client.post(address).status_code == 405


def test_a_link_leads_nowhere_after_its_time_or_once_anybody_in_the_partnership_ends_it(client, world):
    report = signed(world, composed(world))
    link, address = shown(client, world, report, days=7)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=7, minutes=1), tick=False):
        assert client.get(address).status_code == 404
    assert client.get(address).status_code == 200
    auditing.end_auditor_link(link=link, by=world.fatima)
    auditing.end_auditor_link(link=link, by=world.fatima)
    assert client.get(address).status_code == 404
    assert AuditEntry.objects.filter(verb="auditor_link.ended").count() == 1


def test_each_opening_is_recorded_for_the_partnership_to_see(client, world):
    link, address = shown(client, world, signed(world, composed(world)))
    for _nth in range(2):
        client.get(address)
    client.get(address.replace(address.split("/")[-2], "guessed"))
    entries = AuditEntry.objects.filter(verb="auditor_link.opened", circle_id=world.place.pk)
    assert [(each.person_id, each.subject_id) for each in entries] == [(None, str(link.pk))] * 2
    link.refresh_from_db()
    assert link.opened_at
    client.force_login(world.fatima)
    page = client.get(reverse("funders:show_others", args=[link.report_id])).content.decode()
    assert "Opened last today" in page
    assert link.token_hash not in page


def test_who_signs_shows_what_is_issued_and_nobody_else(client, world):
    report = composed(world)
    said = {"for_whom": "The auditors", "days": 7}
    with pytest.raises(Refused):
        auditing.make_auditor_link(report=report, by=world.owen, **said)
    report = signed(world, report)
    with pytest.raises(NotFound):
        auditing.make_auditor_link(report=report, by=a_person("Stranger"), **said)
    bystander = a_person("Bystander")
    a_member(bystander, world.place)
    with pytest.raises(NotAllowed):
        auditing.make_auditor_link(report=report, by=bystander, **said)
    with pytest.raises(Refused):
        auditing.make_auditor_link(report=report, by=world.owen, for_whom="Them", days=3650)
    client.force_login(world.owen)
    answer = client.post(reverse("funders:show_others", args=[report.pk]), said)
    assert re.search(r"/audited/[\w-]{43}/", answer.content.decode())
