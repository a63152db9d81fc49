"""What both sides of a partnership see and do on its pages."""

import csv
import datetime
import io
import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from funders.actions import reports
from funders.models import Agreement, Payment, Report
from funders.queries.across import across
from hls_platform.actions import NotFound, Refused
from hls_platform.models import AuditEntry
from learning.actions import withdraw_share
from learning.held import GONE
from learning.models import LearningQuestion
from relationships.actions.partnerships import hold_conversation, move_conversation
from relationships.models import Conversation, PartnershipParty, Promise
from tests.factories import (
    a_member,
    a_partnership,
    a_payment,
    a_person,
    a_reflection,
    a_share,
    an_agreement,
    an_organisation,
)
from tests.opened import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    giver, doer = an_organisation("Harbour Fund", kind="funder"), an_organisation("Northside")
    fatima, owen, out = a_person("Fatima"), a_person("Owen"), a_person("Outsider")
    place = a_partnership(resourcing=giver, delivering=doer, people={fatima: giver, owen: doer})
    share = a_share(a_reflection(owen, "We rang too late.", kind="mistake"), place)
    fergus = a_person("Fergus")
    a_member(fergus, place, on_behalf_of=giver)
    return SimpleNamespace(
        fergus=fergus, giver=giver, doer=doer, fatima=fatima, owen=owen, out=out, place=place, share=share
    )


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(client, world) -> Report:
    today = timezone.localdate()
    client.post(
        reverse("funders:reports"),
        {
            "partnership": world.place.pk,
            "period_start": today - datetime.timedelta(days=30),
            "last_day": today,
        },
    )
    return Report.objects.get()


def test_a_partnership_has_one_page_for_both_sides_and_none_for_others(client, world):
    address = world.place.get_absolute_url()
    for person in (world.fatima, world.owen):
        client.force_login(person)
        said = page(client, address)
        assert "We rang too late." in said
        assert "Fatima" in said
        assert "Owen" in said
    client.force_login(world.out)
    assert client.get(address).status_code == 404


def test_across_partnerships_they_stand_in_order_of_the_next_conversation(client, world):
    soon = timezone.now() + datetime.timedelta(days=2)
    other = a_partnership(
        "Another", resourcing=world.giver, delivering=world.doer, people={world.fatima: world.giver}
    )
    third = a_partnership(
        "Third", resourcing=world.giver, delivering=world.doer, people={world.fatima: world.giver}
    )
    Conversation.objects.create(partnership=other, starts_at=soon, about="Rent")
    Conversation.objects.create(partnership=third, starts_at=soon + datetime.timedelta(days=9), about="Rest")
    LearningQuestion.objects.create(
        circle=other.circle, text="Who is missing?", asked_by=world.owen, put_to=world.giver
    )
    client.force_login(world.fatima)
    answer = client.get(reverse("funders:partnerships"))
    assert [line.id for line in answer.context["page"].items] == [other.pk, third.pk, world.place.pk]
    assert [each.text for each in answer.context["page"].items[0].put_to_us] == ["Who is missing?"]


def test_a_conversation_tomorrow_is_told_in_words_that_fit(client, world):
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    Conversation.objects.create(partnership=world.place, starts_at=tomorrow, about="Rent")
    client.force_login(world.fatima)
    answer = client.get(reverse("funders:partnerships"))
    assert f"Next conversation: tomorrow at {tomorrow:%H:%M}." in answer.content.decode()


def test_partnerships_page_by_cursor_and_each_stands_there_once(client, world, at_most_queries):
    soon = timezone.now() + datetime.timedelta(days=2)
    for number in range(44):
        place = a_partnership(
            f"Partnership {number % 4}",
            resourcing=world.giver,
            delivering=world.doer,
            people={world.fatima: world.giver},
        )
        if number % 3:
            moment = soon + datetime.timedelta(days=number // 9)
            Conversation.objects.create(partnership=place, starts_at=moment, about="Rent")
    client.force_login(world.fatima)
    address, seen = reverse("funders:partnerships"), []
    while address:
        with at_most_queries(10):
            answer = client.get(address)
        seen += answer.context["page"].items
        after = answer.context["page"].next_after
        address = f"{reverse('funders:partnerships')}?after={after}" if after else ""
    assert len(seen) == len({line.id for line in seen}) == 45
    never = timezone.now() + datetime.timedelta(days=9999)
    order = [(line.next_conversation or never, line.name, line.id) for line in seen]
    assert order == sorted(order)


@pytest.mark.parametrize(
    "after", ["nonsense", "W10", "WyJOb25lIiwgIlx1MDAwMCIsICJ4Il0", "bnVsbA", "%00", "eyJhIjogMX0", "IjEi"]
)
def test_a_cursor_that_makes_no_sense_shows_the_partnerships_from_the_first(client, world, after):
    client.force_login(world.fatima)
    answer = client.get(reverse("funders:partnerships"), {"after": after})
    assert [line.id for line in answer.context["page"].items] == [world.place.pk]


def test_an_agreement_is_not_tied_to_a_question_whose_words_are_gone(client, world):
    for text in ("Who is missing?", str(GONE)):
        LearningQuestion.objects.create(circle=world.place.circle, text=text, asked_by=world.owen)
    client.force_login(world.fatima)
    page = client.get(reverse("funders:make_agreement", args=[world.place.slug])).content.decode()
    assert "Who is missing?" in page
    assert str(GONE) not in page


def test_the_side_that_gives_writes_down_the_money_as_exact_amounts(client, world):
    address = reverse("funders:make_agreement", args=[world.place.slug])
    words = {"amount": "80000000.10", "currency": "GBP", "starts_on": "2026-04-01", "ends_on": "2031-04-01"}
    client.force_login(world.owen)
    assert client.post(address, words).status_code == 403
    client.force_login(world.fatima)
    broken = client.post(address, words | {"ends_on": "2020-01-01", "accountable_for": "Being honest."})
    assert broken.status_code == 422
    assert "Being honest." in broken.content.decode()
    client.post(address, words)
    agreement = Agreement.objects.get()
    assert agreement.amount == Decimal("80000000.10")
    planned = {"amount": "12.5", "due_on": "2026-05-01"}
    plan = reverse("funders:plan_payment", args=[agreement.pk])
    assert client.post(plan, planned).status_code == 422  # nobody has agreed yet
    version = agreement.versions.get()
    for person, organisation in ((world.fatima, world.giver), (world.owen, world.doer)):
        client.force_login(person)
        words = {"organisation": organisation.pk, "sha256": version.sha256}
        client.post(reverse("funders:agree", args=[version.pk]), words)
    client.force_login(world.fatima)
    client.post(plan, planned)
    paid, approve = (
        reverse(f"funders:{name}", args=[Payment.objects.get().pk])
        for name in ("record_payment", "approve_payment")
    )
    assert client.post(approve).status_code == 403  # she entered it herself
    client.force_login(world.fergus)
    assert client.post(approve).status_code == 302
    client.post(paid, opened(client, agreement.get_absolute_url(), paid))
    assert "£80,000,000.10" in page(client, world.place.get_absolute_url())
    assert Payment.objects.get().paid_on == timezone.localdate()


def test_promises_stand_both_ways_and_end_with_a_reason(client, world):
    client.force_login(world.fatima)
    words = {
        "by_organisation": world.giver.pk,
        "to_organisation": world.doer.pk,
        "text": "We answer within a week.",
    }
    client.post(reverse("funders:make_promise", args=[world.place.slug]), words)
    promise = Promise.objects.get()
    client.force_login(world.owen)
    assert "We answer within a week." in page(client, world.place.get_absolute_url())
    address = reverse("funders:close_promise", args=[promise.pk])
    assert client.post(address, {"state": "kept"}).status_code == 422
    client.force_login(world.fatima)
    assert client.post(address, {"state": "let_go"}).status_code == 422
    client.post(address, {"state": "renegotiated", "reason": "We were three weeks late."})
    assert "We were three weeks late." in page(client, reverse("funders:promises", args=[world.place.slug]))
    client.force_login(world.out)
    assert client.get(address).status_code == 404


def test_a_report_is_composed_signed_by_both_issued_and_taken_away(client, world):
    client.force_login(world.owen)
    report = asked(client, world)
    assert "Being composed" in page(client, report.get_absolute_url())
    reports.compose_report(report=report)
    report.refresh_from_db()
    assert "We rang too late." in page(client, report.get_absolute_url())
    for person, organisation in ((world.owen, world.doer), (world.fatima, world.giver)):
        client.force_login(person)
        words = {"organisation": organisation.pk, "content_sha256": report.content_sha256}
        client.post(reverse("funders:sign", args=[report.pk]), words)
    report.refresh_from_db()
    assert report.number
    for format, opening in (("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbf"), ("html", b"<!doctype html>")):
        body = client.get(reverse("funders:download", args=[report.pk, format])).content
        assert body.startswith(opening)
    withdraw_share(by=world.owen, share=world.share)
    said = page(client, report.get_absolute_url())
    assert "We rang too late." not in said
    assert "1 item was withdrawn" in said
    assert "Nobody has changed this text since it was composed." in said
    client.force_login(world.out)
    assert client.get(report.get_absolute_url()).status_code == 404
    assert client.get(reverse("funders:download", args=[report.pk, "pdf"])).status_code == 404


def test_signing_what_has_changed_since_is_refused(client, world):
    client.force_login(world.owen)
    report = reports.compose_report(report=asked(client, world))
    words = {"organisation": world.doer.pk, "content_sha256": "0" * 64}
    answer = client.post(reverse("funders:sign", args=[report.pk]), words, follow=True)
    assert "has changed since you read it" in answer.content.decode()
    assert not report.sign_offs.exists()


def test_while_it_is_composed_the_page_asks_for_its_progress_alone(client, world):
    client.force_login(world.owen)
    report = asked(client, world)
    piece = client.get(report.get_absolute_url(), headers={"HX-Request": "true"})
    assert b"<html" not in piece.content
    assert b"<progress" in piece.content
    reports.compose_report(report=report)
    done = client.get(report.get_absolute_url(), headers={"HX-Request": "true"})
    assert done.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("name", ["partnership", "partnerships", "reports", "report"])
def test_each_page_asks_at_most_ten_questions_of_the_database(client, world, name, at_most_queries):
    for n in range(15):
        a_share(a_reflection([world.owen, world.fatima][n % 2]), world.place)
        Conversation.objects.create(partnership=world.place, starts_at=timezone.now(), about="Rent")
        Promise.objects.create(
            partnership=world.place, by_organisation=world.giver, to_organisation=world.doer, text="x"
        )
    agreement = an_agreement(world.place, world.fatima)
    for _nth in range(3):
        a_payment(agreement, 1, entered_by=world.fatima)
    client.force_login(world.owen)
    report = reports.compose_report(report=asked(client, world))
    addresses = {"partnership": world.place.get_absolute_url(), "report": report.get_absolute_url()}
    with at_most_queries(10):
        assert client.get(addresses.get(name) or reverse(f"funders:{name}")).status_code == 200


def test_the_script_door_builds_a_report_into_a_file(world, tmp_path):
    today = timezone.localdate()
    out, file = io.StringIO(), tmp_path / "report.csv"
    call_command(
        "build_report",
        partnership=world.place.slug,
        **{"from": str(today - datetime.timedelta(days=7)), "until": str(today + datetime.timedelta(days=1))},
        format="csv",
        output=file,
        stdout=out,
    )
    said = json.loads(out.getvalue())
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert len(rows) - 1 == said["items"]
    assert rows[1][-1] == said["sha256"]
    assert any("We rang too late." in row for row in rows)


def test_whoever_leads_an_organisation_begins_a_partnership_with_one_they_never_met(client):
    lead, member = a_person("Lee"), a_person("Mia")
    ours = an_organisation("Quay Foundation", lead, member, kind="funder")
    theirs, helping = an_organisation("Harbour Trust", place="Haddermouth"), an_organisation("Learners")
    client.force_login(lead)
    assert "Harbour Trust (delivery organisation, Haddermouth)" in page(client, reverse("funders:begin"))
    words = {"name": "New", "on_behalf_of": ours.pk, "own_side": "resourcing"}
    client.post(reverse("funders:begin"), words | {"delivering": [theirs.pk], "supporting": [helping.pk]})
    sides = {party.organisation_id: party.side for party in PartnershipParty.objects.all()}
    assert sides == {ours.pk: "resourcing", theirs.pk: "delivering", helping.pk: "supporting"}
    about = page(client, theirs.get_absolute_url())
    assert "Delivery organisation, Haddermouth" in about
    client.force_login(member)
    assert "Harbour Trust" not in page(client, reverse("funders:begin"))
    assert client.get(theirs.get_absolute_url()).status_code == 404


def test_a_fund_is_opened_on_the_page_to_which_its_organisation_leads(client):
    lead, worker = a_person("Lee"), a_person("Wren")
    ours = an_organisation("Quay Foundation", worker, kind="funder")
    a_member(lead, ours, role="lead")
    address = reverse("funders:funds", args=[ours.slug])
    words = {"name": "Open fund", "purpose": "To learn."}
    client.force_login(worker)
    assert address in page(client, ours.get_absolute_url())
    assert "Open it" not in page(client, address)
    assert client.post(address, words).status_code == 403
    client.force_login(lead)
    assert client.post(address, words).headers["Location"] == address
    assert "To learn." in page(client, address)
    doing = an_organisation("Harbour Trust", lead)
    assert "Our funds" not in page(client, doing.get_absolute_url())
    assert client.get(reverse("funders:funds", args=[doing.slug])).status_code == 404


def test_a_conversation_to_come_is_moved_or_cancelled_and_one_that_began_is_written_down(client, world):
    def planned(days: int) -> Conversation:
        starts_at = timezone.now() + datetime.timedelta(days=days)
        return Conversation.objects.create(partnership=world.place, starts_at=starts_at, about="The rent")

    soon, over = planned(2), planned(-1)
    client.force_login(world.fatima)
    address = reverse("funders:conversation", args=[soon.pk])
    said = page(client, address)
    assert "Fatima" in said
    assert "Owen" in said
    assert 'name="notes"' not in said
    moved = {
        "starts_at": "2030-05-06T10:00",
        "minutes": 60,
        "notes": "We heard the future.",
        **opened(client, address),
    }
    client.post(address, moved)
    soon.refresh_from_db()
    assert timezone.localtime(soon.starts_at).isoformat()[:16] == "2030-05-06T10:00"
    assert soon.notes == ""
    for _twice in range(2):
        client.post(reverse("funders:cancel_conversation", args=[soon.pk]))
    assert AuditEntry.objects.filter(verb="conversation.cancelled").count() == 1
    assert "Cancelled today." in page(client, address)
    assert "Cancelled: the one" in page(client, world.place.get_absolute_url())
    assert across(world.fatima).items[0].next_conversation is None
    heard = reverse("funders:conversation", args=[over.pk])
    client.post(heard, {"notes": "We heard them.", **opened(client, heard)})
    client.post(reverse("funders:cancel_conversation", args=[over.pk]))
    over.refresh_from_db()
    assert (over.notes, over.cancelled_at) == ("We heard them.", None)
    with pytest.raises(Refused):
        hold_conversation(by=world.fatima, conversation=soon, notes="It never was.", at=soon.starts_at)
    with pytest.raises(NotFound):
        move_conversation(by=world.out, conversation=soon, starts_at=soon.starts_at)


def test_a_promise_is_made_to_another_organisation_than_ones_own(client, world):
    client.force_login(world.fatima)
    offered = client.get(reverse("funders:make_promise", args=[world.place.slug])).context["form"]
    assert list(offered.fields["by_organisation"].queryset) == [world.giver]
    assert list(offered.fields["to_organisation"].queryset) == [world.doer]
