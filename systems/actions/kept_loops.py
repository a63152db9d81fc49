"""Giving a loop a name, so that people can speak of it, and letting it go."""

import datetime
import uuid
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from relationships.models import Person
from systems import access
from systems.actions.beside_map import let_go
from systems.analysis.loops import LONGEST
from systems.asking.kept import kind_of
from systems.asking.reading import read_map
from systems.models import KeptLoop, SystemMap
from systems.models.kept_loop import way_of


class NoLoop(Refused):
    """These factors do not lead to each other and back."""

    def __init__(self) -> None:
        super().__init__(_("There is no such loop on the map any more. Look at its loops anew."))


class KeptBefore(Refused):
    """The loop has a name already, which is another."""


@action
def keep_loop(
    *,
    by: Person,
    map: SystemMap,
    factors: Sequence[uuid.UUID],
    name: str,
    words: str = "",
    at: datetime.datetime | None = None,
) -> KeptLoop:
    """Keep the loop that leads through these factors in their order and back, under a name.

    Under the name it has already it is the one that was kept. Raises NotFound outside the circle, Refused without a name,
    NoLoop, KeptBefore.
    """
    if not access.can_draw(by, map.circle):
        raise NotFound
    if not name.strip():
        raise Refused(_("Give the loop a name."))
    if not 1 <= len(factors) <= LONGEST or len(set(factors)) < len(factors):
        raise NoLoop
    in_turn(map.pk)
    map.refresh_from_db(fields=["version"])
    way = way_of(list(factors))
    known = KeptLoop.objects.filter(map=map, way=way).first()
    if known is not None:
        if known.name != name.strip()[:120]:
            raise KeptBefore(
                _("This loop is called “%(name)s” already. Let it go first, and it can have another name.")
                % {"name": known.name}
            )
        audit.nothing_changed()
        return known
    kind = kind_of(read_map(map), factors)
    if kind is None:
        raise NoLoop
    kept = KeptLoop.objects.create(
        map=map,
        name=name.strip()[:120],
        words=words.strip(),
        way=way,
        kind=kind,
        number=map.version,
        kept_at=at or timezone.now(),
    )
    audit.record(by=by, verb="loop.kept", subject=kept, circle=map.circle, kind=str(kind))
    return kept


@action
def let_loop_go(*, by: Person, loop: KeptLoop) -> None:
    """Keep the loop no longer; the map stays as it is. Raises NotFound outside the circle."""
    let_go(by, loop, "loop.let_go")
