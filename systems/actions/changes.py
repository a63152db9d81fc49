"""Drawing: every stroke on a map is one change, kept once under the id it was made with, in the order that all see.

What a change sets, it sets field by field. Where somebody else has set the same field since the change's maker last
looked, theirs stays and the other is kept beside it as a contest, for people to choose; only where things stand is simply
moved on. Each takes a time that does not depend on the map's size.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.live.news import changed
from hls_platform.security import audit
from relationships.models import Person
from systems.changing.steps import MOVES, NEEDED, Malformed, Step, held, put, read_steps
from systems.drawers import Drawer
from systems.models import Change, Contest, Factor, Guest, Link, SystemMap

Thing = SystemMap | Factor | Link


class NotThereYet(Refused):
    """A link leads to a factor that this map does not have (yet)."""

    def __init__(self) -> None:
        super().__init__(_("A link leads to a factor that is not on this map."))


@action
def change_map(
    *,
    by: Person | None,
    map: SystemMap,
    id: uuid.UUID,
    steps: Any,
    seen: int,
    guest: Guest | None = None,
    at: datetime.datetime | None = None,
) -> Change:
    """Keep one change of a map: `steps` as `read_steps` has them, made by someone who had seen the change numbered `seen`.

    A guest draws with `guest` in place of `by`, here and below, and is asked for by whoever calls (`Drawer.asks`).
    A change sent again is the one that was kept. Raises NotFound outside the circle, Refused for steps that cannot be
    understood, NotThereYet, IdentifierTaken.
    """
    who = _drawer(by, guest, map)
    if known := _kept(who, map, id):
        return known
    try:
        asked = read_steps(steps)
    except Malformed as wrong:
        raise Refused(str(wrong)) from wrong
    return _keep(who, map, id, asked, seen=seen, at=at)


@action
def undo_change(
    *, by: Person | None, map: SystemMap, id: uuid.UUID, change: Change, guest: Guest | None = None
) -> Change:
    """Take one's own change back, as a new one; undoing that one does it again.

    Only what still stands as the change left it goes back. Raises NotFound outside the circle, NotAllowed for what
    somebody else did, Refused where nothing of it can go back because others went on from there.
    """
    who = _drawer(by, guest, map)
    if known := _kept(who, map, id):
        return known
    if change.map_id != map.pk:
        raise NotFound
    if not who.made(change):
        raise NotAllowed(
            _(
                "One takes back one’s own steps. Talk to whoever made this one, or go back to an earlier moment."
            )
        )
    back = []
    for step in _steps_of(change):
        thing = _thing(map, step)
        if thing is None or (_appeared(step) and _others_went_on(who, thing, change)):
            continue
        standing = {name for name, value in step.set.items() if held(thing, name) == value}
        undone = {name: value for name, value in step.was.items() if name in standing and name in step.set}
        if undone:
            back.append(Step(step.on, step.id, undone))
    if not back:
        raise Refused(_("Others have gone on from there; there is nothing left of it to take back."))
    return _keep(who, map, id, back, seen=map.version, undoes=change)


@action
def go_back(
    *, by: Person | None, map: SystemMap, id: uuid.UUID, number: int, guest: Guest | None = None
) -> Change:
    """Let the map stand as it did after the change with this number, as a new change: nothing that came since is lost.

    Raises NotFound outside the circle, Refused where it stands so already.
    """
    who = _drawer(by, guest, map)
    if known := _kept(who, map, id):
        return known
    if back := steps_back(map, number):
        return _keep(who, map, id, back, seen=map.version)
    raise Refused(_("The map stands just so now."))


def steps_back(map: SystemMap, number: int) -> list[Step]:
    """What would have to be set for the map to stand as it did after the change with this number."""
    was: dict[tuple[str, uuid.UUID], dict[str, Any]] = defaultdict(dict)
    for change in Change.objects.filter(map=map, number__gt=number).order_by("-number").iterator():
        for step in _steps_of(change):
            was[step.on, step.id] |= step.was
    back = [Step(on, thing, values) for (on, thing), values in was.items()]
    things = _things(map, back)
    for step in back:
        step.set = {
            name: value for name, value in step.set.items() if held(things[step.on, step.id], name) != value
        }
    return [step for step in back if step.set]


def keep_as_one(by: Person | None, map: SystemMap, id: uuid.UUID, steps: Sequence[Step]) -> Change:
    """Keep steps that another action has made, in the map's turn and having seen all of it, as one change.

    `by` None is the command line of whoever runs the place. Raises IdentifierTaken.
    """
    return _keep(Drawer(by), map, id, steps, seen=map.version)


# --- how a change is kept ----------------------------------------------------------------------------------


def _drawer(by: Person | None, guest: Guest | None, map: SystemMap) -> Drawer:
    """Whoever draws, once it is their turn. Raises NotFound where they may not."""
    who = Drawer(None, guest) if guest else Drawer(by)
    if not who.may_draw(map):
        raise NotFound
    in_turn(map.pk)
    map.refresh_from_db(fields=["name", "description", "look", "version"])
    return who


def _kept(who: Drawer, map: SystemMap, id: uuid.UUID) -> Change | None:
    """The change of this id, which was kept before. Raises IdentifierTaken for somebody else's, or another map's."""
    known = Change.objects.filter(pk=id).first()
    if known is None:
        return None
    if known.map_id != map.pk or not who.made(known):
        raise IdentifierTaken
    audit.nothing_changed()
    return known


def _steps_of(change: Change) -> list[Step]:
    return [Step(each["on"], uuid.UUID(each["id"]), each["set"], each["was"]) for each in change.sets]


def _appeared(step: Step) -> bool:
    """Whether the step put something on the map that was not on it."""
    return step.was.get("removed") is True and step.set.get("removed") is False


def _others_went_on(who: Drawer, thing: Thing, change: Change) -> bool:
    """Whether somebody else has changed the thing since, or tied a link to it."""
    since = who.of_others(Change.objects.filter(map=change.map_id, number__gt=change.number))
    if since.filter(number__in=thing.stamps.values()).exists():  # type: ignore[union-attr]
        return True
    if not isinstance(thing, Factor):
        return False
    ties = Link.objects.live().filter(source=thing) | Link.objects.live().filter(target=thing)
    return since.filter(number__in=[link.stamps.get("source", 0) for link in ties]).exists()


def _thing(map: SystemMap, step: Step) -> Thing | None:
    return _things(map, [step]).get((step.on, step.id))


def _things(map: SystemMap, steps: Iterable[Step]) -> dict[tuple[str, uuid.UUID], Thing]:
    """Those things of the map that the steps are about, in a query for each kind; and the map itself."""
    found: dict[tuple[str, uuid.UUID], Thing] = {("map", map.pk): map}
    for on, model in (("factor", Factor), ("link", Link)):
        if ids := {step.id for step in steps if step.on == on}:
            found |= {(on, each.pk): each for each in model.objects.filter(map=map, pk__in=ids)}
    return found


def _keep(
    who: Drawer,
    map: SystemMap,
    id: uuid.UUID,
    steps: Sequence[Step],
    *,
    seen: int,
    undoes: Change | None = None,
    at: datetime.datetime | None = None,
) -> Change:
    if seen > map.version:
        raise Refused(_("This change says it has seen what is not there yet. Load the map anew."))
    _must_have_ends(map, steps)
    change = Change(
        id=id,
        map=map,
        number=map.version + 1,
        seen=seen,
        by=who.person,
        guest=who.guest,
        at=at or timezone.now(),
        undoes=undoes,
    )
    asked = {(step.on, step.id, name) for step in steps for name in step.set}
    things, contests = _things(map, steps), list[Contest]()
    new, old = list[Thing](), list[Thing]()
    fields: dict[type[Thing], set[str]] = defaultdict(set)
    for step in steps:
        thing = things.get((step.on, step.id))
        if thing is None:
            new.append(_made(map, step, change.number))
            continue
        for name in _contested(who, map, thing, step, seen):
            value = Value(
                step.set.pop(name), models.JSONField()
            )  # nothing is a value, too: an attribute less
            contests.append(
                Contest(map=map, change=change, on=step.on, thing=step.id, field=name, value=value)
            )
        fields[type(thing)] |= _set(thing, step, change.number)
        old.append(thing)
    change.sets = [step.as_json() for step in steps if step.set]
    try:
        with transaction.atomic():
            Factor.objects.bulk_create([each for each in new if isinstance(each, Factor)], batch_size=1000)
            Link.objects.bulk_create([each for each in new if isinstance(each, Link)], batch_size=1000)
            change.save(force_insert=True)
    except IntegrityError as taken:
        raise IdentifierTaken from taken
    for kind, names in fields.items():
        _write(kind, old, names)
    SystemMap.objects.filter(pk=map.pk).update(version=change.number)
    map.version = change.number
    Contest.objects.bulk_create(contests)
    _settle(change, asked)
    who.record(verb="map.changed", subject=change, circle=map.circle_id, number=change.number)
    changed("map", map.pk, change.number)
    return change


def _set(thing: Thing, step: Step, number: int) -> set[str]:
    """Let the thing be as the step has it; what was otherwise stays in the step, and the names of the model's fields to save."""
    step.was = {name: now for name, value in step.set.items() if (now := held(thing, name)) != value}
    step.set = {name: step.set[name] for name in step.was}
    names = {put(thing, name, value) for name, value in step.set.items()}
    if names and not isinstance(thing, SystemMap):
        thing.stamps |= dict.fromkeys(step.set, number)
        names.add("stamps")
    return names


def _model(step: Step) -> type[Factor] | type[Link]:
    if step.on == "map":
        raise Refused(_("That is another map."))
    return Factor if step.on == "factor" else Link


def _made(map: SystemMap, step: Step, number: int) -> Factor | Link:
    """A new factor or link as the step has it. Raises Refused without what it needs."""
    model = _model(step)
    if missing := NEEDED[step.on] - step.set.keys():
        raise Refused(_("Something new needs “%(field)s”.") % {"field": min(missing)})
    step.set.setdefault("removed", False)
    step.was = {"removed": True}
    thing = model(id=step.id, map=map)
    for name, value in step.set.items():
        put(thing, name, value)
    thing.stamps = dict.fromkeys(step.set, number)
    return thing


def _must_have_ends(map: SystemMap, steps: Iterable[Step]) -> None:
    """Raise NotThereYet where a link would lead to a factor of no such map."""
    ends = {uuid.UUID(step.set[name]) for step in steps for name in ("source", "target") if name in step.set}
    ends -= {step.id for step in steps if step.on == "factor"}
    if ends and Factor.objects.filter(map=map, pk__in=ends).count() < len(ends):
        raise NotThereYet


def _contested(who: Drawer, map: SystemMap, thing: Thing, step: Step, seen: int) -> list[str]:
    """The fields that somebody else has set otherwise since `seen`."""
    if isinstance(thing, SystemMap):
        return []
    unseen = {
        name: thing.stamps[name]
        for name, value in step.set.items()
        if name not in MOVES and thing.stamps.get(name, 0) > seen and held(thing, name) != value
    }
    if not unseen:
        return []
    others = who.of_others(Change.objects.filter(map=map, number__in=unseen.values()))
    numbers = set(others.values_list("number", flat=True))
    return [name for name, number in unseen.items() if number in numbers]


def _write(kind: type[models.Model], things: Sequence[Thing], names: Collection[str]) -> None:
    """Those of the things that are of this kind, with these fields of theirs."""
    if names:
        ours = [each for each in things if isinstance(each, kind)]
        kind._default_manager.bulk_update(ours, sorted(names), batch_size=1000)


def _settle(change: Change, asked: Collection[tuple[str, uuid.UUID, str]]) -> None:
    """Whoever says what a contested field is to be, having seen the contest, has chosen."""
    seen = Contest.objects.open().filter(
        change__map=change.map_id,
        change__number__lte=change.seen,
        thing__in={thing for _on, thing, _name in asked},
    )
    chosen = [each.pk for each in seen if (each.on, each.thing, each.field) in asked]
    if chosen:
        Contest.objects.filter(pk__in=chosen).update(settled_by=change)
