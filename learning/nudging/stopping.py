"""Stopping a nudge from its letter."""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hls_platform.one_touch import one_touch
from hls_platform.security.asking import as_person


@one_touch("nudge", question=_("Stop this nudge?"), done=_("It is stopped. No more of these will come."))
def stop_a_nudge(person: uuid.UUID, nudge: str) -> None:
    """On behalf of its person; stopped already, nothing changes."""
    from learning.actions.nudges import stop_nudge
    from learning.models import Nudge
    from relationships.models import Person

    with as_person(person):
        by = Person.objects.filter(pk=person).first()
        try:
            found = Nudge.objects.filter(pk=nudge, person_id=person).first()
        except ValidationError:
            return
        if by is not None and found is not None:
            stop_nudge(by=by, nudge=found)
