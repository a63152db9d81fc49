"""Conversations of a partnership: planned, moved, cancelled, held."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships import access
from relationships.actions.ending import must_go_on
from relationships.models import Conversation, Membership, Partnership, Person, Presence, Rhythm
from relationships.models.conversation import AN_HOUR

SHORTEST, LONGEST = 5, 24 * 60
"""Minutes of a conversation."""


@action
def plan_conversation(
    *,
    by: Person,
    partnership: Partnership,
    starts_at: datetime.datetime,
    about: str,
    minutes: int = AN_HOUR,
    rhythm: str = "",
    at: datetime.datetime | None = None,
) -> Conversation:
    """Plan the next conversation, so many `minutes` long, and in `rhythm` (of `Rhythm`; empty: once).

    In a rhythm, each next one is planned once this one begins. Anybody in the partnership may. Raises NotFound, Refused.
    """
    if access.current_membership(by, partnership) is None:
        raise NotFound
    must_go_on(partnership)
    if not about.strip():
        raise Refused(_("Say what you would like to talk about."))
    _must_make_sense(minutes, rhythm)
    conversation = Conversation.objects.create(
        partnership=partnership,
        starts_at=starts_at,
        planned_for=starts_at,
        minutes=minutes,
        rhythm=rhythm,
        about=about.strip(),
        changed_at=at or timezone.now(),
    )
    audit.record(by=by, verb="conversation.planned", subject=conversation, circle=partnership)
    return conversation


def _must_make_sense(minutes: int, rhythm: str) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(_("Say for how many minutes, between five and a day."))
    if rhythm and rhythm not in Rhythm.values:
        raise Refused(_("Choose how often."))


@action
def move_conversation(
    *,
    by: Person,
    conversation: Conversation,
    starts_at: datetime.datetime,
    minutes: int | None = None,
    rhythm: str | None = None,
    read: str | None = None,
) -> Conversation:
    """Move a conversation that is still to come, or say how long it is and in which rhythm; None stays as it is.

    The same again changes nothing. `read` is the version (of `Conversation.PLANNED`) that was edited.
    Raises ChangedMeanwhile, NotFound, Refused.
    """
    conversation = _still_to_come(by, conversation)
    before = kept(conversation, Conversation.PLANNED)
    wanted: dict[str, Any] = {
        "starts_at": starts_at,
        "minutes": conversation.minutes if minutes is None else minutes,
        "rhythm": conversation.rhythm if rhythm is None else rhythm,
    }
    if before == wanted:
        audit.nothing_changed()
        return conversation
    must_be_as_read(read, before)
    _must_make_sense(wanted["minutes"], wanted["rhythm"])
    conversation.planned_for = conversation.planned_for or conversation.starts_at
    conversation.starts_at, conversation.minutes = starts_at, wanted["minutes"]
    conversation.rhythm = wanted["rhythm"]
    _told_to_calendars(conversation, *Conversation.PLANNED, "planned_for")
    audit.record(by=by, verb="conversation.moved", subject=conversation, circle=conversation.partnership)
    return conversation


def _told_to_calendars(conversation: Conversation, *fields: str) -> None:
    """Save these fields as a change that every calendar hears of."""
    conversation.sequence += 1
    conversation.changed_at = timezone.now()
    conversation.save(update_fields=[*fields, "sequence", "changed_at"])


@action
def cancel_conversation(
    *, by: Person, conversation: Conversation, at: datetime.datetime | None = None
) -> Conversation:
    """Cancel a conversation that is still to come; again changes nothing. Raises NotFound, Refused.

    One that belongs to a rhythm is cancelled by itself: the next one is planned as it would have been.
    """
    if conversation.cancelled_at and access.current_membership(by, conversation.partnership):
        audit.nothing_changed()
        return conversation
    conversation = _still_to_come(by, conversation, at)
    conversation.cancelled_at = at or timezone.now()
    _told_to_calendars(conversation, "cancelled_at")
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


def as_held(conversation: Conversation) -> dict[str, Any]:
    """What is written down together of a conversation, as a form edits it: the notes and who was there."""
    there = sorted(str(each) for each in conversation.presences.values_list("person_id", flat=True))
    return {"notes": conversation.notes, "there": there, "others_there": conversation.others_there}


@action
def hold_conversation(
    *,
    by: Person,
    conversation: Conversation,
    notes: str,
    there: Iterable[Person] | None = None,
    others_there: str | None = None,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Conversation:
    """Write down together what a conversation was, who of the partnership was `there`, and who else (None: as before).

    Writing again replaces it. `read` is the version (of `as_held`) that was edited. Raises ChangedMeanwhile, NotFound, and
    Refused before it has begun, or for somebody who is not in the partnership.
    """
    conversation = _in_hand(by, conversation)
    at = at or timezone.now()
    if conversation.starts_at > at:
        raise Refused(_("This conversation is still to come."))
    before = as_held(conversation)
    wanted: dict[str, Any] = {
        "notes": notes.strip(),
        "there": before["there"] if there is None else sorted(str(each.pk) for each in there),
        "others_there": conversation.others_there if others_there is None else others_there.strip(),
    }
    if conversation.held_at and before == wanted:
        audit.nothing_changed()
        return conversation
    must_be_as_read(read, before)
    _note_who_was_there(conversation, set(before["there"]), set(wanted["there"]))
    conversation.held_at = conversation.held_at or conversation.starts_at
    conversation.notes, conversation.others_there = wanted["notes"], wanted["others_there"]
    conversation.save(update_fields=["held_at", "notes", "others_there"])
    audit.record(by=by, verb="conversation.held", subject=conversation, circle=conversation.partnership)
    return conversation


def _note_who_was_there(conversation: Conversation, before: set[str], now: set[str]) -> None:
    """Raises Refused for somebody who never was in the partnership."""
    Presence.objects.filter(conversation=conversation, person_id__in=before - now).delete()
    known = Membership.objects.filter(circle_id=conversation.partnership_id, person_id__in=now - before)
    if {str(each) for each in known.values_list("person_id", flat=True)} != now - before:
        raise Refused(_("Choose people of this partnership; write down by name who else was there."))
    Presence.objects.bulk_create(
        Presence(conversation=conversation, person_id=each) for each in sorted(now - before)
    )
