"""Celery's doors of funders. Each can run twice, or be killed, without harm."""

import uuid

from celery import shared_task

from funders.actions import grant_files
from funders.actions.reports import compose_report as compose
from funders.models import Report
from hls_platform.errands import errand
from hls_platform.security.asking import as_job


@shared_task(name="funders.compose_report")
def compose_report(report_id: str) -> None:
    """Compose one report; one that is not there any more, or is composed already, is left alone."""
    with as_job("hls_clock"):
        report = Report.objects.only("pk", "partnership_id").filter(pk=report_id).order_by("pk").first()
    if report is not None:
        compose(report=report)


@shared_task(name="funders.compose_waiting_reports")
def compose_waiting_reports() -> None:
    """Send every report that waits to be composed on its way: the net under a lost task."""
    with as_job("hls_clock"):
        waiting = list(
            Report.objects.filter(state=Report.State.COMPOSING).order_by("pk").values_list("pk", flat=True)
        )
    for report_id in waiting:
        compose_report.delay(str(report_id))


@errand("funders.bring_grant_file_in")
def bring_grant_file_in(id: uuid.UUID, person_id: str) -> None:
    """Bring in the file of grants that a person sent; done already, or left, nothing happens."""
    grant_files.bring_file_in(person_id=uuid.UUID(person_id))


@shared_task(name="funders.forget_grant_files")
def forget_grant_files() -> None:
    """Delete files of grants that were left for days."""
    grant_files.forget_grant_files()
