"""What people write in a session, where it lies, and what comes of it."""

import datetime
import uuid
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.actions.adaptations import begin_adaptation
from learning.actions.insights import write_insight
from learning.actions.questions import ask_question
from learning.actions.sources import Sources
from learning.actions.together import WentOn, in_session, others_see
from learning.models import (
    Adaptation,
    Insight,
    LearningQuestion,
    Note,
    NoteGroup,
    Outcome,
    Phase,
    Placed,
    SenseMaking,
    Share,
)
from learning.models.sense_making import HIDDEN
from learning.together.formats import is_advice
from relationships.models import Circle, Person

SHOWN_WITH_ITS_WRITER = frozenset({Note.Kind.PROMISE, Note.Kind.CORRECTION})
"""Who promises or corrects stands by it."""


class NothingWritten(Refused):
    """A note without words that rests on nothing."""


class Advice(Refused):
    """What should be an open question says what to do."""


@action
def write_note(
    *,
    by: Person,
    sense_making: SenseMaking,
    kind: str = Note.Kind.NOTE,
    text: str = "",
    without_name: bool = False,
    said_by: str = "",
    to_whom: str = "",
    about_note: Note | None = None,
    share: Share | None = None,
    group: NoteGroup | None = None,
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Note:
    """Write something down in a session: for oneself, or as a scribe for somebody present (`said_by`, who agreed to it).

    Until all notes are shown, nobody else can see it, and no other page hears of it. The same `id` again changes nothing.
    Raises `NothingWritten`, `Advice` for a question that does not ask, `WentOn` outside the phases of its kind;
    `NotFound` when `by` is not in the circle, or when something it is about is not of this session.
    """
    now, text = in_session(by, sense_making), text.strip()
    id = id or uuid.uuid4()
    there = Note.objects.filter(pk=id, sense_making=now, author=by).first()
    if there is not None:
        audit.nothing_changed()
        return there
    if not access.can_write(now, kind):
        raise WentOn(_("The session is at another point now. Your words are still here."))
    if not text and share is None:
        raise NothingWritten(_("Write something first."))
    if kind == Note.Kind.QUESTION and is_advice(text):
        raise Advice(
            _(
                "This sounds like advice. Ask something whose answer you do not know, and end with a question mark."
            )
        )
    _must_be_of(now, about_note, group)
    if share is not None:
        _must_be_shared(now.circle, share)
    said_by = said_by.strip()
    hidden = without_name and not said_by and kind not in SHOWN_WITH_ITS_WRITER
    try:
        with transaction.atomic():
            note = Note.objects.create(
                id=id, sense_making=now, author=by, kind=kind, text=text, without_name=hidden, said_by=said_by,
                to_whom=to_whom.strip(), about_note=about_note, share=share, quotes=share is not None,
                written_at=Share.moment(at or timezone.now(), anonymous=hidden),
            )  # fmt: skip
    except IntegrityError:
        raise IdentifierTaken from None
    if group is not None:
        Placed.objects.create(note=note, group=group)
    if now.phase not in HIDDEN:
        others_see(now)
    audit.record(by=by, verb="note.written", subject=note)
    return note


def _must_be_of(sense_making: SenseMaking, *things: Note | NoteGroup | None) -> None:
    if any(each is not None and each.sense_making_id != sense_making.pk for each in things):
        raise NotFound


def _must_be_shared(circle: Circle, share: Share) -> None:
    """Raise `Refused` where it is not shared with this circle now; and nobody takes it back meanwhile."""
    in_turn(share.pk)
    if not Share.objects.live().filter(pk=share.pk, circle_id=circle.pk).exists():
        raise Refused(_("This is not shared with the circle any more. Choose something else."))


@action
def take_back_note(*, by: Person, note: Note, at: datetime.datetime | None = None) -> None:
    """Take one's note back: before it was shown it is gone; afterwards the session says that something went back.

    Raises `NotAllowed` for the note of somebody else, `NotFound` for one that `by` cannot see.
    """
    in_turn(note.sense_making_id)
    note = Note.objects.visible_to(by).get(pk=note.pk)
    session = SenseMaking.objects.filter(pk=note.sense_making_id).first()  # none for whoever left the circle
    if not access.can_take_back(by, note):
        raise NotAllowed
    if note.gone_back_at is not None:
        audit.nothing_changed()
        return
    if session is not None and session.shown_at is None:
        audit.record(by=by, verb="note.taken_back", subject=note)
        note.delete()
        return
    note.gone_back_at = at or timezone.now()
    note.save(update_fields=["gone_back_at"])
    audit.record(by=by, verb="note.taken_back", subject=note)
    if session is not None:
        others_see(session)


@action
def take_back_everything(*, by: Person, circle: Circle, at: datetime.datetime | None = None) -> int:
    """Take along all that `by` wrote in the sessions of a circle, also after having left it; how many notes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wall.my_notes_in(%s)", [circle.pk])
        mine = cursor.fetchone()[0]
    audit.nothing_changed()
    for note in Note.objects.filter(pk__in=mine):
        note.gone_back_at = at or timezone.now()
        note.save(update_fields=["gone_back_at"])
        audit.record(by=by, verb="note.taken_back", subject=note)
    return len(mine)


@action
def move_note(*, by: Person, note: Note, group: NoteGroup | None) -> Note:
    """Put a note into a group, or into none. When two move the same one, the last wins, and everybody sees where it lies.

    Raises `WentOn` before all are shown; `NotFound` for what `by` cannot see, or what is of another session.
    """
    now = in_session(by, note.sense_making)
    note = Note.objects.visible_to(by).get(pk=note.pk)
    _must_be_of(now, note, group)
    if now.phase in HIDDEN:
        raise WentOn(_("Notes are put together when all of them are shown."))
    lies = Placed.objects.filter(note=note).first()
    if (lies.group_id if lies else None) == (group.pk if group else None):
        audit.nothing_changed()
        return note
    if group is None:
        Placed.objects.filter(note=note).delete()
    elif lies is None:
        Placed.objects.create(note=note, group=group)
    else:
        lies.group = group
        lies.save(update_fields=["group"])
    others_see(now)
    audit.record(by=by, verb="note.moved", subject=now, circle=now.circle)
    return note


@action
def make_group(
    *, by: Person, sense_making: SenseMaking, name: str = "", id: uuid.UUID | None = None
) -> NoteGroup:
    """A new group, which can be named later. The same `id` again changes nothing.

    Raises `WentOn` before all are shown; `NotFound` when `by` is not in the circle.
    """
    now, id = in_session(by, sense_making), id or uuid7()
    there = NoteGroup.objects.filter(pk=id, sense_making=now).first()
    if there is not None:
        audit.nothing_changed()
        return there
    if now.phase in HIDDEN:
        raise WentOn(_("Notes are put together when all of them are shown."))
    try:
        with transaction.atomic():
            group = NoteGroup.objects.create(id=id, sense_making=now, name=name.strip(), named_by=by)
    except IntegrityError:
        raise IdentifierTaken from None
    others_see(now)
    audit.record(by=by, verb="note_group.made", subject=group, circle=now.circle)
    return group


@action
def name_group(*, by: Person, group: NoteGroup, name: str, read: str | None = None) -> NoteGroup:
    """Give a group of notes another name.

    `read` is the version of its name that was edited.
    Raises `ChangedMeanwhile`; `NotFound` when `by` is not in the circle.
    """
    now = in_session(by, group.sense_making)
    group = NoteGroup.objects.get(pk=group.pk)
    if group.name == name.strip():
        audit.nothing_changed()
        return group
    must_be_as_read(read, kept(group, ["name"]))
    group.name, group.named_by = name.strip(), by
    group.save(update_fields=["name", "named_by"])
    others_see(now)
    audit.record(by=by, verb="note_group.named", subject=group, circle=now.circle)
    return group


@action
def ask_next_question(
    *,
    by: Person,
    sense_making: SenseMaking,
    text: str,
    why: str = "",
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> LearningQuestion:
    """Ask, out of a session, what the circle wants to understand next. The same `id` again changes nothing.

    Raises `NoQuestion`, `WentOn` before its time; `NotFound` when `by` is not in the circle.
    """
    now = in_session(by, sense_making)
    _must_be_time_for_outcomes(now)
    question = ask_question(by=by, circle=now.circle, text=text, why=why, id=id, at=at)
    _came_of(now, by, question=question)
    return question


@action
def conclude(
    *,
    by: Person,
    sense_making: SenseMaking,
    text: str,
    how_sure: str = Insight.Sure.HUNCH,
    sources: Sources = (),
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Insight:
    """Write down, out of a session, what the circle now thinks, and what that rests on. The same `id` again changes nothing.

    Raises as `write_insight` does, and `WentOn` before its time.
    """
    now = in_session(by, sense_making)
    _must_be_time_for_outcomes(now)
    insight = write_insight(
        by=by, circle=now.circle, text=text, how_sure=how_sure, sources=sources, id=id, at=at
    )
    _came_of(now, by, insight=insight)
    return insight


@action
def adapt(
    *,
    by: Person,
    sense_making: SenseMaking,
    text: str,
    since: datetime.date | None = None,
    sources: Sources = (),
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Adaptation:
    """Write down, out of a session, what the circle does differently now. The same `id` again changes nothing.

    Raises as `begin_adaptation` does, and `WentOn` before its time.
    """
    now = in_session(by, sense_making)
    _must_be_time_for_outcomes(now)
    adaptation = begin_adaptation(
        by=by, circle=now.circle, text=text, since=since, sources=sources, id=id, at=at
    )
    _came_of(now, by, adaptation=adaptation)
    return adaptation


def _must_be_time_for_outcomes(sense_making: SenseMaking) -> None:
    if sense_making.phase not in {Phase.OUTCOME, Phase.MINUTE}:
        raise WentOn(_("The session is at another point now. Your words are still here."))


def _came_of(sense_making: SenseMaking, by: Person, **what: Any) -> None:
    """Note that this came of the session, once."""
    _outcome, is_new = Outcome.objects.get_or_create(sense_making=sense_making, **what)
    if is_new:
        others_see(sense_making)
        audit.record(by=by, verb="sense_making.led_to", subject=sense_making, circle=sense_making.circle)
