"""Keeping order in the place: whose account is open, and who administers. Nothing here reaches what people wrote."""

from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action
from hls_platform.security import audit
from hls_platform.security.asking import as_job
from relationships.administration import ADMINISTRATION
from relationships.models import Person


@action
def close_account(*, by: Person, person: Person) -> None:
    """Let `person` sign in no more, and end their sessions. What they shared stays. Raises NotFound, Refused."""
    _change(by, person, "is_active", False, "person.closed")
    _end_sessions(person)


@action
def open_account(*, by: Person, person: Person) -> None:
    """Let `person` sign in again. Raises NotFound."""
    _change(by, person, "is_active", True, "person.opened")


@action
def make_administrator(*, by: Person, person: Person) -> None:
    """Let `person` administer the place too. Raises NotFound."""
    _change(by, person, "is_administrator", True, "person.made_administrator")


@action
def take_administrator(*, by: Person, person: Person) -> None:
    """Let `person` (oneself perhaps) administer no more. Raises NotFound, Refused."""
    _change(by, person, "is_administrator", False, "person.no_longer_administrator")


@action
def make_steward(*, by: Person, person: Person) -> None:
    """Let `person` read what is to be public before it is. Raises NotFound."""
    _change(by, person, "is_steward", True, "person.made_steward")


@action
def take_steward(*, by: Person, person: Person) -> None:
    """Let `person` (oneself perhaps) be a steward no more. Raises NotFound."""
    _change(by, person, "is_steward", False, "person.no_longer_steward")


@action
def end_all_sessions(*, by: Person, person: Person) -> None:
    """Sign `person` out everywhere. Raises NotFound."""
    _must_administer(by)
    _end_sessions(person)
    audit.record(by=by, verb="session.all_ended", subject=person, concerns=person.pk)


def _change(by: Person, person: Person, field: str, value: bool, verb: str) -> None:
    _must_administer(by)
    with as_job(ADMINISTRATION):
        # In turn, so that of two administrators who close each other's account one remains.
        remaining = Person.objects.select_for_update(no_key=True).filter(
            is_active=True, is_administrator=True
        )
        others = set(remaining.values_list("pk", flat=True)) - {person.pk}
        if field != "is_steward" and not value and not others:
            raise Refused(
                _("Somebody has to administer this place. Make somebody else an administrator first.")
            )
        changed = (
            Person.objects.filter(pk=person.pk, erased_at=None)
            .exclude(**{field: value})
            .update(**{field: value})
        )
    setattr(person, field, value)
    if changed:
        audit.record(by=by, verb=verb, subject=person, concerns=person.pk)
    else:
        audit.nothing_changed()


def _end_sessions(person: Person) -> None:
    with as_job(ADMINISTRATION):
        sessions = list(UserSession.objects.filter(user_id=person.pk).only("id", "session_key"))
        UserSession.objects.filter(user_id=person.pk).delete()
    for session in sessions:
        session._session_store().delete(session.session_key)


def _must_administer(person: Person) -> None:
    """Whether there is an administration at all is nobody else's to know."""
    if not person.is_administrator:
        raise NotFound
