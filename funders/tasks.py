"""Celery's doors of funders, and its errands: the letters about first words. Each can run twice, or be killed, without harm."""

import uuid

from celery import shared_task

from funders import letters
from funders.actions import grant_files
from funders.actions.reports import compose_report as compose
from funders.models import Report
from hls_platform.errands import errand
from hls_platform.security.asking import as_circles, as_job
from relationships.models import Membership


@errand("funders.send_first_words_link")
def send_first_words_link(id: uuid.UUID, opening_id: str, token: str) -> None:
    """Send the link that leads back to first words, to the address that was given."""
    letters.send_link(id, uuid.UUID(opening_id), token)


@errand("funders.tell_applicant")
def tell_applicant(id: uuid.UUID, person_id: str, opening_id: str, what: str) -> None:
    """Tell whoever wrote first words what happened with them."""
    letters.send_to_applicant(id, uuid.UUID(person_id), uuid.UUID(opening_id), what)


@errand("funders.tell_funder")
def tell_funder(id: uuid.UUID, funder_id: str, opening_id: str, what: str) -> None:
    """Have each who leads or facilitates the funder told of what came from outside."""
    with as_circles([uuid.UUID(funder_id)]):
        tending = (
            Membership.objects.current().filter(circle_id=funder_id).exclude(role=Membership.Role.MEMBER)
        )
        people = list(tending.order_by("person_id").values_list("person_id", flat=True).distinct())
    for person_id in people:
        tell_one_of_funder.ask(str(person_id), opening_id, what)


@errand("funders.tell_one_of_funder")
def tell_one_of_funder(id: uuid.UUID, person_id: str, opening_id: str, what: str) -> None:
    """Tell one of them."""
    letters.send_to_funder(id, uuid.UUID(person_id), uuid.UUID(opening_id), what)


@shared_task(name="funders.forget_openings")
def forget_openings() -> None:
    """Forget opening conversations whose time is over."""
    from funders.actions import openings

    while openings.forget_openings():
        pass


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
