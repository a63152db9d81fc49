"""What several edits of the table come to, in steps: joining two factors, splitting one, turning a link round."""

import uuid
from collections.abc import Iterable
from typing import Any

from systems.changing.steps import ATTRIBUTE
from systems.models import Factor, Link

Steps = list[dict[str, Any]]


def step(on: str, id: uuid.UUID, **values: Any) -> dict[str, Any]:
    """One step, as `change_map` takes it."""
    return {"on": on, "id": str(id), "set": values}


def joining(into: Factor, other: Factor, links: Iterable[Link]) -> Steps:
    """The steps after which `into` stands for both: `links` are those that touch `other`, and those of `into`.

    What `other` said that `into` does not is kept on it. A link between the two goes off the map, and so does one that then
    says the same as another: from the same to the same, with the same sign.
    """
    steps: Steps = []
    there = {_ends(link) for link in links if other.pk not in (link.source_id, link.target_id)}
    for link in links:
        if other.pk not in (link.source_id, link.target_id):
            continue
        source, target, sign = _ends(link, put=(other.pk, into.pk))
        if source == target or (source, target, sign) in there:
            steps.append(step("link", link.pk, removed=True))
            continue
        there.add((source, target, sign))
        steps.append(step("link", link.pk, source=str(source), target=str(target)))
    if said := _of_both(into, other):
        steps.append(step("factor", into.pk, **said))
    return [*steps, step("factor", other.pk, removed=True)]


def _ends(link: Link, put: tuple[uuid.UUID, uuid.UUID] | None = None) -> tuple[uuid.UUID, uuid.UUID, str]:
    """Where a link begins and ends, and its sign; with `put` as if the first of the two were the second."""
    old, new = put or (None, None)
    source, target = (new if end == old and new else end for end in (link.source_id, link.target_id))
    return source, target, link.polarity


def _of_both(into: Factor, other: Factor) -> dict[str, Any]:
    """What changes on `into` when it takes over what `other` says."""
    said: dict[str, Any] = {}
    if other.description and other.description not in into.description:
        said["description"] = "\n\n".join(filter(None, (into.description, other.description)))
    for name in ("cluster", "kind"):
        if not getattr(into, name) and getattr(other, name):
            said[name] = getattr(other, name)
    if new := [tag for tag in other.tags if tag not in into.tags]:
        said["tags"] = [*into.tags, *new]
    more = {name: value for name, value in other.attributes.items() if name not in into.attributes}
    return said | {ATTRIBUTE + name: value for name, value in more.items()}


def splitting(
    factor: Factor, id: uuid.UUID, label: str, links: Iterable[Link], goes: set[uuid.UUID]
) -> Steps:
    """The steps after which a new factor, of this id and name, has those of the `links` of `factor` whose ids are in `goes`."""
    new: dict[str, Any] = {
        "label": label,
        "cluster": factor.cluster,
        "kind": factor.kind,
        "tags": factor.tags,
    }
    if factor.x is not None and factor.y is not None:
        new |= {"x": factor.x + 60, "y": factor.y + 60}
    steps = [step("factor", id, **new)]
    for link in links:
        if link.pk in goes:
            ends = {"source": link.source_id, "target": link.target_id}
            steps.append(
                step("link", link.pk, **{name: str(id) for name, end in ends.items() if end == factor.pk})
            )
    return steps


def turning(link: Link) -> Steps:
    """The step after which a link leads the other way."""
    return [step("link", link.pk, source=str(link.target_id), target=str(link.source_id))]
