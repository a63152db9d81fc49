"""What a partnership does: conversations held, promises made both ways."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships import access
from relationships.actions.ending import must_go_on
from relationships.models import Conversation, Organisation, Partnership, Person, Promise


@action
def plan_conversation(
    *, by: Person, partnership: Partnership, starts_at: datetime.datetime, about: str
) -> Conversation:
    """Plan the next conversation. Anybody in the partnership may. Raises NotFound, Refused."""
    if access.current_membership(by, partnership) is None:
        raise NotFound
    must_go_on(partnership)
    if not about.strip():
        raise Refused(_("Say what you would like to talk about."))
    conversation = Conversation.objects.create(
        partnership=partnership, starts_at=starts_at, about=about.strip()
    )
    audit.record(by=by, verb="conversation.planned", subject=conversation, circle=partnership)
    return conversation


@action
def move_conversation(
    *, by: Person, conversation: Conversation, starts_at: datetime.datetime, read: str | None = None
) -> Conversation:
    """Move a conversation that is still to come; to the same moment changes nothing. Raises NotFound, Refused.

    `read` is the version (of its `starts_at`) that was edited: raises ChangedMeanwhile.
    """
    conversation = _still_to_come(by, conversation)
    if conversation.starts_at == starts_at:
        audit.nothing_changed()
        return conversation
    must_be_as_read(read, kept(conversation, ["starts_at"]))
    conversation.starts_at = starts_at
    conversation.save(update_fields=["starts_at"])
    audit.record(by=by, verb="conversation.moved", subject=conversation, circle=conversation.partnership)
    return conversation


@action
def cancel_conversation(
    *, by: Person, conversation: Conversation, at: datetime.datetime | None = None
) -> Conversation:
    """Cancel a conversation that is still to come; again changes nothing. Raises NotFound, Refused."""
    if conversation.cancelled_at and access.current_membership(by, conversation.partnership):
        audit.nothing_changed()
        return conversation
    conversation = _still_to_come(by, conversation, at)
    conversation.cancelled_at = at or timezone.now()
    conversation.save(update_fields=["cancelled_at"])
    audit.record(by=by, verb="conversation.cancelled", subject=conversation, circle=conversation.partnership)
    return conversation


def _in_hand(by: Person, conversation: Conversation) -> Conversation:
    """The conversation as it stands now, held for a change. Raises NotFound outside, Refused for a cancelled one."""
    if access.current_membership(by, conversation.partnership) is None:
        raise NotFound
    in_turn(conversation.pk)
    must_go_on(conversation.partnership)
    fresh = Conversation.objects.select_for_update(of=("self",)).select_related("partnership")
    conversation = fresh.get(pk=conversation.pk)
    if conversation.cancelled_at:
        raise Refused(_("This conversation was cancelled."))
    return conversation


def _still_to_come(
    by: Person, conversation: Conversation, at: datetime.datetime | None = None
) -> Conversation:
    """As `_in_hand`. Refused once it has begun, too."""
    conversation = _in_hand(by, conversation)
    if conversation.held_at or conversation.starts_at <= (at or timezone.now()):
        raise Refused(_("This conversation has begun already."))
    return conversation


@action
def hold_conversation(
    *,
    by: Person,
    conversation: Conversation,
    notes: str,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Conversation:
    """Write down what was heard in a conversation; writing again replaces the notes. Raises NotFound, Refused.

    `read` is the version (of its `notes`) that was edited: raises ChangedMeanwhile.
    """
    conversation = _in_hand(by, conversation)
    at = at or timezone.now()
    if conversation.starts_at > at:
        raise Refused(_("This conversation is still to come."))
    if conversation.held_at and conversation.notes == notes.strip():
        audit.nothing_changed()
        return conversation
    must_be_as_read(read, kept(conversation, ["notes"]))
    conversation.held_at = conversation.held_at or conversation.starts_at
    conversation.notes = notes.strip()
    conversation.save(update_fields=["held_at", "notes"])
    audit.record(by=by, verb="conversation.held", subject=conversation, circle=conversation.partnership)
    return conversation


@action
def make_promise(
    *,
    by: Person,
    partnership: Partnership,
    by_organisation: Organisation,
    to_organisation: Organisation,
    text: str,
    due_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Promise:
    """Promise something on behalf of one's organisation to another of the partnership.

    Raises NotFound outside the partnership; Refused for another's organisation, a party that is none, no words.
    """
    if access.current_membership(by, partnership) is None:
        raise NotFound
    must_go_on(partnership)
    if not access.can_represent(by, partnership, by_organisation):
        raise Refused(_("You can promise for the organisation you stand for here."))
    parties = set(partnership.parties.values_list("organisation_id", flat=True))
    if by_organisation == to_organisation or to_organisation.pk not in parties:
        raise Refused(_("Choose the organisation of this partnership that you promise it to."))
    if not text.strip():
        raise Refused(_("Write what you promise."))
    promise = Promise.objects.create(
        partnership=partnership,
        by_organisation=by_organisation,
        to_organisation=to_organisation,
        text=text.strip(),
        due_on=due_on,
        created_at=at or timezone.now(),
    )
    audit.record(by=by, verb="promise.made", subject=promise, circle=partnership)
    return promise


@action
def close_promise(
    *, by: Person, promise: Promise, state: str, reason: str = "", at: datetime.datetime | None = None
) -> Promise:
    """Say that a promise was kept, or renegotiated or let go with the reason; by those who made it.

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
    promise.state, promise.reason, promise.closed_at = state, reason.strip(), at or timezone.now()
    promise.save(update_fields=["state", "reason", "closed_at"])
    audit.record(by=by, verb=f"promise.{state}", subject=promise, circle=promise.partnership)
    return promise
