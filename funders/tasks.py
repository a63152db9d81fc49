"""Celery's doors to composing reports. Both can run twice, or be killed, without harm."""

from celery import shared_task

from funders.actions.reports import compose_report as compose
from funders.models import Report
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
