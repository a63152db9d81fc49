"""Leading a session: begun, led on from phase to phase, handed over, its time and its minute kept."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.live.news import changed
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from learning import access
from learning.models import Digest, DigestThread, LearningQuestion, NoteGroup, Phase, SenseMaking
from learning.models.sense_making import HIDDEN
from learning.together.formats import FORMATS, format_of, next_phase, phase_before
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person

LIVE = "together"
MOST_MINUTES = 240


class WentOn(Refused):
    """The session is not where the one who asks thinks it is."""


class AlreadyKept(Refused):
    """The minute is kept: the session is over."""


def in_session(by: Person, sense_making: SenseMaking) -> SenseMaking:
    """The session as it is now, its circle with it; nobody else changes it until the transaction ends.

    Raises `AlreadyKept`, `Ended`; `NotFound` when `by` is not in its circle.
    """
    in_turn(sense_making.pk)
    now = SenseMaking.objects.select_related("circle").get(pk=sense_making.pk)
    if not access.can_take_part(by, now):
        raise NotFound
    must_go_on(now.circle)
    if now.kept_at is not None:
        raise AlreadyKept(_("The minute of this session is kept. It can be read; nothing is added any more."))
    return now


def others_see(sense_making: SenseMaking, *fields: str) -> None:
    """Store these fields, and let every page that is open know that there is something new."""
    sense_making.version += 1
    sense_making.save(update_fields=["version", *fields])
    changed(LIVE, sense_making.pk, sense_making.version)


def _led(by: Person, sense_making: SenseMaking) -> SenseMaking:
    now = in_session(by, sense_making)
    if not access.facilitates(by, now):
        raise NotAllowed
    return now


@action
def begin_session(
    *,
    by: Person,
    circle: Circle,
    format: str,
    about: str = "",
    digest: Digest | None = None,
    thread: DigestThread | None = None,
    question: LearningQuestion | None = None,
    id: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> SenseMaking:
    """Begin to make sense together in `circle`: of a digest, a thread, a question, or of what `about` says.

    Whoever begins facilitates. The same `id` again changes nothing.
    Raises `Refused` where it is about nothing; `NotFound` when `by` is not in the circle, or what it is about is not of it.
    """
    if not access.can_begin_session(by, circle):
        raise NotFound
    _must_be_of(circle, digest, thread, question)
    about = about.strip()
    if not (about or digest or thread or question):
        raise Refused(_("Say what it is about: choose something, or write it in your own words."))
    id = id or uuid7()
    there = SenseMaking.objects.filter(pk=id, circle_id=circle.pk, begun_by=by).first()
    if there is not None:
        audit.nothing_changed()
        return there
    try:
        with transaction.atomic():
            begun = SenseMaking.objects.create(
                id=id, circle_id=circle.pk, format=format, about=about, digest=digest, thread=thread,
                question=question, begun_by=by, facilitator=by, begun_at=at or timezone.now(),
            )  # fmt: skip
    except IntegrityError:
        raise IdentifierTaken from None
    NoteGroup.objects.bulk_create(
        NoteGroup(sense_making=begun, name=str(name)) for name in FORMATS[format].groups
    )
    audit.record(by=by, verb="sense_making.begun", subject=begun, circle=circle, format=str(format))
    return begun


def _must_be_of(
    circle: Circle, digest: Digest | None, thread: DigestThread | None, question: LearningQuestion | None
) -> None:
    circles = {
        digest and digest.circle_id,
        thread and thread.digest.circle_id,
        question and question.circle_id,
    }
    if circles - {None, circle.pk}:
        raise NotFound


@action
def move_on(
    *, by: Person, sense_making: SenseMaking, to: str, at: datetime.datetime | None = None
) -> SenseMaking:
    """Lead the session to the next phase, or back to the one before. Where it is there already, nothing changes.

    With the first phase after writing alone, every note is shown. With the last, the minute is kept.
    Raises `WentOn` for a phase further away; `NotAllowed` when `by` does not facilitate, `NotFound` outside the circle.
    """
    in_turn(sense_making.pk)
    if SenseMaking.objects.filter(pk=sense_making.pk, phase=to, facilitator=by).exists():
        audit.nothing_changed()
        return SenseMaking.objects.get(pk=sense_making.pk)
    led, at = _led(by, sense_making), at or timezone.now()
    if to not in {next_phase(led), phase_before(led)}:
        raise WentOn(_("The session has gone on meanwhile. Look where it is now."))
    led.phase, led.time_until = to, None
    if to not in HIDDEN and led.shown_at is None:
        led.shown_at = at
    if to == Phase.KEPT:
        led.kept_at = at
    others_see(led, "phase", "time_until", "shown_at", "kept_at")
    if to == Phase.KEPT:
        audit.record(by=by, verb="sense_making.kept", subject=led, circle=led.circle)
    else:
        audit.record(by=by, verb="sense_making.moved", subject=led, circle=led.circle, phase=str(to))
    return led


@action
def hand_over(*, by: Person, sense_making: SenseMaking, to: Person) -> SenseMaking:
    """Let somebody else of the circle facilitate.

    Raises `Refused` for somebody who is not in it; `NotAllowed` when `by` does not facilitate, `NotFound` outside the circle.
    """
    led = _led(by, sense_making)
    if led.facilitator_id == to.pk:
        audit.nothing_changed()
        return led
    if not access.can_take_part(to, led):
        raise Refused(_("Choose somebody who is in this circle."))
    led.facilitator = to
    others_see(led, "facilitator")
    audit.record(by=by, verb="sense_making.handed_over", subject=led, circle=led.circle, concerns=to.pk)
    return led


@action
def take_over(*, by: Person, sense_making: SenseMaking) -> SenseMaking:
    """Facilitate in the place of somebody whose battery is empty. Everybody sees who it is now."""
    now = in_session(by, sense_making)
    if access.facilitates(by, now):
        audit.nothing_changed()
        return now
    before, now.facilitator = now.facilitator_id, by
    others_see(now, "facilitator")
    audit.record(by=by, verb="sense_making.taken_over", subject=now, circle=now.circle, concerns=before)
    return now


@action
def keep_time(
    *, by: Person, sense_making: SenseMaking, minutes: int, at: datetime.datetime | None = None
) -> SenseMaking:
    """Show everybody how much time is left, from now; 0 takes it away. Nothing happens by itself when it is over.

    Raises `Refused` for a time that makes no sense; `NotAllowed` when `by` does not facilitate, `NotFound` outside the circle.
    """
    led = _led(by, sense_making)
    if not 0 <= minutes <= MOST_MINUTES:
        raise Refused(_("Give a time from 1 to 240 minutes."))
    if not minutes and led.time_until is None:
        audit.nothing_changed()
        return led
    led.time_until = (at or timezone.now()) + datetime.timedelta(minutes=minutes) if minutes else None
    others_see(led, "time_until")
    audit.record(by=by, verb="sense_making.timed", subject=led, circle=led.circle, minutes=minutes)
    return led


@action
def say_who_presents(*, by: Person, sense_making: SenseMaking, presenter: Person) -> SenseMaking:
    """In an action learning set: whose matter it is. That person has agreed to it.

    Raises `Refused` for another format, or somebody outside; `NotAllowed` when `by` neither facilitates nor presents.
    """
    now = in_session(by, sense_making)
    if not access.facilitates(by, now) and presenter.pk != by.pk:
        raise NotAllowed
    if not format_of(now).presents or not access.can_take_part(presenter, now):
        raise Refused(_("Choose somebody who is in this circle."))
    if now.presenter_id == presenter.pk:
        audit.nothing_changed()
        return now
    now.presenter = presenter
    others_see(now, "presenter")
    audit.record(by=by, verb="sense_making.presented", subject=now, circle=now.circle, concerns=presenter.pk)
    return now


@action
def write_minute(
    *,
    by: Person,
    sense_making: SenseMaking,
    minute: str,
    returns_on: datetime.date | None = None,
    read: str | None = None,
) -> SenseMaking:
    """Write what the minute says beside what stands in the session already, and when the circle comes back to it.

    `read` is the version of both that was edited.
    Raises `ChangedMeanwhile`, `WentOn` before its time; `NotAllowed` when `by` does not facilitate, `NotFound` outside the circle.
    """
    led = _led(by, sense_making)
    if led.phase not in {Phase.OUTCOME, Phase.MINUTE}:
        raise WentOn(_("The minute is written at the end. The session is not there yet."))
    if (led.minute, led.returns_on) == (minute.strip(), returns_on):
        audit.nothing_changed()
        return led
    must_be_as_read(read, kept(led, SenseMaking.EDITED))
    led.minute, led.returns_on = minute.strip(), returns_on
    others_see(led, *SenseMaking.EDITED)
    audit.record(by=by, verb="sense_making.minuted", subject=led, circle=led.circle)
    return led
