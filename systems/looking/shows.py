"""What a view shows of a map: a filter by cluster, kind, tag and words, and what is near a focus. Plain Python."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.utils.translation import gettext as _

from systems.changing.steps import FIELDS, MOST_NAMED, Malformed

LISTS = {"clusters": "cluster", "kinds": "kind", "tags": "tags"}
"""What one may choose by, and the field of a factor that says it."""


class Shown(Protocol):
    """A factor, as far as a view looks at it."""

    pk: uuid.UUID
    label: str
    description: str
    cluster: str
    kind: str
    tags: list[str]


def read_shows(said: Any) -> dict[str, Any]:
    """What a view shows, as it is kept: only what says something. Raises Malformed."""
    if not isinstance(said, dict) or said.keys() - {*LISTS, "text"}:
        raise Malformed(_("A view shows by “clusters”, “kinds”, “tags” and “text”."))
    shows: dict[str, Any] = {}
    for name in LISTS:
        chosen = said.get(name) or []
        if not isinstance(chosen, list) or len(chosen) > MOST_NAMED:
            raise Malformed(_("At most %(most)d can be chosen.") % {"most": MOST_NAMED})
        if not all(isinstance(each, str) and len(each) <= 160 and "\0" not in each for each in chosen):
            raise Malformed(_("A text of at most %(most)d letters is needed.") % {"most": 160})
        if chosen:
            shows[name] = sorted(set(chosen))
    text = said.get("text") or ""
    if not isinstance(text, str) or len(text) > 200 or "\0" in text:
        raise Malformed(_("A text of at most %(most)d letters is needed.") % {"most": 200})
    return shows | ({"text": text.strip()} if text.strip() else {})


def read_look(said: Any) -> dict[str, Any]:
    """What colours and sizes mean, as a map keeps it. Raises Malformed."""
    read: dict[str, Any] = FIELDS["map"]["look"](said)
    return read


def fits(factor: Shown, shows: Mapping[str, Any]) -> bool:
    """Whether the filter of a view lets the factor be seen."""
    for name, field in LISTS.items():
        if chosen := shows.get(name):
            has = getattr(factor, field)
            if not set(chosen) & set(has if isinstance(has, list) else [has]):
                return False
    text = shows.get("text", "").casefold()
    return not text or text in factor.label.casefold() or text in factor.description.casefold()


def near(focus: uuid.UUID, ends: Iterable[tuple[uuid.UUID, uuid.UUID]], steps: int) -> set[uuid.UUID]:
    """The factors that are at most so many links from `focus`, whichever way they lead."""
    others: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for source, target in ends:
        others[source].add(target)
        others[target].add(source)
    found = edge = {focus}
    for _step in range(steps):
        edge = set().union(*(others[each] for each in edge)) - found
        if not edge:
            break
        found = found | edge
    return found
