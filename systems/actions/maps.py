"""Bringing a map in from files: all of it or nothing."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.slugs import create_with_slug
from relationships.models import Circle, Person
from systems import access
from systems.formats.drawing import Drawing
from systems.models import Factor, Link, SystemMap

OUR_OWN = {"import"}
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
    drawn = create_with_slug(
        SystemMap,
        name=name.strip()[:160],
        reserved=OUR_OWN,
        circle_id=circle.pk,
        description=description.strip(),
        created_at=at or timezone.now(),
    )
    factors = {
        key: Factor(
            id=uuid7(),
            map=drawn,
            external_id=factor.key,
            label=factor.label,
            description=factor.description,
            cluster=factor.cluster,
            x=factor.x,
            y=factor.y,
            extra=factor.extra,
        )
        for key, factor in drawing.factors.items()
    }
    Factor.objects.bulk_create(factors.values(), batch_size=1000)
    Link.objects.bulk_create(
        (
            Link(
                map=drawn,
                external_id=link.key,
                source=factors[link.source],
                target=factors[link.target],
                polarity=link.polarity,
                strength=link.strength,
                delay=link.delay,
                confidence=link.confidence,
                evidence=link.evidence,
                extra=link.extra,
            )
            for link in drawing.links
        ),
        batch_size=1000,
    )
    audit.record(
        by=by,
        verb="map.imported",
        subject=drawn,
        circle=circle,
        factors=len(drawing.factors),
        links=len(drawing.links),
    )
    return drawn
