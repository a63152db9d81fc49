"""A later report takes an issued one's place; anybody can ask whether one is genuine, and learns no word of it."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from funders.actions import composing, reports
from funders.models import Report, ReportFile
from funders.queries.genuine import genuine
from funders.reports.document import Document
from hls_platform.actions import NotFound, Refused
from hls_platform.security.asking import as_person
from learning.actions import withdraw_share
from tests.factories import a_person
from tests.funders.test_reports import a_world, composed, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return a_world()


def superseded(world, report: Report, what_changed: str = "A source was taken back.") -> Report:
    later = reports.supersede_report(report=report, what_changed=what_changed, by=world.owen)
    return signed(world, reports.compose_report(report=later))


def test_a_later_report_keeps_what_was_chosen_says_what_changed_and_stands_once_it_is_issued(world):
    key = f"share:{world.share.pk}"
    report = composing.comment_on(report=composed(world), key=key, comment="At four.", by=world.owen)
    report = signed(world, composing.write_summary(report=report, summary="We rang.", by=world.owen))
    later = reports.supersede_report(report=report, what_changed=" The day was wrong. ", by=world.fatima)
    assert reports.supersede_report(report=report, what_changed="Again.", by=world.owen) == later
    later = reports.compose_report(report=later)
    assert Report.objects.select_related("superseded_by").get(pk=report.pk).successor is None
    said = Document.from_json(later.content).meta
    assert (said.supersedes, said.what_changed, said.summary) == (
        report.number,
        "The day was wrong.",
        "We rang.",
    )
    assert "At four." in str(later.content)
    later = signed(world, later)
    assert Report.objects.select_related("superseded_by").get(pk=report.pk).successor == later
    assert Report.objects.get(pk=report.pk).content == report.content
    with pytest.raises(IntegrityError, match="issued"), transaction.atomic():
        Report.objects.filter(pk=later.pk).update(what_changed="Nothing.")


def test_only_what_is_issued_is_superseded_by_its_own_people_with_a_reason(world):
    report = composed(world)
    with pytest.raises(Refused):
        reports.supersede_report(report=report, what_changed="All.", by=world.owen)
    report = signed(world, report)
    with pytest.raises(Refused):
        reports.supersede_report(report=report, what_changed="  ", by=world.owen)
    with pytest.raises(NotFound):
        reports.supersede_report(report=report, what_changed="All.", by=a_person("Stranger"))


def test_anybody_learns_by_number_hash_or_file_that_it_is_genuine_and_what_became_of_it(client, world):
    report = signed(world, composed(world))
    client.force_login(world.owen)
    file = client.get(reverse("funders:download", args=[report.pk, "html"])).content
    client.get(reverse("funders:download", args=[report.pk, "html"]))
    assert ReportFile.objects.count() == 1
    withdraw_share(by=world.owen, share=world.share)
    later = superseded(world, report)
    client.logout()
    address = reverse("funders:is_genuine")
    for asked in (report.number, f" {report.content_sha256.upper()} ", hashlib.sha256(file).hexdigest()):
        page = client.get(address, {"asked": asked}).content.decode()
        assert f"Yes: report {report.number}" in page
        assert f"superseded by report {later.number}" in page
        assert "1 source was withdrawn" in page
        for word in ("Northside", "Harbour Fund", "Owen", "Fatima", "We rang", "Alliance"):
            assert word not in page
    page = client.post(address, {"file": SimpleUploadedFile("report.html", file)}).content.decode()
    assert "This very file (html) was first given out on" in page
    assert "No report with this number" in client.get(address, {"asked": "2026-9999"}).content.decode()
    changed = SimpleUploadedFile("report.html", file + b" ")
    assert "No report with this number" in client.post(address, {"file": changed}).content.decode()


def test_of_a_preview_nobody_learns_anything_not_even_that_it_is_there(client, world):
    report = composed(world)
    client.force_login(world.owen)
    client.get(reverse("funders:download", args=[report.pk, "csv"]))
    assert not ReportFile.objects.exists()
    with as_person(None):
        assert genuine(report.content_sha256) is None
        assert not Report.objects.exists()
