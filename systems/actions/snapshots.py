"""Keeping a version of a map under a name."""

import datetime
import json

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from relationships.models import Person
from systems import access, queries
from systems.formats import write_json
from systems.models import Snapshot, SystemMap


@action
def keep_snapshot(
    *, by: Person, map: SystemMap, name: str, reason: str = "", at: datetime.datetime | None = None
) -> Snapshot:
    """Keep the map as it is now, in our own format. Raises NotFound outside its circle, Refused without a name.

    Where the last version kept has this name and says the same, that one.
    """
    if not access.can_draw(by, map.circle):
        raise NotFound
    if not name.strip():
        raise Refused(_("Give this version a name."))
    in_turn(map.pk)
    content = json.loads(write_json(queries.drawing_of(map)))
    last = Snapshot.objects.filter(map=map).order_by("taken_at", "id").last()
    if last is not None and (last.name, last.content) == (name.strip(), content):
        audit.nothing_changed()
        return last
    snapshot = Snapshot.objects.create(
        map=map,
        name=name.strip(),
        reason=reason.strip(),
        taken_at=at or timezone.now(),
        content=content,
    )
    audit.record(by=by, verb="map.kept", subject=snapshot, circle=map.circle)
    return snapshot
