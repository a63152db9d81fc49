"""Keeping what a supported person says of themselves, by the workers whom that person agreed to, and by that person."""

import datetime
import hashlib
import secrets
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.midnight import midnight
from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from hls_platform.versions import kept, must_be_as_read
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Companion, CompanionWorker, Person

LONGEST = datetime.timedelta(days=366)
"""For so long a consent holds at most; then the person is asked again, or the words go."""
RETURNER = "hls_returner"
GONE = {"alias": "", "strengths": "", "hopes": "", "matters": "", "consent_scope": ""}


class Over(Refused):
    """The person ended it, or their consent ran out."""

    def __init__(self) -> None:
        super().__init__(_("This has ended, and its words are gone."))


@action
def keep_companion(
    *,
    by: Person,
    circle: Circle,
    id: uuid.UUID,
    alias: str,
    consent_scope: str,
    consent_on: datetime.date,
    last_day: datetime.date,
    strengths: str = "",
    hopes: str = "",
    matters: str = "",
    at: datetime.datetime | None = None,
) -> Companion:
    """Keep what a person says of themselves, as they agreed, seen by `by` alone until others are named. The same `id` again changes nothing.

    Raises NotFound for a circle that is not one's own; Refused for people of a funder, in a partnership, without alias or consent.
    """
    in_turn(id)
    there = Companion.objects.filter(pk=id).first()
    if there is not None:
        audit.nothing_changed()
        return there
    must_go_on(circle)
    if not Companion.objects.who_may_be_named(circle).filter(pk=by.pk).exists():
        raise _refuse_to_name(circle, by)
    if circle.kind == Circle.Kind.PARTNERSHIP:
        raise Refused(_("In a partnership there are people of the funder: choose a circle of workers."))
    if not alias.strip():
        raise Refused(_("Ask by which name the person would like to go here."))
    at = at or timezone.now()
    agreed = _agreed(consent_scope, consent_on, last_day, at)
    companion = Companion(id=id, circle_id=circle.pk, written_at=at, **agreed)
    _say(companion, alias, strengths, hopes, matters)
    try:
        with transaction.atomic():
            companion.save(force_insert=True)
    except IntegrityError as taken:  # by one that is not this person's to see, or is no more
        raise IdentifierTaken from taken
    CompanionWorker(companion=companion, person=by, since=at).save(force_insert=True)
    audit.record(by=by, verb="companion.kept", subject=companion)
    return companion


@action
def change_companion(
    *,
    by: Person,
    companion: Companion,
    alias: str,
    strengths: str = "",
    hopes: str = "",
    matters: str = "",
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Companion:
    """Correct what a person says of themselves. The same words change nothing. Raises NotFound, Refused, Over, ChangedMeanwhile."""
    companion = _standing(companion.pk)
    if _correct(companion, (alias, strengths, hopes, matters), read, at):
        audit.record(by=by, verb="companion.changed", subject=companion)
    return companion


@action
def renew_consent(
    *,
    by: Person,
    companion: Companion,
    consent_scope: str,
    consent_on: datetime.date,
    last_day: datetime.date,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Companion:
    """Write down what the person says yes to now, on which day, and until when. The same again changes nothing."""
    companion = _standing(companion.pk)
    agreed = _agreed(consent_scope, consent_on, last_day, at or timezone.now())
    if kept(companion, Companion.CONSENT) == agreed:
        audit.nothing_changed()
        return companion
    must_be_as_read(read, consent_of(companion))
    for name, value in agreed.items():
        setattr(companion, name, value)
    companion.save(update_fields=list(agreed))
    audit.record(
        by=by,
        verb="companion.agreed",
        subject=companion,
        on=consent_on.isoformat(),
        until=last_day.isoformat(),
    )
    return companion


def consent_of(companion: Companion) -> dict[str, Any]:
    """What a form of the consent edits, as it is kept."""
    return kept(companion, ("consent_scope", "consent_on", "last_day"))


@action
def name_worker(
    *, by: Person, companion: Companion, person: Person, at: datetime.datetime | None = None
) -> CompanionWorker:
    """Name another worker of the circle, whom the person agreed to. Named already: nothing changes.

    Raises NotFound; Refused for somebody of a funder, who is never named, and for somebody of another circle.
    """
    companion = _standing(companion.pk)
    must_go_on(companion.circle)
    if not Companion.objects.who_may_be_named(companion.circle).filter(pk=person.pk).exists():
        raise _refuse_to_name(companion.circle, person)
    there = CompanionWorker.objects.filter(companion=companion, person=person).first()
    if there is not None and there.until is None:
        audit.nothing_changed()
        return there
    if there is None:
        there = CompanionWorker(companion=companion, person=person, since=at or timezone.now())
        there.save(force_insert=True)
    else:
        there.since, there.until = at or timezone.now(), None
        there.save(update_fields=["since", "until"])
    audit.record(by=by, verb="companion.worker_named", subject=companion, concerns=person.pk)
    return there


@action
def take_worker_off(
    *, by: Person, companion: Companion, person: Person, at: datetime.datetime | None = None
) -> None:
    """Take a worker, or oneself, off; the last one cannot be: then it is ended. Not named: nothing changes."""
    companion = _standing(companion.pk)
    named = CompanionWorker.objects.filter(companion=companion, until=None)
    there = named.filter(person=person).first()
    if there is None:
        return audit.nothing_changed()
    if not named.accompanying().exclude(person=person).exists():
        raise Refused(_("Nobody else is named. End it, and its words go; or name somebody first."))
    audit.record(by=by, verb="companion.worker_taken_off", subject=companion, concerns=person.pk)
    there.until = max(at or timezone.now(), there.since)
    there.save(update_fields=["until"])


@action
def end_companion(*, by: Person, companion: Companion, at: datetime.datetime | None = None) -> None:
    """End it as the person wishes: all words go at once, for everybody. Ended already: nothing changes."""
    in_turn(companion.pk)
    companion = Companion.objects.visible_to(by).get(pk=companion.pk)
    if companion.ended_at is not None:
        return audit.nothing_changed()
    _let_words_go(companion, at)
    audit.record(by=by, verb="companion.ended", subject=companion)


@action
def give_key(*, by: Person, companion: Companion) -> str:
    """An address of the person's own, without an account; an earlier one works no more. Returned this once, kept as a hash."""
    companion = _standing(companion.pk)
    key = secrets.token_urlsafe(24)
    companion.key_hash = hash_of_key(key)
    companion.save(update_fields=["key_hash"])
    audit.record(by=by, verb="companion.key_given", subject=companion)
    return key


def companion_of(key: str) -> Companion | None:
    """The companion whose own address this is, also after its end; None where it leads nowhere (any more)."""
    with as_person(None, token_hash=hash_of_key(key)):
        return Companion.objects.filter(key_hash=hash_of_key(key)).first()


@action
def correct_own(
    *,
    key: str,
    alias: str,
    strengths: str = "",
    hopes: str = "",
    matters: str = "",
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Companion:
    """The person corrects what they say of themselves, by their own address. Raises as `change_companion`."""
    with as_person(None, token_hash=hash_of_key(key)):
        companion = _own(key)
        if _correct(companion, (alias, strengths, hopes, matters), read, at):
            _note("companion.corrected_by_themselves", companion)
    return companion


@action
def end_own(*, key: str, at: datetime.datetime | None = None) -> None:
    """The person ends it, by their own address. Ended already: nothing changes. Raises NotFound."""
    with as_person(None, token_hash=hash_of_key(key)):
        companion = _own(key, ended=True)
        if companion.ended_at is not None:
            return audit.nothing_changed()
        _let_words_go(companion, at)
        _note("companion.ended_by_themselves", companion)


@action
def end_what_ran_out(*, at: datetime.datetime | None = None) -> int:
    """Let the words go of every companion whose consent ran out, or whose named workers have all left; how many."""
    at = at or timezone.now()
    with as_job(RETURNER):  # which sees those alone, and none of their words
        over = Companion.objects.filter(ended_at=None).order_by("pk").select_for_update(skip_locked=True)
        ended = list(over.values_list("pk", flat=True))
        Companion.objects.filter(pk__in=ended).update(ended_at=at, **GONE)
        for id in ended:
            audit.record(by=None, verb="companion.ran_out", subject=Companion(pk=id))
    audit.nothing_changed()
    return len(ended)


def hash_of_key(key: str) -> str:
    """What is kept of a key. Another word in front than that of links and tokens: none opens the other's door."""
    return hashlib.sha256(f"companion {key}".encode()).hexdigest()


def _own(key: str, *, ended: bool = False) -> Companion:
    found = companion_of(key)
    if found is None:
        raise NotFound
    in_turn(found.pk)
    companion = Companion.objects.get(pk=found.pk)
    if companion.ended_at is not None and not ended:
        raise Over
    return companion


def _note(verb: str, companion: Companion) -> None:
    """The entry of what somebody did who is not a person of this place."""
    with as_job(RETURNER):
        audit.record(by=None, verb=verb, subject=companion)


def _standing(id: uuid.UUID) -> Companion:
    """The companion as it stands now, held against others. Raises Over; DoesNotExist where one is not named."""
    in_turn(id)
    companion = Companion.objects.select_related("circle").get(pk=id)
    if companion.ended_at is not None:
        raise Over
    return companion


def _correct(
    companion: Companion, said: tuple[str, str, str, str], read: str | None, at: datetime.datetime | None
) -> bool:
    """Put other words there; whether anything changed."""
    before = kept(companion, Companion.WORDS)
    _say(companion, *said)
    if not companion.alias:
        raise Refused(_("Ask by which name the person would like to go here."))
    if kept(companion, Companion.WORDS) == before:
        audit.nothing_changed()
        return False
    must_be_as_read(read, before)
    companion.written_at = at or timezone.now()
    companion.save(update_fields=[*Companion.WORDS, "written_at"])
    return True


def _say(companion: Companion, alias: str, strengths: str, hopes: str, matters: str) -> None:
    companion.alias, companion.strengths = alias.strip(), strengths.strip()
    companion.hopes, companion.matters = hopes.strip(), matters.strip()


def _let_words_go(companion: Companion, at: datetime.datetime | None) -> None:
    for name in GONE:
        setattr(companion, name, "")
    companion.ended_at = at or timezone.now()
    companion.save(update_fields=[*GONE, "ended_at"])


def _agreed(scope: str, on: datetime.date, last_day: datetime.date, at: datetime.datetime) -> dict[str, Any]:
    """The three columns of a consent. Raises Refused where it says nothing, is of a day to come, or never ends."""
    today = timezone.localdate(at)
    if not scope.strip():
        raise Refused(_("Write down what the person said yes to."))
    if on > today:
        raise Refused(_("The day on which the person agreed cannot be still to come."))
    if last_day < today:
        raise Refused(_("The consent has to hold today."))
    if last_day - on > LONGEST:
        raise Refused(_("Ask again after a year at the latest."))
    until = midnight(last_day + datetime.timedelta(days=1))
    return {"consent_scope": scope.strip(), "consent_on": on, "consent_until": until}


def _refuse_to_name(circle: Circle, person: Person) -> Exception:
    """Why this person cannot be named: not of the circle, which looks like not there, or of a funder."""
    if not Person.objects.filter(memberships__in=circle.memberships.current(), pk=person.pk).exists():
        return NotFound()
    return Refused(
        _("People who work or speak for a funder or commissioner are never named on somebody’s page.")
    )
