"""Choosing between two values that two people gave the same field."""

import uuid

from django.utils.translation import gettext as _

from hls_platform.actions import Refused, action, in_turn
from relationships.models import Person
from systems.actions.changes import change_map
from systems.changing.joining import step
from systems.changing.steps import held
from systems.models import Change, Contest, Factor, Link, SystemMap


@action
def choose(*, by: Person, map: SystemMap, id: uuid.UUID, contest: Contest, take: bool, seen: int) -> Change:
    """Let a contested field hold what was wanted (`take`), or what stands there; either settles it, as a change of this id.

    `seen` is the number of the last change that whoever chooses had seen. Raises Refused where the field was set
    otherwise since, and what `change_map` raises.
    """
    in_turn(map.pk)
    model = Factor if contest.on == "factor" else Link
    thing = model.objects.get(map=map, pk=contest.thing)
    if thing.stamps.get(contest.field, 0) > seen and not Change.objects.filter(pk=id).exists():
        raise Refused(
            _("It was changed once more meanwhile. Look at what stands there now, and choose again.")
        )
    value = contest.value if take else held(thing, contest.field)
    return change_map(
        by=by, map=map, id=id, steps=[step(contest.on, contest.thing, **{contest.field: value})], seen=seen
    )
