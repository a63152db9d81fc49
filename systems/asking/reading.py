"""A map as it is read to be asked: its factors, links and actors as numbers, in four queries however large it is."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from systems.analysis.web import Web
from systems.models import Actor, ActsOn, Factor, Link, SystemMap


class LinkRead(NamedTuple):
    id: uuid.UUID
    source: int
    target: int
    polarity: str
    delay: bool
    evidence: bool


class ActorRead(NamedTuple):
    id: uuid.UUID
    name: str
    organisation: uuid.UUID | None


@dataclass(frozen=True)
class MapRead:
    """The factors that are on the map now, in the order of their ids, by which the others number them."""

    map: SystemMap
    ids: list[uuid.UUID]
    labels: list[str]
    clusters: list[str]
    links: list[LinkRead]

    @cached_property
    def numbers(self) -> dict[uuid.UUID, int]:
        return {id: number for number, id in enumerate(self.ids)}

    @cached_property
    def web(self) -> Web:
        return Web.of(len(self.ids), self.triples)

    @property
    def triples(self) -> list[tuple[int, int, str]]:
        return [(link.source, link.target, link.polarity) for link in self.links]

    @cached_property
    def between(self) -> dict[tuple[int, int], list[LinkRead]]:
        """The links from one factor to another."""
        found: dict[tuple[int, int], list[LinkRead]] = defaultdict(list)
        for link in self.links:
            found[link.source, link.target].append(link)
        return found

    def along(self, way: Sequence[int], *, closed: bool = False) -> list[LinkRead]:
        """The links of a way through these factors; of a loop, when it is `closed`."""
        onward = [*way[1:], way[0]] if closed else way[1:]
        return [link for pair in zip(way, onward, strict=False) for link in self.between.get(pair, ())]

    @cached_property
    def actors(self) -> dict[int, list[ActorRead]]:
        """Who acts on each factor that somebody acts on, by name."""
        acting = ActsOn.objects.live().filter(actor__map=self.map).order_by("actor__name", "actor_id")
        found: dict[int, list[ActorRead]] = defaultdict(list)
        for factor, actor, name, organisation in acting.values_list(
            "factor_id", "actor_id", "actor__name", "actor__organisation_id"
        ):
            if factor in self.numbers:
                found[self.numbers[factor]].append(ActorRead(actor, name, organisation))
        return found

    @cached_property
    def has_actors(self) -> bool:
        return bool(self.actors) or Actor.objects.filter(map=self.map).exists()


def read_map(map: SystemMap) -> MapRead:
    """The map as it stands now, in two queries; its actors are read when they are asked for."""
    factors = list(Factor.objects.live().filter(map=map).order_by("pk").values_list("pk", "label", "cluster"))
    ids = [id for id, _label, _cluster in factors]
    numbers = {id: number for number, id in enumerate(ids)}
    links = Link.objects.filter(map=map, removed=False).order_by("pk")
    rows: Iterable[tuple[uuid.UUID, uuid.UUID, uuid.UUID, str, bool, str]] = links.values_list(
        "pk", "source_id", "target_id", "polarity", "delay", "evidence"
    )
    return MapRead(
        map,
        ids,
        [label for _id, label, _cluster in factors],
        [cluster for _id, _label, cluster in factors],
        [
            LinkRead(id, numbers[source], numbers[target], polarity, delay, bool(evidence))
            for id, source, target, polarity, delay, evidence in rows
            if source in numbers and target in numbers
        ],
    )
