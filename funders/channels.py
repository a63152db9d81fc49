"""What of funders pages can be live about."""

import uuid

from funders.models import Report
from hls_platform.live.channels import Kind
from relationships.models import Person


def _report_now(person: Person, id: uuid.UUID) -> int | None:
    return Report.objects.visible_to(person).filter(pk=id).values_list("version", flat=True).first()


CHANNELS = {"report": Kind(now=_report_now, says_who_is_here=True)}
