"""Promises of a partnership, both ways: made, kept, renegotiated, let go; and the eight commitments that funders take."""

import datetime
from collections.abc import Collection
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from relationships import access
from relationships.actions.ending import must_go_on
from relationships.commitments import COMMITMENTS
from relationships.models import Organisation, Partnership, PartnershipParty, Person, Promise
from relationships.models.promise import reminded_on


@action
def make_promise(
    *,
    by: Person,
    partnership: Partnership,
    by_organisation: Organisation,
    to_organisation: Organisation,
    text: str = "",
    due_on: datetime.date | None = None,
    commitment: str = "",
    at: datetime.datetime | None = None,
) -> Promise:
    """Promise something on behalf of one's organisation to another of the partnership.

    A `commitment` (a key of `COMMITMENTS`) is one that funders take; without `text` it stands there in our words.
    Raises NotFound outside the partnership; Refused for another's organisation, a party that is none, no words, and a
    commitment by anybody but the resourcing side, or taken already.
    """
    if access.current_membership(by, partnership) is None:
        raise NotFound
    must_go_on(partnership)
    if not access.can_represent(by, partnership, by_organisation):
        raise Refused(_("You can promise for the organisation you stand for here."))
    sides = dict(partnership.parties.values_list("organisation_id", "side"))
    if by_organisation == to_organisation or to_organisation.pk not in sides:
        raise Refused(_("Choose the organisation of this partnership that you promise it to."))
    if commitment:
        _must_be_takeable(commitment, sides.get(by_organisation.pk))
        in_turn(by_organisation.pk)
        text = text.strip() or str(COMMITMENTS[commitment].text)
        taken = {"by_organisation": by_organisation, "to_organisation": to_organisation}
        standing = partnership.promises.filter(commitment=commitment, state=Promise.State.OPEN, **taken)
        if standing.exists():
            raise Refused(_("Your organisation has promised this already."))
    if not text.strip():
        raise Refused(_("Write what you promise."))
    promise = _promise(
        by,
        at or timezone.now(),
        partnership=partnership,
        by_organisation=by_organisation,
        to_organisation=to_organisation,
        text=text,
        due_on=due_on,
        commitment=commitment,
    )
    audit.record(by=by, verb="promise.made", subject=promise, circle=partnership)
    return promise


def _must_be_takeable(commitment: str, side: str | None) -> None:
    if commitment not in COMMITMENTS:
        raise Refused(_("Choose one of the eight commitments."))
    if side != PartnershipParty.Side.RESOURCING:
        raise Refused(_("These are commitments of the side that gives the money."))


def _promise(
    by: Person, at: datetime.datetime, *, text: str, due_on: datetime.date | None, **fields: Any
) -> Promise:
    return Promise.objects.create(
        text=text.strip(),
        due_on=due_on,
        made_by=by,
        created_at=at,
        remind_on=reminded_on(timezone.localdate(at), due_on),
        **fields,
    )


@action
def take_commitments(
    *,
    by: Person,
    partnership: Partnership,
    by_organisation: Organisation,
    to_organisation: Organisation,
    commitments: Collection[str],
) -> list[Promise]:
    """Make each of these commitments (keys of `COMMITMENTS`) a promise; one that stands already stays as it is.

    Raises NotFound and Refused as `make_promise` does.
    """
    if access.current_membership(by, partnership) is None:
        raise NotFound
    in_turn(by_organisation.pk)
    standing = partnership.promises.filter(
        by_organisation=by_organisation,
        to_organisation=to_organisation,
        state=Promise.State.OPEN,
        commitment__in=commitments,
    )
    taken = set(standing.values_list("commitment", flat=True))
    audit.nothing_changed()
    return [
        make_promise(
            by=by,
            partnership=partnership,
            by_organisation=by_organisation,
            to_organisation=to_organisation,
            commitment=each,
        )
        for each in commitments
        if each not in taken
    ]


@action
def close_promise(
    *,
    by: Person,
    promise: Promise,
    state: str,
    reason: str = "",
    text: str = "",
    due_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Promise:
    """Say that a promise was kept, or renegotiated or let go with the reason; by those who made it.

    One that is renegotiated is followed by a new one: `text` (empty: the same words), until `due_on`.
    Again the same changes nothing, and with another reason is refused, so that no words are lost. Raises NotFound, Refused.
    """
    if access.current_membership(by, promise.partnership) is None:
        raise NotFound
    must_go_on(promise.partnership)
    if not access.can_represent(by, promise.partnership, promise.by_organisation):
        raise Refused(_("Those who made a promise say how it ended."))
    promise = Promise.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=promise.pk)
    if state not in {Promise.State.KEPT, Promise.State.RENEGOTIATED, Promise.State.LET_GO}:
        raise Refused(_("Choose how it ended."))
    if state != Promise.State.KEPT and not reason.strip():
        raise Refused(_("Write why: the other side reads it."))
    if promise.state != Promise.State.OPEN:
        if (promise.state, promise.reason) == (state, reason.strip()):
            audit.nothing_changed()
            return promise
        raise Refused(_("This promise has ended already."))
    if state != Promise.State.RENEGOTIATED and (text.strip() or due_on):
        raise Refused(_("A new promise follows one that is renegotiated. Choose that, or leave it out."))
    at = at or timezone.now()
    promise.state, promise.reason, promise.closed_at = state, reason.strip(), at
    promise.save(update_fields=["state", "reason", "closed_at"])
    audit.record(by=by, verb=f"promise.{state}", subject=promise, circle=promise.partnership)
    if state == Promise.State.RENEGOTIATED:
        _follow(by, promise, text, due_on, at)
    return promise


def _follow(
    by: Person, promise: Promise, text: str, due_on: datetime.date | None, at: datetime.datetime
) -> None:
    """Make the promise that comes in the place of the one that was renegotiated."""
    follower = _promise(
        by,
        at,
        partnership=promise.partnership,
        by_organisation_id=promise.by_organisation_id,
        to_organisation_id=promise.to_organisation_id,
        text=text.strip() or promise.text,
        due_on=due_on,
        commitment=promise.commitment,
        follows=promise,
    )
    audit.record(by=by, verb="promise.made", subject=follower, circle=promise.partnership)
