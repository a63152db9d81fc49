"""What a person changes about themself."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships.models import Person


@action
def rename(*, by: Person, name: str, read: str | None = None) -> Person:
    """Change one's own name; the same again changes nothing. `read` is the version (of `Person.EDITED`) that was edited.

    Raises ChangedMeanwhile, and Refused when it is empty or over 120 characters.
    """
    name = name.strip()
    if not name or len(name) > 120:
        raise Refused(_("Write your name, in at most 120 characters."))
    in_turn(by.pk)
    by.refresh_from_db(fields=["name"])
    if by.name == name:
        audit.nothing_changed()
        return by
    must_be_as_read(read, kept(by, Person.EDITED))
    by.name = name
    by.save(update_fields=["name"])
    audit.record(by=by, verb="person.renamed", subject=by)
    return by


@action
def ask_to_confirm(*, by: Person, request: HttpRequest) -> bool:
    """Send `by` the link that shows that their address is theirs; False where that is known already."""
    address, _made = EmailAddress.objects.get_or_create(user=by, email=by.email, defaults={"primary": True})
    if address.verified:
        audit.nothing_changed()
        return False
    address.send_confirmation(request)
    audit.record(by=by, verb="person.asked_to_confirm", subject=by)
    return True


@action
def end_session(*, by: Person, session: UserSession) -> None:
    """Sign `by` out wherever that session of theirs is. Raises NotFound for somebody else's."""
    if session.user_id != by.pk:
        raise NotFound
    audit.record(by=by, verb="session.ended", subject=session)
    session.end()


@action
def end_other_sessions(*, by: Person, but: str) -> int:
    """Sign `by` out everywhere but in the session with the key `but`; returns in how many places that was."""
    others = list(UserSession.objects.filter(user=by).exclude(session_key=but))
    for session in others:
        session.end()
    if others:
        audit.record(by=by, verb="session.others_ended", subject=by, number=len(others))
    else:
        audit.nothing_changed()
    return len(others)
