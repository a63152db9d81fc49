"""From asking for a report to its number, and what a withdrawal does on either side of that."""

import datetime
import threading
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from funders.actions import reports
from funders.models import Report, ReportSource
from funders.reports.document import Document, verify
from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.models import AuditEntry
from learning.signals import share_withdrawn
from tests.factories import a_member, a_partnership, a_person, a_reflection, a_share, an_organisation

JULY, OCTOBER = datetime.date(2026, 7, 1), datetime.date(2026, 10, 1)


def at(day: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(day))


@pytest.fixture
def world() -> SimpleNamespace:
    return a_world()


def a_world() -> SimpleNamespace:
    giver, doer = an_organisation("Harbour Fund", kind="funder"), an_organisation("Northside")
    fatima, owen = a_person("Fatima"), a_person("Owen")
    place = a_partnership(resourcing=giver, delivering=doer, people={fatima: giver, owen: doer})
    share = a_share(
        a_reflection(owen, "We rang too late.", kind="mistake"), place, shared_at=at("2026-08-03T10:00")
    )
    return SimpleNamespace(giver=giver, doer=doer, fatima=fatima, owen=owen, place=place, share=share)


def composed(world: SimpleNamespace) -> Report:
    report = reports.ask_for_report(
        partnership=world.place, period_start=JULY, period_end=OCTOBER, by=world.owen
    )
    return reports.compose_report(report=report)


def signed(world: SimpleNamespace, report: Report) -> Report:
    for person, organisation in ((world.owen, world.doer), (world.fatima, world.giver)):
        report = reports.sign_off(
            report=report, organisation=organisation, content_sha256=report.content_sha256, by=person
        )
    return report


def withdraw(world: SimpleNamespace) -> None:
    world.share.withdrawn_at = timezone.now()
    world.share.save()
    share_withdrawn.send(sender=None, share=world.share)


@pytest.mark.django_db
def test_a_report_holds_what_was_shared_and_is_issued_when_both_sides_have_signed(world):
    report = composed(world)
    assert report.state == "signing"
    assert [item.text for item in Document.from_json(report.content).items if item.share_id] == [
        "We rang too late."
    ]
    report = signed(world, report)
    assert (report.state, report.number) == ("issued", f"{timezone.localdate().year}-0001")
    assert AuditEntry.objects.filter(verb="report.issued", subject_id=str(report.pk)).count() == 1


@pytest.mark.django_db
def test_the_first_moment_of_the_period_is_in_and_its_end_is_not(world):
    for text, moment in (
        ("first", "2026-07-01T00:00"), ("last", "2026-09-30T23:59:59"),
        ("before", "2026-06-30T23:59:59"), ("after", "2026-10-01T00:00"),
    ):  # fmt: skip
        a_share(a_reflection(world.owen, text), world.place, shared_at=at(moment))
    document = Document.from_json(composed(world).content)
    assert {item.text for item in document.items if item.share_id} == {"first", "last", "We rang too late."}


@pytest.mark.django_db
def test_nobody_is_named_who_shared_without_a_name(world):
    a_share(
        a_reflection(world.fatima, "I was afraid."), world.place, anonymous=True, shared_at=at("2026-08-04")
    )
    items = Document.from_json(composed(world).content).items
    assert next(i for i in items if i.text == "I was afraid.").attribution == "Someone in this circle"


@pytest.mark.django_db
def test_people_outside_learn_nothing_and_nobody_signs_for_another(world):
    report = composed(world)
    stranger = a_person("Stranger")
    with pytest.raises(NotFound):
        reports.ask_for_report(partnership=world.place, period_start=JULY, period_end=OCTOBER, by=stranger)
    with pytest.raises(NotFound):
        reports.sign_off(
            report=report, organisation=world.doer, content_sha256=report.content_sha256, by=stranger
        )
    with pytest.raises(NotAllowed):
        reports.sign_off(
            report=report, organisation=world.giver, content_sha256=report.content_sha256, by=world.owen
        )


@pytest.mark.django_db
def test_asking_and_composing_and_signing_twice_changes_nothing(world):
    first = composed(world)
    assert composed(world).content_sha256 == first.content_sha256
    for _ in range(2):
        reports.sign_off(
            report=first, organisation=world.doer, content_sha256=first.content_sha256, by=world.owen
        )
    assert Report.objects.count() == 1
    assert first.sign_offs.count() == 1


@pytest.mark.django_db
def test_one_signs_only_what_one_has_read_and_an_empty_period_is_refused(world):
    with pytest.raises(Refused):
        reports.sign_off(
            report=composed(world), organisation=world.doer, content_sha256="0" * 64, by=world.owen
        )
    with pytest.raises(Refused):
        reports.ask_for_report(partnership=world.place, period_start=JULY, period_end=JULY, by=world.owen)


@pytest.mark.django_db
def test_a_withdrawal_before_issue_voids_signatures_and_composes_again(world):
    report = composed(world)
    reports.sign_off(
        report=report, organisation=world.doer, content_sha256=report.content_sha256, by=world.owen
    )
    withdraw(world)
    report.refresh_from_db()
    assert (report.state, report.content, report.sign_offs.count()) == ("composing", None, 0)
    again = reports.compose_report(report=report)
    assert "We rang too late." not in str(again.content)


@pytest.mark.django_db
def test_a_withdrawal_after_issue_leaves_a_count_and_the_hash_verifies(world):
    report = signed(world, composed(world))
    withdraw(world)
    report.refresh_from_db()
    assert "We rang too late." not in str(report.content)
    assert Document.from_json(report.content).withdrawn == 1
    assert verify(report.content, report.content_sha256)
    report.content["sections"][0]["intro"] = "changed"
    assert not verify(report.content, report.content_sha256)


@pytest.mark.django_db
def test_words_withdrawn_while_composing_do_not_come_in(world):
    report = reports.ask_for_report(
        partnership=world.place, period_start=JULY, period_end=OCTOBER, by=world.owen
    )
    document = reports.compose(report)
    withdraw(world)
    assert reports.keep_composed(report=report, document=document).state == "composing"
    assert not ReportSource.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reports_issued_at_once_are_numbered_without_gaps():
    worlds = [a_world() for _ in range(6)]
    ready = [(world, composed(world)) for world in worlds]
    gate = threading.Barrier(len(ready))

    def sign(world: SimpleNamespace, report: Report) -> None:
        gate.wait()
        signed(world, report)
        connection.close()

    threads = [threading.Thread(target=sign, args=pair) for pair in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(Report.objects.values_list("number", flat=True))
    assert numbers == [f"{timezone.localdate().year}-{n:04}" for n in range(1, 7)]


@pytest.mark.django_db
def test_whoever_leads_here_for_an_organisation_signs_and_anybody_where_nobody_does(world):
    lead, worker = a_person("Lee"), a_person("Wren")
    a_member(lead, world.place, role="lead", on_behalf_of=world.doer)
    a_member(worker, world.place, on_behalf_of=world.giver)
    report = composed(world)

    def sign(person, organisation):
        sha256 = report.content_sha256
        return reports.sign_off(report=report, organisation=organisation, content_sha256=sha256, by=person)

    with pytest.raises(NotAllowed):
        sign(world.owen, world.doer)
    sign(lead, world.doer)
    assert sign(worker, world.giver).state == "issued"
