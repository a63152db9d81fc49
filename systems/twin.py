"""What the table twin of a map needs to read, each in a counted number of queries."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from hls_platform.web.paging import Page, page_after
from relationships.models import Person
from systems.changing.steps import held
from systems.changing.words import field_in_words, in_words, labels_in, value_in_words
from systems.models import Actor, ActsOn, Change, Contest, Factor, Link, SystemMap

A_PAGE = 40
"""So many factors stand on a page of the twin."""
LINKS_A_PAGE = 60
MOST_CONTESTS = 10
MOST_STEPS_BACK = 5
MOST_OFFERED = 200
"""So many words that were used before are offered while one types."""


@dataclass
class Row:
    """A factor in the twin, with what leads to it and what it leads to."""

    factor: Factor
    before: list[Link] = field(default_factory=list)
    after: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """A contest as people choose in it: what stands and who wrote it, and what somebody else wanted."""

    contest: Contest
    thing: str
    field: str
    stands: str
    stands_by: str
    wanted: str
    wanted_by: str


@dataclass(frozen=True)
class Taken:
    """A step of one's own that can be taken back; `again` where taking it back does something again."""

    change: Change
    words: str

    @property
    def again(self) -> bool:
        return self.change.undoes_id is not None


@dataclass(frozen=True)
class Used:
    """The words that a map uses, to be offered while one types."""

    clusters: list[str]
    kinds: list[str]
    attributes: list[str]


def clusters_of(map: SystemMap) -> list[tuple[str, int]]:
    """Each cluster of the map, with how many factors are in it; "" for those in none."""
    counted = Factor.objects.live().filter(map=map).values_list("cluster").annotate(Count("id"))
    return list(counted.order_by("cluster"))


def factors_in_words(
    map: SystemMap, *, cluster: str | None = None, words: str = "", after: str | None = None
) -> tuple[Page, list[Row]]:
    """A stretch of the map's factors by cluster and name, those of one cluster or with these words in them, with their links."""
    found = Factor.objects.live().filter(map=map)
    if cluster is not None:
        found = found.filter(cluster=cluster)
    if words:
        found = found.filter(Q(label__icontains=words) | Q(description__icontains=words))
    page = page_after(found, order=("cluster", "label", "id"), after=after, size=A_PAGE)
    rows = {factor.pk: Row(factor) for factor in page.items}
    for link in _touching(map, rows):
        if link.source_id in rows:
            rows[link.source_id].after.append(link)
        if link.target_id in rows:
            rows[link.target_id].before.append(link)
    return page, list(rows.values())


def _touching(map: SystemMap, factors: Iterable[uuid.UUID]) -> QuerySet[Link]:
    ids = list(factors)
    found = Link.objects.live().filter(Q(source__in=ids) | Q(target__in=ids), map=map)
    return found.select_related("source", "target").order_by("source__label", "target__label", "id")


def links_of_factor(factor: Factor) -> Row:
    """The factor with the links that lead to it and from it, by the names of their other ends."""
    row = Row(factor)
    for link in _touching(factor.map, [factor.pk]):
        if link.source_id == factor.pk:
            row.after.append(link)
        if link.target_id == factor.pk:
            row.before.append(link)
    return row


def links_in_words(map: SystemMap, after: str | None = None) -> Page:
    """A stretch of the map's links, in the order in which they were drawn."""
    found = Link.objects.live().filter(map=map).select_related("source", "target")
    return page_after(found, order=("id",), after=after, size=LINKS_A_PAGE)


def factors_off(map: SystemMap, after: str | None = None) -> Page:
    """A stretch of the factors that were taken off the map, by name."""
    return page_after(Factor.objects.filter(map=map, removed=True), order=("label", "id"), after=after)


def links_off(map: SystemMap) -> list[Link]:
    """The links that were taken off the map last while both their ends are on it."""
    found = Link.objects.filter(map=map, removed=True, source__removed=False, target__removed=False)
    return list(found.select_related("source", "target").order_by("-id")[:LINKS_A_PAGE])


def names_of_factors(map: SystemMap) -> list[tuple[str, str]]:
    """All factors on the map by name, to choose one from: (id, name)."""
    found = Factor.objects.live().filter(map=map).order_by("label", "id").values_list("pk", "label")
    return [(str(id), label) for id, label in found]


def words_used(map: SystemMap) -> Used:
    """What clusters, kinds and attributes are called on this map."""
    clusters, kinds, attributes = set[str](), set[str](), set[str]()
    on = Factor.objects.live().filter(map=map)
    for cluster, kind, said in on.values_list("cluster", "kind", "attributes"):
        clusters.add(cluster)
        kinds.add(kind)
        attributes |= said.keys()
    return Used(*(sorted(each - {""})[:MOST_OFFERED] for each in (clusters, kinds, attributes)))


def contests_on(map: SystemMap, thing: uuid.UUID | None = None) -> list[Choice]:
    """What waits to be chosen on the map, or on one thing of it: the oldest first, at most so many."""
    found = Contest.objects.open().filter(map=map).select_related("change__by")
    if thing is not None:
        found = found.filter(thing=thing)
    contests = list(found[:MOST_CONTESTS])
    if not contests:
        return []
    things = _things_of(contests)
    numbers = {things[each.thing].stamps.get(each.field, 0) for each in contests if each.thing in things}
    wrote = {
        change.number: change
        for change in Change.objects.filter(map=map, number__in=numbers).select_related("by")
    }
    ends = _labels_of_ends(contests, things)
    return [
        Choice(
            contest=each,
            thing=_called(things[each.thing]),
            field=field_in_words(each.field),
            stands=value_in_words(each.field, held(things[each.thing], each.field), ends),
            stands_by=_by(wrote.get(things[each.thing].stamps.get(each.field, 0))),
            wanted=value_in_words(each.field, each.value, ends),
            wanted_by=_by(each.change),
        )
        for each in contests
        if each.thing in things
    ]


def _things_of(contests: Iterable[Contest]) -> dict[uuid.UUID, Factor | Link]:
    factors = [each.thing for each in contests if each.on == "factor"]
    links = [each.thing for each in contests if each.on == "link"]
    found: dict[uuid.UUID, Factor | Link] = {}
    if factors:
        found |= Factor.objects.in_bulk(factors)
    if links:
        found |= Link.objects.select_related("source", "target").in_bulk(links)
    return found


def _labels_of_ends(contests: Iterable[Contest], things: dict[uuid.UUID, Any]) -> dict[str, str]:
    """The names of the factors that a contested end of a link names or would name."""
    ends = {
        said
        for each in contests
        if each.field in ("source", "target") and each.thing in things
        for said in (each.value, held(things[each.thing], each.field))
    }
    if not ends:
        return {}
    return {str(id): label for id, label in Factor.objects.filter(pk__in=ends).values_list("pk", "label")}


def _called(thing: Factor | Link) -> str:
    return thing.label if isinstance(thing, Factor) else f"{thing.source.label} → {thing.target.label}"


def _by(change: Change | None) -> str:
    """Who made it, as the pages name them."""
    if change is None or change.by_id is None:
        return _("Whoever brought it in")
    return change.by.name if change.by else _("Somebody who is no longer here")


def my_last_steps(person: Person, map: SystemMap) -> list[Taken]:
    """The person's last steps on the map that they did not take back, the newest first."""
    mine = Change.objects.filter(map=map, by=person, undone_by=None).exclude(sets=[])
    changes = list(mine.order_by("-number")[:MOST_STEPS_BACK])
    names = labels_in(changes)
    return [Taken(change, in_words(change, names)) for change in changes]


def told_since(person: Person, map: SystemMap, number: int) -> list[tuple[str, str]]:
    """The first few changes that others made after the one with this number: who, and what, in words."""
    others = Change.objects.filter(map=map, number__gt=number).exclude(by=person).exclude(sets=[])
    changes = list(others.select_related("by").order_by("number")[:MOST_STEPS_BACK])
    names = labels_in(changes)
    return [(_by(change), in_words(change, names)) for change in changes]


@dataclass(frozen=True)
class Asked:
    """A factor that the exercise asks about (None on an empty map), and others that nobody was asked about yet."""

    factor: Factor | None
    others: list[Factor]


def to_ask_about(map: SystemMap, on: str | None) -> Asked:
    """The factor named `on` by its id, or else the first that nothing leads to; beside it those that nothing leads to, in the order drawn."""
    live = Factor.objects.live().filter(map=map)
    led_to = Link.objects.live().filter(map=map).values("target")
    others = list(live.exclude(pk__in=led_to).order_by("id")[: MOST_CONTESTS + 1])
    chosen = None
    with suppress(ValueError):
        chosen = live.filter(pk=uuid.UUID(on or "")).first()
    chosen = chosen or next(iter(others), None) or live.order_by("id").first()
    return Asked(chosen, [each for each in others if each != chosen][:MOST_CONTESTS])


def acted_on_by(actors: Iterable[Actor]) -> dict[uuid.UUID, list[ActsOn]]:
    """What each of these actors acts on now, by the factor's name."""
    found: dict[uuid.UUID, list[ActsOn]] = {actor.pk: [] for actor in actors}
    acts_on = ActsOn.objects.live().filter(actor__in=found).select_related("factor")
    for each in acts_on.order_by("factor__label", "id"):
        found[each.actor_id].append(each)
    return found


def actors_on(factor: Factor) -> list[ActsOn]:
    """Who acts on the factor, by name."""
    return list(ActsOn.objects.filter(factor=factor).select_related("actor").order_by("actor__name", "id"))
