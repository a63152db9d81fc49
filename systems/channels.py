"""What of maps can be live about: a map, at the number of its last change, with the changes themselves."""

import json
import uuid
from collections.abc import Collection, Mapping

from django.core.serializers.json import DjangoJSONEncoder

from hls_platform.live.channels import Kind
from hls_platform.rows import rows
from hls_platform.security.asking import as_circles
from relationships.models import Membership, Person
from systems.drawers import Drawer
from systems.models import SystemMap
from systems.standing import read_since


def _map_now(person: Person, id: uuid.UUID) -> int | None:
    return SystemMap.objects.visible_to(person).filter(pk=id).values_list("version", flat=True).first()


def _map_words(id: uuid.UUID, after: int, people: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """What was changed on the map, as its circle may read it: the same for all but those who drew some of it.

    Who is in the circle is read last, so that nobody gets what was drawn after they had left.
    """
    (circle,) = rows(lambda circle: circle, "SELECT wall.circle_of_map(%(map)s)", {"map": id})
    if circle is None:
        return {}
    with as_circles([circle]):
        since = read_since(SystemMap(pk=id), after)
        in_it = Membership.objects.current().filter(circle=circle, person__in=people, person__is_active=True)
        may_read = set(in_it.values_list("person_id", flat=True))
    if since.more:
        return {}
    makers = may_read & since.makers()
    own = {each: _as_json(since.told(Drawer(Person(pk=each)))) for each in makers}
    return dict.fromkeys(may_read, _as_json(since.told(None))) | own


def _as_json(said: object) -> str:
    return json.dumps(said, cls=DjangoJSONEncoder)


CHANNELS = {"map": Kind(now=_map_now, says_who_is_here=True, words=_map_words)}
