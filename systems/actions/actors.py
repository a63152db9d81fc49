"""What is done with the actors of a map: named, described, said what they act on, taken away."""

import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships.models import Organisation, Person
from systems import access
from systems.actions.beside_map import as_it_stands, let_go
from systems.models import Actor, ActsOn, Factor, SystemMap


class NamedBefore(Refused):
    """There is an actor of this name, or for this organisation, on the map."""

    def __init__(self) -> None:
        super().__init__(_("This actor is on the map already. Say there what else it acts on."))


@action
def name_actor(
    *,
    by: Person,
    map: SystemMap,
    name: str,
    kind: str = "organisation",
    organisation: Organisation | None = None,
    description: str = "",
    acts_on: Iterable[Factor] = (),
    id: uuid.UUID | None = None,
) -> Actor:
    """Say that an organisation or a role acts on this map, and on which of its factors. The same `id` again changes nothing.

    Raises NotFound outside the circle, Refused without a name, NamedBefore, IdentifierTaken.
    """
    if not access.can_draw(by, map.circle):
        raise NotFound
    words = _as_said(name, kind, organisation, description)
    in_turn(map.pk)
    id = id or uuid7()
    if known := Actor.objects.filter(pk=id).first():
        if known.map_id != map.pk:
            raise IdentifierTaken
        audit.nothing_changed()
        return known
    _must_be_new(map, words)
    try:
        with transaction.atomic():
            actor = Actor.objects.create(id=id, map=map, **words)
    except IntegrityError as taken:
        raise IdentifierTaken from taken
    factors = list(acts_on)
    if any(factor.map_id != map.pk for factor in factors):
        raise NotFound
    ActsOn.objects.bulk_create(ActsOn(actor=actor, factor=factor) for factor in factors)
    audit.record(by=by, verb="actor.named", subject=actor, circle=map.circle_id)
    return actor


def _as_said(name: str, kind: str, organisation: Organisation | None, description: str) -> dict[str, object]:
    """What is kept of an actor. Raises Refused, NotFound."""
    if not name.strip():
        raise Refused(_("Say who acts: an organisation, or a role."))
    if kind not in Actor.Kind.values:
        raise Refused(_("An actor is an organisation or a role."))
    if organisation is not None and kind != Actor.Kind.ORGANISATION:
        raise Refused(_("A role is no organisation: choose one of the two."))
    return {
        "name": name.strip()[:160],
        "kind": kind,
        "organisation_id": organisation.pk if organisation else None,
        "description": description.strip(),
    }


def _must_be_new(map: SystemMap, words: dict[str, object], other_than: uuid.UUID | None = None) -> None:
    same = Q(small=Lower(Value(words["name"])))
    if words["organisation_id"]:
        same |= Q(organisation=words["organisation_id"])
    others = Actor.objects.filter(map=map)
    if other_than is not None:
        others = others.exclude(pk=other_than)
    if others.alias(small=Lower("name")).filter(same).exists():
        raise NamedBefore


@action
def describe_actor(
    *,
    by: Person,
    actor: Actor,
    name: str,
    kind: str,
    organisation: Organisation | None = None,
    description: str = "",
    read: str | None = None,
) -> Actor:
    """Say anew who an actor is. `read` is the version (of `EDITED`) that was edited.

    Raises NotFound outside the circle, Refused without a name, NamedBefore, ChangedMeanwhile.
    """
    actor = as_it_stands(by, actor)
    words = _as_said(name, kind, organisation, description)
    before = kept(actor, Actor.EDITED)
    if words == before:
        audit.nothing_changed()
        return actor
    must_be_as_read(read, before)
    _must_be_new(actor.map, words, other_than=actor.pk)
    for column, value in words.items():
        setattr(actor, column, value)
    actor.save(update_fields=list(words))
    audit.record(by=by, verb="actor.described", subject=actor, circle=actor.map.circle_id)
    return actor


@action
def act_on(*, by: Person, actor: Actor, factor: Factor, how: str = "") -> ActsOn:
    """Say that an actor acts on a factor of its map, and how; said again, it is how from now on.

    Raises NotFound outside the circle and for a factor of another map.
    """
    actor = as_it_stands(by, actor)
    if factor.map_id != actor.map_id:
        raise NotFound
    how = how.strip()
    acts_on = ActsOn.objects.filter(actor=actor, factor=factor).first()
    if acts_on is not None and acts_on.how == how:
        audit.nothing_changed()
        return acts_on
    if acts_on is None:
        acts_on = ActsOn.objects.create(actor=actor, factor=factor, how=how)
    else:
        acts_on.how = how
        acts_on.save(update_fields=["how"])
    audit.record(by=by, verb="actor.acts_on", subject=acts_on, circle=actor.map.circle_id)
    return acts_on


@action
def leave_factor(*, by: Person, actor: Actor, factor: Factor) -> None:
    """Say that an actor does not act on a factor. Raises NotFound outside the circle."""
    actor = as_it_stands(by, actor)
    acts_on = ActsOn.objects.filter(actor=actor, factor=factor).first()
    if acts_on is None:
        audit.nothing_changed()
        return
    audit.record(by=by, verb="actor.leaves", subject=acts_on, circle=actor.map.circle_id)
    acts_on.delete()


@action
def take_actor_off(*, by: Person, actor: Actor) -> None:
    """Take an actor off its map, with what was said of it. Twice changes nothing. Raises NotFound outside the circle."""
    let_go(by, actor, "actor.taken_off")
