"""Where the work of a partnership is: its people put it on the map and take it off again."""

from decimal import Decimal

from django.utils.translation import gettext as _

from funders import access
from funders.models import Place
from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from relationships.actions.ending import must_go_on
from relationships.models import Partnership, Person

MOST = 50


@action
def add_place(
    *, by: Person, partnership: Partnership, name: str, latitude: Decimal, longitude: Decimal
) -> Place:
    """Put a place of the partnership on the map; one of this name is moved. Raises NotFound, Ended, Refused."""
    if not access.is_in(by, partnership):
        raise NotFound
    must_go_on(partnership)
    name = name.strip()
    if not name or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(_("Give the place a name, and say where on the earth it is."))
    in_turn(partnership.pk)
    lies = {"latitude": round(latitude, 3), "longitude": round(longitude, 3)}
    places = Place.objects.filter(partnership=partnership)
    known = places.filter(name=name).first()
    if known and (known.latitude, known.longitude) == (lies["latitude"], lies["longitude"]):
        audit.nothing_changed()
        return known
    if known is None and places.count() >= MOST:
        raise Refused(_("A partnership has at most %(n)s places here.") % {"n": MOST})
    place, _made = Place.objects.update_or_create(partnership=partnership, name=name, defaults=lies)
    audit.record(by=by, verb="place.added", subject=place, circle=partnership)
    return place


@action
def remove_place(*, by: Person, place: Place) -> None:
    """Take a place off the map. Raises NotFound."""
    if not access.is_in(by, place.partnership):
        raise NotFound
    in_turn(place.partnership_id)
    gone, _by_kind = Place.objects.filter(pk=place.pk).delete()
    if not gone:
        return audit.nothing_changed()
    audit.record(by=by, verb="place.removed", subject=place, circle=place.partnership)
