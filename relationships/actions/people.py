"""What a person changes about themself."""

from django.utils.translation import gettext as _

from hls_platform.actions import Refused, action
from hls_platform.security import audit
from relationships.models import Person


@action
def rename(*, by: Person, name: str) -> Person:
    """Change one's own name; the same again changes nothing. Raises Refused when it is empty or over 120 characters."""
    name = name.strip()
    if not name or len(name) > 120:
        raise Refused(_("Write your name, in at most 120 characters."))
    if by.name == name:
        audit.nothing_changed()
        return by
    by.name = name
    by.save(update_fields=["name"])
    audit.record(by=by, verb="person.renamed", subject=by)
    return by


@action
def choose_letters(*, by: Person, wanted: bool) -> Person:
    """Have the digests of one's circles sent by e-mail, or not; the same again changes nothing."""
    if by.digest_letters == wanted:
        audit.nothing_changed()
        return by
    by.digest_letters = wanted
    by.save(update_fields=["digest_letters"])
    audit.record(by=by, verb="person.letters_chosen", subject=by, wanted=wanted)
    return by
