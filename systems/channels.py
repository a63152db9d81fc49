"""What of maps can be live about: a map, at the number of its last change."""

import uuid

from hls_platform.live.channels import Kind
from relationships.models import Person
from systems.models import SystemMap


def _map_now(person: Person, id: uuid.UUID) -> int | None:
    return SystemMap.objects.visible_to(person).filter(pk=id).values_list("version", flat=True).first()


CHANNELS = {"map": Kind(now=_map_now, says_who_is_here=True)}
