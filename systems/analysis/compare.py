"""What changed on a map from one version to another."""

from collections import defaultdict
from dataclasses import dataclass

from systems.formats.drawing import Drawing

Way = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """By name, sorted. A way is (from, to) under the names it has in the later version (the earlier, if it is gone).

    `renamed` is (old name, new name); `resigned` is (way, polarities before, polarities after).
    """

    factors_added: tuple[str, ...] = ()
    factors_removed: tuple[str, ...] = ()
    factors_renamed: tuple[tuple[str, str], ...] = ()
    links_added: tuple[Way, ...] = ()
    links_removed: tuple[Way, ...] = ()
    links_resigned: tuple[tuple[Way, tuple[str, ...], tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        return self != Changes()


def compare(before: Drawing, after: Drawing) -> Changes:
    """The changes that lead from `before` to `after`. Factors are the same when they have the same key.

    Links between the same two factors, in the same direction, are taken together: what changed is the set of
    their polarities. Moved factors, clusters and wordings other than a name are no changes here.
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
