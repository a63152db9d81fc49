"""What changed on a map from one version to another."""

from collections import defaultdict
from dataclasses import dataclass, field

from systems.analysis.loops import LoopKind, TooManyLoops, find_loops
from systems.formats.drawing import Drawing

Way = tuple[str, str]
LOOPS_OF_AT_MOST = 5
"""Loops of more links than this are not looked for: there are too many to read."""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """By name, sorted. A way is (from, to) under the names it has in the later version (the earlier, if it is gone).

    `renamed` is (old name, new name); `moved` is (name, cluster before, cluster after); `resigned` is (way, polarities
    before, polarities after).
    """

    factors_added: tuple[str, ...] = ()
    factors_removed: tuple[str, ...] = ()
    factors_renamed: tuple[tuple[str, str], ...] = ()
    factors_moved: tuple[tuple[str, str, str], ...] = ()
    links_added: tuple[Way, ...] = ()
    links_removed: tuple[Way, ...] = ()
    links_resigned: tuple[tuple[Way, tuple[str, ...], tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        return self != Changes()


def compare(before: Drawing, after: Drawing) -> Changes:
    """The changes that lead from `before` to `after`. Factors are the same when they have the same key.

    Links between the same two factors, in the same direction, are taken together: what changed is the set of
    their polarities. Where a factor stands, and wordings other than a name, are no changes here.
    """
    old, new = before.factors, after.factors
    names = {key: factor.label for drawing in (old, new) for key, factor in drawing.items()}
    signs_before, signs_after = _signs(before), _signs(after)

    def way(pair: Way) -> Way:
        return names[pair[0]], names[pair[1]]

    return Changes(
        factors_added=tuple(sorted(new[key].label for key in new.keys() - old.keys())),
        factors_removed=tuple(sorted(old[key].label for key in old.keys() - new.keys())),
        factors_renamed=tuple(
            sorted(
                (old[key].label, new[key].label)
                for key in old.keys() & new.keys()
                if old[key].label != new[key].label
            )
        ),
        factors_moved=tuple(
            sorted(
                (new[key].label, old[key].cluster, new[key].cluster)
                for key in old.keys() & new.keys()
                if old[key].cluster != new[key].cluster
            )
        ),
        links_added=tuple(sorted(way(pair) for pair in signs_after.keys() - signs_before.keys())),
        links_removed=tuple(sorted(way(pair) for pair in signs_before.keys() - signs_after.keys())),
        links_resigned=tuple(
            sorted(
                (way(pair), signs_before[pair], signs_after[pair])
                for pair in signs_before.keys() & signs_after.keys()
                if signs_before[pair] != signs_after[pair]
            )
        ),
    )


def _signs(drawing: Drawing) -> dict[Way, tuple[str, ...]]:
    """For each linked pair the polarities of its links, each once, sorted."""
    found: dict[Way, set[str]] = defaultdict(set)
    for link in drawing.links:
        found[link.source, link.target].add(link.polarity)
    return {pair: tuple(sorted(signs)) for pair, signs in found.items()}


@dataclass(frozen=True)
class ComparedLoop:
    """A loop by the names of its factors in order, and what kind of loop it is."""

    names: tuple[str, ...]
    kind: LoopKind
    keys: tuple[str, ...] = field(default=(), compare=False)
    """The keys of the factors in the same order, the least of them first."""


@dataclass(frozen=True, kw_only=True)
class LoopChanges:
    """Loops that came, that are gone, and that turned into another kind (before, after); shorter ones first."""

    born: tuple[ComparedLoop, ...] = ()
    broken: tuple[ComparedLoop, ...] = ()
    turned: tuple[tuple[ComparedLoop, LoopKind], ...] = ()
    """Each as it is now, and the kind that it was."""

    def __bool__(self) -> bool:
        return self != LoopChanges()


def compare_loops(before: Drawing, after: Drawing, *, longest: int = LOOPS_OF_AT_MOST) -> LoopChanges | None:
    """The loops of at most `longest` links that `after` has and `before` had not, and the other way round.

    A loop is the same where it passes the same factors in the same order. None where either map has more of them than
    can be looked at.
    """
    try:
        old, new = _loops(before, longest), _loops(after, longest)
    except TooManyLoops:
        return None
    labels_before = {key: factor.label for key, factor in before.factors.items()}
    labels_after = {key: factor.label for key, factor in after.factors.items()}

    def named(labels: dict[str, str], loop: tuple[str, ...], kind: LoopKind) -> ComparedLoop:
        return ComparedLoop(tuple(labels[key] for key in loop), kind, loop)

    return LoopChanges(
        born=tuple(named(labels_after, loop, kind) for loop, kind in new.items() if loop not in old),
        broken=tuple(named(labels_before, loop, kind) for loop, kind in old.items() if loop not in new),
        turned=tuple(
            (named(labels_after, loop, kind), old[loop])
            for loop, kind in new.items()
            if loop in old and old[loop] != kind
        ),
    )


def _loops(drawing: Drawing, longest: int) -> dict[tuple[str, ...], LoopKind]:
    """Each loop by the keys of its factors, beginning with the least of them."""
    names, loops = find_loops(((each.source, each.target, each.polarity) for each in drawing.links), longest)
    found = {}
    for loop in loops:
        keys = [names[number] for number in loop.factors]
        first = keys.index(min(keys))
        found[tuple(keys[first:] + keys[:first])] = loop.kind
    return dict(sorted(found.items(), key=lambda each: (len(each[0]), each[0])))
