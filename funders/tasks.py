"""Celery's doors to composing reports. Both can run twice, or be killed, without harm."""

from celery import shared_task

from funders.actions.reports import compose_report as compose
from funders.models import Report


@shared_task(name="funders.compose_report")
def compose_report(report_id: str) -> None:
    """Compose one report; one that is not there any more, or is composed already, is left alone."""
    if report := Report.objects.filter(pk=report_id).first():
        compose(report=report)


@shared_task(name="funders.compose_waiting_reports")
def compose_waiting_reports() -> None:
    """Send every report that waits to be composed on its way: the net under a lost task."""
    for report_id in Report.objects.filter(state=Report.State.COMPOSING).values_list("pk", flat=True):
        compose_report.delay(str(report_id))
