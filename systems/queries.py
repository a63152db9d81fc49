"""What the pages of maps need to read, each in a counted number of queries."""

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from hls_platform.rows import rows
from relationships.models import Person
from systems.formats.drawing import Drawing, DrawnActor, DrawnFactor, DrawnLink, DrawnLoop, DrawnView
from systems.models import Actor, Factor, KeptLoop, Link, SystemMap, View


@dataclass(frozen=True)
class Neighbour:
    """A factor at the other end of a link, and what the link says."""

    label: str
    url: str
    polarity: str
    delay: bool

    @property
    def polarity_in_words(self) -> str:
        return str(Link.Polarity(self.polarity).label)


@dataclass
class Neighbours:
    """What leads to a factor and what it leads to, by name."""

    before: list[Neighbour] = field(default_factory=list)
    after: list[Neighbour] = field(default_factory=list)


FACTOR = """
    SELECT factor.id, label, factor.description, cluster, map.id, map.name, map.slug, map.circle_id
    FROM systems_factor factor JOIN systems_systemmap map ON map.id = factor.map_id
    WHERE factor.id = %(id)s AND NOT removed AND map.slug = %(slug)s AND EXISTS (
        SELECT FROM relationships_membership
        WHERE person_id = %(person)s AND relationships_membership.circle_id = map.circle_id
          AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    )"""
NEIGHBOURS = """
    SELECT TRUE, other.id, other.label, polarity, delay
    FROM systems_link link JOIN systems_factor other ON other.id = source_id
    WHERE target_id = %(factor)s AND NOT link.removed AND NOT other.removed
    UNION ALL
    SELECT FALSE, other.id, other.label, polarity, delay
    FROM systems_link link JOIN systems_factor other ON other.id = target_id
    WHERE source_id = %(factor)s AND NOT link.removed AND NOT other.removed
    ORDER BY 3, 2"""


def factors_of(map: SystemMap) -> list[Factor]:
    """The map's factors by cluster and name."""
    return list(Factor.objects.live().filter(map=map).order_by("cluster", "label", "id"))


def links_of(map: SystemMap) -> list[Link]:
    """The map's links by the names of their ends, each with both ends."""
    found = Link.objects.live().filter(map=map).select_related("source", "target")
    return list(found.order_by("source__label", "target__label", "id"))


def neighbours_of(factor: Factor) -> Neighbours:
    """The links that end and begin at `factor`."""
    near, address = Neighbours(), factor.get_absolute_url()
    for leads_here, id, label, polarity, delay in rows(lambda *row: row, NEIGHBOURS, {"factor": factor.pk}):
        other = Neighbour(label, address.replace(str(factor.pk), str(id)), polarity, delay)
        (near.before if leads_here else near.after).append(other)
    return near


def factor_at(person: Person, slug: str, id: uuid.UUID) -> Factor | None:
    """The factor of the map with this slug, where `person` is in the map's circle now; None elsewhere."""
    found = rows(_factor, FACTOR, {"person": person.pk, "slug": slug, "id": id, "now": timezone.now()})
    return found[0] if found else None


def _factor(
    id: uuid.UUID,
    label: str,
    description: str,
    cluster: str,
    map: uuid.UUID,
    name: str,
    slug: str,
    circle: uuid.UUID,
) -> Factor:
    drawn_on = SystemMap(id=map, name=name, slug=slug, circle_id=circle)
    return Factor(id=id, label=label, description=description, cluster=cluster, map=drawn_on)


FACTOR_FIELDS = ("label", "description", "cluster", "kind", "tags", "attributes", "x", "y", "pinned")
LINK_FIELDS = ("label", "description", "kind", "polarity", "strength", "delay", "confidence", "evidence")
VIEW_FIELDS = ("name", "words", "shows", "steps", "look", "story", "place")
"""What a factor, a link and a view hold alike on a map and in a drawing."""


def link_extra(drawn: DrawnLink) -> dict[str, Any]:
    """What is kept beside a link. A link that is not directed counts as directed here, and says what it is beside."""
    return drawn.extra | ({"direction": drawn.direction} if drawn.direction != "directed" else {})


def drawing_of(map: SystemMap) -> Drawing:
    """The map as plain data, for the formats. A factor without an id of its own is known by its key here."""
    return _drawn(map, factors_of(map))


def _drawn(map: SystemMap, factors: list[Factor]) -> Drawing:
    about = {"name": map.name, "description": map.description, "look": map.look, "extra": map.extra}
    return replace(as_drawing(factors, links_of(map)), **about)


def whole_drawing_of(map: SystemMap) -> Drawing:
    """The map with all that people keep with it: loops they named, actors, views. For a file that loses nothing."""
    factors = factors_of(map)
    keys = _keys(factors)
    loops = [
        DrawnLoop(
            name=loop.name,
            words=loop.words,
            kind=loop.kind,
            factors=_from_the_first([keys[each] for each in loop.factors]),
        )
        for loop in KeptLoop.objects.filter(map=map).order_by("name", "id")
        if keys.keys() >= set(loop.factors)
    ]
    actors = [
        DrawnActor(
            name=actor.name,
            kind=actor.kind,
            description=actor.description,
            acts_on={keys[act.factor_id]: act.how for act in actor.acts_on.all() if act.factor_id in keys},
        )
        for actor in Actor.objects.filter(map=map).prefetch_related("acts_on").order_by("name")
    ]
    views = [
        DrawnView(
            focus=keys.get(view.focus_id, "") if view.focus_id else "",
            **{name: getattr(view, name) for name in VIEW_FIELDS},
        )
        for view in View.objects.filter(map=map).order_by("story", "place", "name", "id")
    ]
    return replace(_drawn(map, factors), loops=loops, actors=actors, views=views)


def _from_the_first(way: list[str]) -> list[str]:
    """The keys of a loop, begun with the smallest, so that the same loop is written the same."""
    begin = way.index(min(way))
    return way[begin:] + way[:begin]


def _keys(factors: list[Factor]) -> dict[uuid.UUID, str]:
    """By what each factor is known in a drawing."""
    return {factor.pk: factor.external_id or str(factor.pk) for factor in factors}


def as_drawing(factors: list[Factor], links: list[Link]) -> Drawing:
    """These factors, and the links among them, as plain data."""
    keys = _keys(factors)
    return Drawing(
        factors={
            keys[factor.pk]: DrawnFactor(
                key=keys[factor.pk],
                extra=factor.extra,
                **{name: getattr(factor, name) for name in FACTOR_FIELDS},
            )
            for factor in factors
        },
        links=[
            DrawnLink(
                source=keys[link.source_id],
                target=keys[link.target_id],
                key=link.external_id,
                direction=str(link.extra.get("direction", "directed")),
                extra={name: value for name, value in link.extra.items() if name != "direction"},
                **{name: getattr(link, name) for name in LINK_FIELDS},
            )
            for link in links
        ],
    )
