"""The loops that people gave a name to, held against the map as it stands now: which are whole, which a change has broken."""

import datetime
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hls_platform.templatetags.plain_words import day
from systems.analysis.loops import KIND_OF, LoopKind
from systems.asking.answer import Answer, Line, Mark
from systems.asking.reading import MapRead
from systems.models import Change, Factor, KeptLoop, Link


@dataclass(frozen=True)
class Break:
    """One factor leads to the next no more; `number` is the change that took away the link or a factor, where it is known."""

    source: str
    target: str
    number: int | None
    at: datetime.datetime | None

    def __str__(self) -> str:
        said = {"a": self.source, "b": self.target}
        if self.at is None:
            return _("“%(a)s” does not lead to “%(b)s” any more.") % said
        said["day"] = day(self.at)
        return _("Since %(day)s “%(a)s” does not lead to “%(b)s” any more.") % said


@dataclass(frozen=True)
class Standing:
    """A kept loop as it stands: its factors by id and name, what kind it is now, and where it is broken."""

    kept: KeptLoop
    factors: list[tuple[uuid.UUID, str]]
    kind: LoopKind | None
    """None where it is broken."""
    breaks: list[Break]
    links: list[uuid.UUID]

    @property
    def turned(self) -> bool:
        """Whether it is whole, but of another kind than when it was kept."""
        return self.kind is not None and str(self.kind) != self.kept.kind

    @property
    def words(self) -> str:
        """How it stands, in a sentence."""
        if self.breaks:
            return " ".join([_("It is broken."), *map(str, self.breaks)])
        said = {"kind": KeptLoop.Kind(str(self.kind)).label}
        if self.turned:
            return _(
                "It is whole, and has turned: it was %(before)s when it was kept, and is %(kind)s now."
            ) % {
                **said,
                "before": KeptLoop.Kind(self.kept.kind).label,
            }
        return _("It is whole: %(kind)s.") % said


def kind_of(read: MapRead, factors: Sequence[uuid.UUID]) -> LoopKind | None:
    """What kind of loop leads through these factors in their order and back; None where none does."""
    numbers = [read.numbers.get(each) for each in factors]
    signs = [read.web.signs.get(pair) for pair in _round(numbers)]
    if None in signs:
        return None
    return KIND_OF[math.prod(sign for sign in signs if sign is not None)]


def standing_of(read: MapRead) -> list[Standing]:
    """The map's kept loops by name. One query while all are whole, at most four where some are broken."""
    kept = list(KeptLoop.objects.filter(map=read.map).order_by("name", "pk"))
    for loop in kept:
        loop.map = read.map
    broken = {loop.pk: [pair for pair in _round(loop.factors) if not _leads(read, pair)] for loop in kept}
    gone = _Gone(read, {pair for pairs in broken.values() for pair in pairs})
    return [
        Standing(
            kept=loop,
            factors=[(id, gone.label(id)) for id in loop.factors],
            kind=None if broken[loop.pk] else kind_of(read, loop.factors),
            breaks=[gone.broken(pair, loop.number) for pair in broken[loop.pk]],
            links=[
                link.id
                for pair in _round(loop.factors)
                if _leads(read, pair)
                for link in read.between[read.numbers[pair[0]], read.numbers[pair[1]]]
            ],
        )
        for loop in kept
    ]


def kept_ones(read: MapRead) -> Answer:
    """The kept loops as an answer, those that are broken first."""
    title, standing = _("The loops with a name"), standing_of(read)
    if not standing:
        return Answer(title=title, says=[_("None has a name yet. Look at the loops, and name one.")])
    return Answer(
        title=title,
        lines=[
            Line(
                words=f"{each.kept.name}. {each.words}",
                mark=Mark(str(each.kind)) if each.kind else Mark.BROKEN,
                factors=each.factors,
                links=each.links,
                way=True,
                loop=True,
            )
            for each in sorted(standing, key=lambda each: not each.breaks)
        ],
    )


def _round(factors: Sequence) -> list[tuple]:
    return list(zip(factors, [*factors[1:], factors[0]], strict=True))


def _leads(read: MapRead, pair: tuple[uuid.UUID, uuid.UUID]) -> bool:
    source, target = (read.numbers.get(each) for each in pair)
    return (source, target) in read.web.signs


class _Gone:
    """What was taken off the map between the factors of loops that are broken, and by which change."""

    def __init__(self, read: MapRead, pairs: set[tuple[uuid.UUID, uuid.UUID]]) -> None:
        self.read = read
        self.factors: dict[uuid.UUID, Factor] = {}
        self.links: list[Link] = []
        self.at: dict[int, datetime.datetime] = {}
        if not pairs:
            return
        ends = {id for pair in pairs for id in pair}
        self.factors = Factor.objects.filter(map=read.map, removed=True).in_bulk(
            [id for id in ends if id not in read.numbers]
        )
        self.links = list(
            Link.objects.filter(map=read.map, removed=True, source__in=ends, target__in=ends).only(
                "source_id", "target_id", "stamps"
            )
        )
        gone: list[Factor | Link] = [*self.factors.values(), *self.links]
        numbers = {each.stamps.get("removed") for each in gone} - {None}
        changes = Change.objects.filter(map=read.map, number__in=numbers)
        self.at = dict(changes.values_list("number", "at"))

    def label(self, id: uuid.UUID) -> str:
        if id in self.read.numbers:
            return self.read.labels[self.read.numbers[id]]
        return self.factors[id].label if id in self.factors else _("a factor that is gone")

    def broken(self, pair: tuple[uuid.UUID, uuid.UUID], since: int) -> Break:
        numbers = [self.factors[id].stamps.get("removed", 0) for id in pair if id in self.factors]
        numbers += [
            link.stamps.get("removed", 0) for link in self.links if (link.source_id, link.target_id) == pair
        ]
        number = min((each for each in numbers if each > since), default=None)
        return Break(self.label(pair[0]), self.label(pair[1]), number, self.at.get(number or 0))
