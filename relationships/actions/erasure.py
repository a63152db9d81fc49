"""Erasing a person: their words go, the structure that others rely on stays, as of “a person who left”."""

import datetime
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.outbox import forget_letters
from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from hls_platform.security.held import RIGHTS, all_held, gathered, take_away
from hls_platform.waiting import forget_tasks
from relationships import erasure_list
from relationships.actions.memberships import change_role
from relationships.administration import ADMINISTRATION
from relationships.models import Erasure, Invitation, Membership, Person
from relationships.signals import person_leaves

SHORTEST = 8
"""Letters: what is shorter is too little to look for in other people's letters."""


@action
def ask_to_be_erased(*, by: Person, at: datetime.datetime | None = None) -> Erasure:
    """Close `by`'s account and put them on the list of those to be erased: the worker does it. Asked again: the same.

    Raises Refused to the last administrator: somebody has to administer the place.
    """
    in_turn(by.pk)
    if found := Erasure.objects.filter(person_id=by.pk).first():
        audit.nothing_changed()
        return found
    if by.is_administrator:
        with as_job(ADMINISTRATION):
            others = Person.objects.filter(is_active=True, is_administrator=True).exclude(pk=by.pk)
            if not others.exists():
                raise Refused(
                    _("Somebody has to administer this place. Make somebody else an administrator first.")
                )
    with as_job(RIGHTS):
        erasure = Erasure(person_id=by.pk, at=at or timezone.now(), addresses=[hash_of_address(by.email)])
        erasure.save(force_insert=True)
        Person.objects.filter(pk=by.pk).update(is_active=False, is_administrator=False)
    _end_sessions(by)
    audit.record(by=by, verb="person.asked_to_be_erased", subject=by)
    return erasure


@action
def erase_person(*, by: Person, at: datetime.datetime | None = None) -> dict[str, int]:
    """Erase `by`, who asked to be; how many rows of which table were deleted or emptied. Done already: none.

    What they shared is withdrawn first, so that reports and digests let go of it as they do of anything that is
    withdrawn; each circle that nobody else tends gets the one who has been in it longest as its facilitator; then every
    table does what its app's `held.py` says. Raises NotFound where nobody asked.
    """
    at = at or timezone.now()
    in_turn(by.pk)
    if not Erasure.objects.filter(person_id=by.pk).exists():
        raise NotFound
    if Person.objects.get(pk=by.pk).erased_at is not None:
        _note_done(by.pk, at)
        audit.nothing_changed()
        return {}
    person_leaves.send(Person, person=by)
    _leave_circles(by, at)
    words = set(_words())
    forget_letters({by.email, *words}, {by.name})
    forget_tasks({by.email})
    _end_sessions(by)
    touched = take_away()
    _note_done(by.pk, at)
    audit.record(by=by, verb="person.erased", subject=by)
    transaction.on_commit(write_list)
    return touched


def finish_erasures() -> list[uuid.UUID]:
    """Erase whoever asked and is still here; their ids. Whoever is not here (any more) is only noted."""
    with as_job("hls_clock"):
        waiting = list(Erasure.objects.filter(done_at=None).values_list("person_id", flat=True))
    erased = []
    for person_id in waiting:
        with as_person(person_id):
            person = Person.objects.filter(pk=person_id).first()
            if person is None:
                _note_done(person_id, timezone.now())
                continue
        erase_person(by=person)
        erased.append(person_id)
    return erased


def replay_erasures(listed: Iterable[dict[str, Any]] = ()) -> list[uuid.UUID]:
    """Do again, after an older back-up was put back, every erasure on the list; the ids of those erased anew.

    The list is what the back-up itself holds, what stands in the file beside the database (`erasure_list`), and
    `listed`, lines of such a file. An invitation to an address that was theirs loses it, whoever made it.
    """
    known = {each["person"]: each for each in (*erasure_list.read(), *listed)}
    with as_job("hls_door"):
        here = {str(each) for each in Erasure.objects.values_list("person_id", flat=True)}
        for person, each in known.items():
            if person not in here:
                Erasure(person_id=uuid.UUID(person), at=each["at"], addresses=each["addresses"]).save(
                    force_insert=True
                )
        _forget_addresses()
    erased = finish_erasures()
    write_list()
    return erased


def write_list() -> None:
    """Write the list of erasures into its file beside the database, where a lost database does not take it along."""
    with as_job("hls_door"):
        erasure_list.write(
            {"person": str(each.person_id), "at": each.at.isoformat(), "addresses": each.addresses}
            for each in Erasure.objects.all()
        )


def person_with(email: str) -> Person:
    """Whoever signs in with this address, for whoever runs the place. Raises NotFound."""
    with as_job("hls_door"):
        found = Person.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    with as_person(found):
        return Person.objects.get(pk=found)


def hash_of_address(email: str) -> str:
    """What the list keeps of an address: enough to know it again here, and nothing to anybody without SECRET_KEY."""
    return salted_hmac("erasure", email.strip().lower(), algorithm="sha256").hexdigest()


def was_erased(email: str) -> bool:
    """Whether `email` was the address of somebody who is erased, and is nobody's now: no letter goes there."""
    with as_job("hls_door"):
        listed = Erasure.objects.filter(addresses__contains=[hash_of_address(email)]).exists()
        return listed and not Person.objects.filter(email=email.strip().lower()).exists()


def _note_done(person_id: uuid.UUID, at: datetime.datetime) -> None:
    with as_person(person_id), as_job(RIGHTS):
        Erasure.objects.filter(person_id=person_id, done_at=None).update(done_at=at)


def _leave_circles(by: Person, at: datetime.datetime) -> None:
    """End every membership. No circle is left without anybody who tends it, if anybody is left at all."""
    for mine in Membership.objects.current(at).filter(person=by).select_related("circle").order_by("pk"):
        in_turn(mine.circle_id)
        others = list(
            Membership.objects.current(at)
            .filter(circle_id=mine.circle_id)
            .exclude(pk=mine.pk)
            .order_by("since", "pk")
        )
        untended = mine.role != Membership.Role.MEMBER and all(
            each.role == Membership.Role.MEMBER for each in others
        )
        if untended and others and mine.circle.ended_at is None:
            change_role(by=by, membership=others[0], role=Membership.Role.FACILITATOR)
    for mine in Membership.objects.filter(Q(until=None) | Q(until__gt=at), person=by).order_by("pk"):
        Membership.objects.filter(pk=mine.pk).update(until=max(at, mine.since))
        audit.record(by=by, verb="membership.ended", subject=mine, circle=mine.circle_id, kept=False)


def _words() -> Iterator[str]:
    """Every text of the person who asks that is about to go, to be looked for where it was copied to."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for each in value:
                yield from texts(each)
        elif isinstance(value, str) and len(value) >= SHORTEST and not re.fullmatch("[a-z_]+", value):
            yield value

    for held in all_held():
        if held.shown and (held.goes or held.changed):
            for row in gathered(held):
                yield from texts([row.get(name) for name in held.shown])


def _end_sessions(by: Person) -> None:
    """Sign `by` out everywhere, half-way through signing in too. What a form held stands in a session as well.

    Sessions that have run out are cleared with them.
    """
    kept_in = import_module(settings.SESSION_ENGINE)  # the cache has a copy
    for session in Session.objects.iterator():
        said = json.dumps(session.get_decoded(), ensure_ascii=False, default=str)
        if str(by.pk) in said or by.email in said:
            kept_in.SessionStore(session.session_key).delete()
    Session.objects.filter(expire_date__lte=timezone.now()).delete()


def _forget_addresses() -> None:
    """Take those addresses out of invitations, under the role of whoever runs the place."""
    listed = {hash: each.at for each in Erasure.objects.all() for hash in each.addresses}
    for invitation in Invitation.objects.exclude(email="").iterator():
        erased_at = listed.get(hash_of_address(invitation.email))
        if erased_at is not None and invitation.created_at <= erased_at:
            Invitation.objects.filter(pk=invitation.pk).update(
                email="", withdrawn_at=invitation.withdrawn_at or timezone.now()
            )
