"""What of learning pages can be live about."""

import uuid

from hls_platform.live.channels import Kind
from learning.models import SenseMaking
from relationships.models import Person


def _session_now(person: Person, id: uuid.UUID) -> int | None:
    return SenseMaking.objects.visible_to(person).filter(pk=id).values_list("version", flat=True).first()


CHANNELS = {"together": Kind(now=_session_now, says_who_is_here=True)}
