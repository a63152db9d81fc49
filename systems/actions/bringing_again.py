"""A file that was brought in before, brought in again: what it says otherwise is one change of the map, and can be undone."""

import uuid
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from relationships.models import Person
from systems import access
from systems.actions.changes import keep_as_one
from systems.actions.keeping_beside import Beside, keep_beside, new_beside
from systems.actions.maps import CannotImport, look_of
from systems.changing.steps import ATTRIBUTE, Malformed, Step, held, read_steps
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink
from systems.formats.pen import joined
from systems.models import Change, Factor, Link, SystemMap
from systems.queries import FACTOR_FIELDS, LINK_FIELDS, link_extra


@dataclass
class Difference:
    """The steps that make the map say what the file says, and how much they are; nothing is taken off the map."""

    steps: list[Step] = field(default_factory=list)
    new_factors: int = 0
    new_links: int = 0
    changed_factors: int = 0
    changed_links: int = 0
    beside: Beside | None = None
    kept: dict[uuid.UUID, DrawnFactor | DrawnLink] = field(default_factory=dict)
    ids: dict[str, uuid.UUID] = field(default_factory=dict)


@action
def bring_in_again(
    *, by: Person | None, map: SystemMap, drawing: Drawing, id: uuid.UUID | None = None
) -> Change:
    """Let the map say what the file says, as one change: things known by their ids in files are changed, others are added.

    What the file leaves empty stays as it is, unless the file is one that loses nothing. Where the map says it all, the last
    change. `by` None is the command line. Loops with names, actors and views that the map has not are kept, too.
    Raises NotFound outside the circle, CannotImport when the drawing has problems.
    """
    if by is not None and not access.can_draw(by, map.circle):
        raise NotFound
    if drawing.problems:
        raise CannotImport(drawing)
    in_turn(map.pk)
    map.refresh_from_db(fields=["name", "description", "look", "extra", "version"])
    found = difference(map, drawing)
    if found.steps:
        change = keep_as_one(by, map, id or uuid7(), found.steps)
    else:
        change = Change.objects.get(map=map, number=map.version)
        if not found.beside:
            audit.nothing_changed()
            return change
        audit.record(by=by, verb="map.added_to", subject=map, circle=map.circle, factors=0, links=0)
    _keep_beside(map, drawing, found)
    keep_beside(map, drawing, found.ids)
    return change


def difference(map: SystemMap, drawing: Drawing) -> Difference:
    """What bringing the drawing in would change. Raises Refused where a value is none that the map can hold."""
    found = Difference()
    factors = _factors(map, drawing)
    ids = found.ids
    for key, drawn in drawing.factors.items():
        there = factors.get(key)
        ids[key] = there.pk if there else uuid7()
        if step := _step("factor", ids[key], there, _of_factor(drawn), whole=drawing.whole):
            found.steps.append(step)
            found.new_factors += there is None or there.removed
            found.changed_factors += there is not None and not there.removed
        found.kept[ids[key]] = drawn
    links = _links(map, drawing, ids)
    for nth, line in enumerate(drawing.links):
        way = links.get(nth)
        id = way.pk if way else uuid7()
        if step := _step("link", id, way, _of_link(line, ids), whole=drawing.whole):
            found.steps.append(step)
            found.new_links += way is None or way.removed
            found.changed_links += way is not None and not way.removed
        found.kept[id] = line
    if drawing.whole and (look := look_of(drawing)) != map.look:
        found.steps.append(Step("map", map.pk, {"look": look}))
    found.beside = new_beside(map, drawing, ids)
    return found


def _factors(map: SystemMap, drawing: Drawing) -> dict[str, Factor]:
    """Which factor of the map each of the drawing is: by its id in files, by our id, or by a name that only one has."""
    there = list(Factor.objects.filter(map=map))
    by_id = {str(factor.pk): factor for factor in there} | {
        each.external_id: each for each in there if each.external_id
    }
    found = {key: by_id[key] for key in drawing.factors if key in by_id}
    taken = {factor.pk for factor in found.values()}
    names: dict[str, list[Factor]] = defaultdict(list)
    for factor in there:
        if factor.pk not in taken and not factor.removed:
            names[joined(factor.label).casefold()].append(factor)
    wanted: dict[str, list[str]] = defaultdict(list)
    for key, drawn in drawing.factors.items():
        if key not in found:
            wanted[joined(drawn.label).casefold()].append(key)
    for name, keys in wanted.items():
        if len(keys) == len(names[name]) == 1:
            found[keys[0]] = names[name][0]
    return found


def _links(map: SystemMap, drawing: Drawing, ids: dict[str, uuid.UUID]) -> dict[int, Link]:
    """Which link of the map each of the drawing is: by its id in files between the same ends or alone, else by its ends in turn."""
    there = list(Link.objects.filter(map=map).order_by("removed", "id"))
    by_id: dict[str, deque[Link]] = defaultdict(deque)
    for link in there:
        if link.external_id:
            by_id[link.external_id].append(link)
    found: dict[int, Link] = {}
    for nth, drawn in enumerate(drawing.links):
        if drawn.key and by_id[drawn.key]:
            found[nth] = by_id[drawn.key].popleft()
    taken = {link.pk for link in found.values()}
    by_ends: dict[tuple[uuid.UUID, uuid.UUID], list[Link]] = defaultdict(list)
    for link in there:
        if link.pk not in taken and not (link.removed and link.external_id):
            by_ends[link.source_id, link.target_id].append(link)
    for nth, drawn in enumerate(drawing.links):
        between = by_ends[ids[drawn.source], ids[drawn.target]]
        if nth in found or not between:
            continue
        same = next(
            (link for link in between if link.polarity == drawn.polarity and not link.removed), between[0]
        )
        if drawn.key and same.external_id:
            continue
        between.remove(same)
        found[nth] = same
    return found


def _of_factor(drawn: DrawnFactor) -> dict[str, Any]:
    said = {name: getattr(drawn, name) for name in FACTOR_FIELDS if name != "attributes"}
    return said | {ATTRIBUTE + name: value for name, value in drawn.attributes.items()}


def _of_link(drawn: DrawnLink, ids: dict[str, uuid.UUID]) -> dict[str, Any]:
    ends = {"source": str(ids[drawn.source]), "target": str(ids[drawn.target])}
    return {name: getattr(drawn, name) for name in LINK_FIELDS} | ends


def _step(
    on: str, id: uuid.UUID, there: Factor | Link | None, said: dict[str, Any], *, whole: bool
) -> Step | None:
    """The step that lets the thing say this; None where it does. What is said empty is left alone, unless the file is whole."""
    if whole and isinstance(there, Factor):
        said |= {ATTRIBUTE + name: None for name in there.attributes if ATTRIBUTE + name not in said}
    if there is None or not whole:
        said = {name: value for name, value in said.items() if value not in ("", None, [], False)}
    try:
        (step,) = read_steps([{"on": on, "id": str(id), "set": said | {"removed": False}}])
    except Malformed as wrong:
        raise Refused(
            _("%(what)s cannot be kept: %(wrong)s") % {"what": said.get("label", on), "wrong": wrong}
        ) from wrong
    if there is not None:
        step.set = {name: value for name, value in step.set.items() if held(there, name) != value}
    return step if step.set else None


def _keep_beside(map: SystemMap, drawing: Drawing, found: Difference) -> None:
    """Keep the ids that things have in the file, and what is kept to be given back; no step shows these."""
    kept = found.kept
    factors = [each for each in Factor.objects.filter(map=map, pk__in=kept) if _told(each, kept[each.pk])]
    links = [each for each in Link.objects.filter(map=map, pk__in=kept) if _told(each, kept[each.pk])]
    Factor.objects.bulk_update(factors, ["external_id", "extra"], batch_size=1000)
    Link.objects.bulk_update(links, ["external_id", "extra"], batch_size=1000)
    if drawing.extra and map.extra != map.extra | drawing.extra:
        SystemMap.objects.filter(pk=map.pk).update(extra=map.extra | drawing.extra)


def _told(thing: Factor | Link, drawn: DrawnFactor | DrawnLink) -> bool:
    """Let the thing keep what the file says beside; whether it did not before."""
    before = thing.external_id, thing.extra
    thing.external_id = thing.external_id or drawn.key
    thing.extra = thing.extra | (link_extra(drawn) if isinstance(drawn, DrawnLink) else drawn.extra)
    return (thing.external_id, thing.extra) != before
