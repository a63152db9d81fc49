"""What holds for everything that people would like to be public: a confirmed address, measure, and another person's look."""

import datetime
import uuid
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from relationships import access
from relationships.models import Concern, Look, Person
from relationships.public_things import KINDS

A_DAY = datetime.timedelta(days=1)
MOST_A_DAY = 10
"""So many things of one kind one person may put before others in a day: enough for anybody who means them."""


class NotConfirmed(Refused):
    """Nobody has shown yet that the person's address is theirs."""


class TooMuch(Refused):
    """The person has put as much before others today as one can."""


class SaysNothing(Refused):
    """There are no words."""


class ReadAnew(Refused):
    """It was changed, or somebody else looked at it, since it was read."""


def must_be_confirmed(by: Person) -> None:
    """Raises NotConfirmed for whoever has not shown that their address is theirs."""
    if not access.has_confirmed_address(by):
        raise NotConfirmed(
            _(
                "Confirm your e-mail address first: what is public here is written by people who can be reached."
            )
        )


def must_keep_measure(mine: QuerySet[Any], when: str, at: datetime.datetime | None = None) -> None:
    """Raises TooMuch where in the day before `at` there are too many of `mine`; `when` is the field that says when."""
    since = (at or timezone.now()) - A_DAY
    if mine.filter(**{f"{when}__gt": since}).count() >= MOST_A_DAY:
        raise TooMuch(_("That is enough for one day. Your words are still here: send them tomorrow."))


@action
def look_at(
    *,
    by: Person,
    kind: str,
    thing: uuid.UUID,
    edition: int,
    allowed: bool,
    words: str = "",
    at: datetime.datetime | None = None,
) -> Look:
    """Say, as a steward, whether this edition of a thing may be public; if not, why, in words to whoever wrote it.

    Taking something out of the public is the same: a later look that does not allow it. The same again changes nothing.
    Raises `NotFound` for who is no steward; `NotAllowed` where one has a part in it oneself; `ReadAnew` for an older edition;
    `SaysNothing` without a reason.
    """
    if not by.is_a_steward or kind not in KINDS:
        raise NotFound
    in_turn(thing)
    public = KINDS[kind]
    found = public.rows().visible_to(by).filter(pk=thing).first()  # type: ignore[attr-defined]
    if found is None:
        raise NotFound
    concerns = public.written_by(found)
    if concerns == by.pk or public.has_part(by, found):
        raise NotAllowed(_("You have a part in this. Another steward has to read it."))
    if found.edition != edition:
        raise ReadAnew(_("It was changed since you read it. Read it once more."))
    if not allowed and not words.strip():
        raise SaysNothing(_("Write why not, and what would help: whoever wrote it reads it."))
    standing = Look.objects.standing().filter(thing=thing).first()
    if standing and (standing.edition, standing.allowed) == (edition, allowed):
        audit.nothing_changed()
        return standing
    at = at or timezone.now()
    Look.objects.standing().filter(thing=thing).update(until=at)
    look = Look.objects.create(
        kind=kind, thing=thing, edition=edition, allowed=allowed, words="" if allowed else words.strip(),
        concerns_id=concerns, by=by, at=at,
    )  # fmt: skip
    audit.record(by=by, verb="look.taken", subject=look, concerns=concerns, allowed=allowed, kind=str(kind))
    if allowed:
        public.let(found, at)
    _tell(concerns, "let_public" if allowed else "not_public", found)
    return look


@action
def say_concern(
    *,
    by: Person | None,
    kind: str,
    thing: uuid.UUID,
    text: str,
    id: uuid.UUID,
    at: datetime.datetime | None = None,
) -> Concern:
    """Say what is wrong with something public, signed in or not (`by` None). The same `id` again changes nothing.

    Raises `SaysNothing`, `TooMuch`; `NotFound` for what is not public.
    """
    if kind not in KINDS or not KINDS[kind].rows().public().filter(pk=thing).exists():  # type: ignore[attr-defined]
        raise NotFound
    if not text.strip():
        raise SaysNothing(_("Write what is wrong with it."))
    in_turn(id)
    if by is not None:
        if there := Concern.objects.filter(pk=id, said_by=by).first():
            audit.nothing_changed()
            return there
        must_keep_measure(Concern.objects.filter(said_by=by), "said_at", at)
    concern = Concern(
        id=id, kind=kind, thing=thing, text=text.strip(), said_by=by, said_at=at or timezone.now()
    )
    concern.save(force_insert=True)
    if by is None:
        audit.nothing_changed()  # nothing is known of who said it, and the concern itself says the rest
    else:
        audit.record(by=by, verb="concern.said", subject=concern, kind=str(kind))
    return concern


@action
def close_concern(*, by: Person, concern: Concern, at: datetime.datetime | None = None) -> Concern:
    """Note, as a steward, that one has seen to it. Twice changes nothing. Raises `NotFound` for who is no steward."""
    if not by.is_a_steward:
        raise NotFound
    in_turn(concern.pk)
    concern = Concern.objects.get(pk=concern.pk)
    if concern.closed_at is not None:
        audit.nothing_changed()
        return concern
    concern.closed_at, concern.closed_by = at or timezone.now(), by
    concern.save(update_fields=["closed_at", "closed_by"])
    audit.record(by=by, verb="concern.closed", subject=concern)
    return concern


def _tell(person: uuid.UUID, what: str, thing: Any) -> None:
    from relationships.tasks import tell_person

    tell_person.ask(str(person), what, thing.get_absolute_url())
