"""Tying what a circle learned to a factor of a map, and a change on a map to the insight that led to it."""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import Model

from hls_platform.actions import IdentifierTaken, NotFound, action
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from learning import access
from learning.models import ChangeReason, Insight, Tie
from learning.models.tie import NOUNS
from relationships.actions.ending import must_go_on
from relationships.models import Person
from systems.models import Change, Factor, SystemMap


@action
def tie(*, by: Person, factor: Factor, thing: Model, id: uuid.UUID | None = None) -> Tie:
    """Say that something of the work hangs together with `factor`: a thing of one of `NOUNS`. Twice changes nothing.

    Raises `NotFound` where `by` may not see the one or the other, `Ended` in a circle that has.
    """
    noun = next((name for name, kind in NOUNS.items() if isinstance(thing, kind)), None)
    if noun is None or not access.can_tie(by, factor, thing):
        raise NotFound
    map = SystemMap.objects.select_related("circle").get(pk=factor.map_id)
    must_go_on(map.circle)
    there = Tie.objects.filter(factor=factor, **{noun: thing}).first()
    if there is None:
        there = Tie(id=id or uuid7(), factor=factor, tied_by=by, **{noun: thing})
        try:
            with transaction.atomic():
                there.save(force_insert=True)
        except IntegrityError:
            found = Tie.objects.filter(factor=factor, **{noun: thing}).first()
            if found is None:
                raise IdentifierTaken from None
            there = found
        else:
            audit.record(
                by=by, verb="factor.tied", subject=there, circle=map.circle, factor=factor.pk, noun=noun
            )
            return there
    audit.nothing_changed()
    return there


@action
def untie(*, by: Person, tie: Tie) -> None:
    """Take a tie away. Where there is none any more, nothing changes. Raises `NotFound` where `by` may not see it."""
    factor = Factor.objects.visible_to(by).select_related("map__circle").filter(pk=tie.factor_id).first()
    if factor is None:
        raise NotFound
    must_go_on(factor.map.circle)
    noun = tie.noun
    gone, _kinds = Tie.objects.visible_to(by).filter(pk=tie.pk).delete()
    if gone:
        audit.record(
            by=by,
            verb="factor.untied",
            subject=factor,
            circle=factor.map.circle,
            noun=noun,
        )
    else:
        audit.nothing_changed()


@action
def say_reason(*, by: Person, change: Change, insight: Insight, id: uuid.UUID | None = None) -> ChangeReason:
    """Say that `insight` led to a change on a map. Twice changes nothing.

    Raises `NotFound` where `by` may not see the one or the other, `Ended` in a circle that has.
    """
    if not access.can_say_reason(by, change, insight):
        raise NotFound
    map = SystemMap.objects.select_related("circle").get(pk=change.map_id)
    must_go_on(map.circle)
    there = ChangeReason.objects.filter(change=change, insight=insight).first()
    if there is not None:
        audit.nothing_changed()
        return there
    try:
        with transaction.atomic():
            said = ChangeReason.objects.create(id=id or uuid7(), change=change, insight=insight, said_by=by)
    except IntegrityError:
        raise IdentifierTaken from None
    audit.record(
        by=by,
        verb="map.change_explained",
        subject=said,
        circle=map.circle,
        insight=insight.pk,
        number=change.number,
    )
    return said


@action
def take_back_reason(*, by: Person, reason: ChangeReason) -> None:
    """Say no more that the insight led to the change. Twice changes nothing. Raises `NotFound` where `by` may not see it."""
    change = Change.objects.visible_to(by).select_related("map__circle").filter(pk=reason.change_id).first()
    if change is None:
        raise NotFound
    must_go_on(change.map.circle)
    gone, _kinds = ChangeReason.objects.visible_to(by).filter(pk=reason.pk).delete()
    if gone:
        audit.record(
            by=by,
            verb="map.explanation_taken_back",
            subject=change,
            circle=change.map.circle,
            number=change.number,
        )
    else:
        audit.nothing_changed()
