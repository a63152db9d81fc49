"""Bringing a map in from files: all of it or nothing."""

import datetime
import uuid
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.live.news import changed
from hls_platform.security import audit
from hls_platform.slugs import create_with_slug
from relationships.models import Circle, Person
from systems import access, queries
from systems.actions.keeping_beside import keep_beside
from systems.changing.steps import FIELDS, Malformed, appeared
from systems.formats.drawing import Drawing, names_beside, same
from systems.models import Change, Factor, Link, SystemMap

OUR_OWN = {"import", "begin"}
"""Addresses under /maps/ that are pages of ours."""


class CannotImport(Refused):
    """The files have problems; `drawing.problems` lists them all."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(str(drawing.problems[0]))
        self.drawing = drawing


@action
def import_map(
    *,
    by: Person | None,
    circle: Circle,
    name: str,
    drawing: Drawing,
    description: str = "",
    at: datetime.datetime | None = None,
) -> SystemMap:
    """Make a new map of `drawing` in `circle`. `by` None is the command line of whoever runs the place.

    Where the circle has a map of this name that is drawn just so, with all that the file keeps beside (a button pressed
    twice), that one.
    Raises CannotImport when the drawing has problems or is empty, Refused without a name, NotFound outside.
    """
    if by is not None and not access.can_draw(by, circle):
        raise NotFound
    if drawing.problems:
        raise CannotImport(drawing)
    if not name.strip():
        raise Refused(_("Give the map a name."))
    if not drawing.factors:
        raise Refused(_("There is no factor in the file."))
    in_turn(circle.pk)
    for known in SystemMap.objects.filter(circle_id=circle.pk, name=name.strip()[:160]):
        there = queries.whole_drawing_of(known)
        if same(there, drawing) and names_beside(there) >= names_beside(drawing):
            audit.nothing_changed()
            return known
    drawn = create_with_slug(
        SystemMap,
        name=name.strip()[:160],
        reserved=OUR_OWN,
        circle_id=circle.pk,
        description=description.strip(),
        created_at=at or timezone.now(),
        look=look_of(drawing),
        extra=drawing.extra,
    )
    ids = _put(by, drawn, drawing, {}, at)
    keep_beside(drawn, drawing, ids, at)
    audit.record(
        by=by,
        verb="map.imported",
        subject=drawn,
        circle=circle,
        factors=len(drawing.factors),
        links=len(drawing.links),
    )
    return drawn


def look_of(drawing: Drawing) -> dict[str, str]:
    """How the drawing says that its map looks; nothing where that cannot be understood."""
    try:
        return cast(dict[str, str], FIELDS["map"]["look"](drawing.look))
    except Malformed:
        return {}


@action
def add_to_map(
    *, by: Person, map: SystemMap, drawing: Drawing, at: datetime.datetime | None = None
) -> SystemMap:
    """Add the factors and links of `drawing` to a map; its links may begin or end at factors that are there.

    Factors are known by the id they have in files. Raises NotFound outside the circle, CannotImport when the
    drawing has problems, Refused when a factor is there already or a link leads to one that is in neither.
    """
    if not access.can_draw(by, map.circle):
        raise NotFound
    if drawing.problems:
        raise CannotImport(drawing)
    there = {
        factor.external_id: factor for factor in Factor.objects.live().filter(map=map).exclude(external_id="")
    }
    if there.keys() & drawing.factors.keys():
        raise Refused(_("A factor of this id is on the map already."))
    ends = {end for link in drawing.links for end in (link.source, link.target)}
    if ends - there.keys() - drawing.factors.keys():
        raise Refused(_("A link leads to a factor that is not on the map."))
    in_turn(map.pk)
    map.refresh_from_db(fields=["version"])
    _put(by, map, drawing, there, at)
    audit.record(
        by=by,
        verb="map.added_to",
        subject=map,
        circle=map.circle,
        factors=len(drawing.factors),
        links=len(drawing.links),
    )
    return map


def _put(
    by: Person | None,
    map: SystemMap,
    drawing: Drawing,
    there: dict[str, Factor],
    at: datetime.datetime | None = None,
) -> dict[str, uuid.UUID]:
    """Keep the factors and links of `drawing` as one change; `there` are the factors that the map has, by their id in files.

    Comes back with the ids of the factors by their keys.
    """
    number = map.version + 1
    new = {
        key: Factor(
            id=uuid7(),
            map=map,
            external_id=factor.key,
            extra=factor.extra,
            **{name: getattr(factor, name) for name in queries.FACTOR_FIELDS},
        )
        for key, factor in drawing.factors.items()
    }
    factors = {**there, **new}
    links = [
        Link(
            id=uuid7(),
            map=map,
            external_id=link.key,
            source=factors[link.source],
            target=factors[link.target],
            extra=queries.link_extra(link),
            **{name: getattr(link, name) for name in queries.LINK_FIELDS},
        )
        for link in drawing.links
    ]
    steps = [appeared(each, number) for each in (*new.values(), *links)]
    Factor.objects.bulk_create(new.values(), batch_size=1000)
    Link.objects.bulk_create(links, batch_size=1000)
    SystemMap.objects.filter(pk=map.pk).update(version=number)
    map.version = number
    sets = [step.as_json() for step in steps]
    Change.objects.create(map=map, number=number, seen=number - 1, by=by, sets=sets, at=at or timezone.now())
    changed("map", map.pk, number)
    return {key: factor.pk for key, factor in factors.items()}
