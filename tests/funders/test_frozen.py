"""An issued report stays as it is, whoever tries and however."""

import pytest
from django.db import IntegrityError, connection, transaction

from funders.actions import reports
from funders.models import Report, ReportSource, SignOff
from funders.reports.document import verify
from hls_platform.actions import Refused
from hls_platform.models import AuditEntry
from learning.actions import withdraw_share
from tests.funders.test_reports import a_world, composed, signed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE funders_report SET number = '2026-9999'",
        "UPDATE funders_report SET content_sha256 = repeat('0', 64)",
        "UPDATE funders_report SET state = 'signing', number = NULL, issued_at = NULL",
        "UPDATE funders_report SET period_end = period_end + 1",
        "UPDATE funders_report SET content = jsonb_set(content, '{meta,title}', '\"Better\"')",
        "UPDATE funders_report SET content = jsonb_set(content, '{sections,unsure,intro}', '\"Nothing went wrong.\"')",
        "UPDATE funders_report SET content = jsonb_set(content, '{sections,unsure,items,0,text}', '\"We rang in time.\"')",
        "UPDATE funders_report SET content = jsonb_set(content, '{sections,unsure,items,0,withdrawn}', 'true')",
        "UPDATE funders_report SET content = content #- '{sections,unsure,items,0}'",
        "UPDATE funders_report SET content = content #- '{sections,unsure}'",
        'UPDATE funders_report SET content = jsonb_insert(content, \'{sections,unsure,items,0}\', \'{"digest": "x", "withdrawn": true}\')',
        "UPDATE funders_report SET content = NULL",
        "DELETE FROM funders_report",
        "DELETE FROM funders_signoff",
        "UPDATE funders_signoff SET content_sha256 = repeat('0', 64)",
    ],
)
def test_the_database_refuses_to_change_an_issued_report(change):
    world = a_world()
    report = signed(world, composed(world))
    keys = [section["key"] for section in report.content["sections"]]
    if change.startswith("DELETE"):  # so that nothing but the freeze stands in the way
        ReportSource.objects.all().delete()
    with pytest.raises(IntegrityError, match="issued"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.replace("unsure", str(keys.index("unsure"))))
    again = Report.objects.get(pk=report.pk)
    assert again.content == report.content
    assert verify(again.content, report.content_sha256)


def test_nobody_signs_an_issued_report_any_more():
    world = a_world()
    report = signed(world, composed(world))
    with pytest.raises(IntegrityError, match="stay as they are"), transaction.atomic():
        SignOff.objects.create(report=report, organisation=world.giver, person=world.owen, content_sha256="x")
    with pytest.raises(Refused):
        reports.recompose_report(report=report, by=world.owen)


def test_a_report_not_issued_yet_can_still_change():
    world = a_world()
    report = composed(world)
    reports.recompose_report(report=report, by=world.owen)
    assert reports.compose_report(report=report).state == "signing"


def test_words_taken_out_leave_everything_else_as_it_was_and_a_second_time_changes_nothing():
    world = a_world()
    report = signed(world, composed(world))
    before = report.content
    withdraw_share(by=world.owen, share=world.share)
    report.refresh_from_db()
    changed = [
        (was, now)
        for old, new in zip(before["sections"], report.content["sections"], strict=True)
        for was, now in zip(old["items"], new["items"], strict=True)
        if was != now
    ]
    assert len(changed) == 1
    assert set(changed[0][1]) == {"digest", "withdrawn"}
    entries = AuditEntry.objects.count()
    withdraw_share(by=world.owen, share=world.share)
    reports.scrub_share(share=world.share)
    report.refresh_from_db()
    assert verify(report.content, report.content_sha256)
    assert AuditEntry.objects.count() == entries
