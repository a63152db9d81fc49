"""Links by which somebody without an invitation shows that an address is theirs, and comes in."""

import datetime
import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from hls_platform.security.asking import as_job, as_person
from relationships.actions.memberships import NotValid, has_account, hash_of
from relationships.models import AddressLink, Person


def make_address_link(email: str, *, lasts: datetime.timedelta) -> str:
    """The token of a new link for `email`, for an action that is under way and sends it there; it is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    with as_job("hls_door"):
        AddressLink.objects.create(
            email=email, token_hash=hash_of(token), made_at=now, expires_at=now + lasts
        )
    return token


def come_in_by(token: str, *, by: Person | None, name: str = "", password: str = "") -> Person:
    """Whoever bears the link: `by`, whose address it must be, or a new person (name, password) with that address.

    For an action that is under way. The link works once. Raises NotValid, Refused.
    """
    bearing = hash_of(token)
    with as_person(by.pk if by else None, token_hash=bearing):
        link = AddressLink.objects.select_for_update().open().filter(token_hash=bearing).first()
        if link is None:
            raise NotValid(_("This link does not work any more. Begin again, and you are sent another."))
        if by is not None and by.email != link.email:
            raise Refused(_("This link was sent to another address than yours. Sign out to use it."))
        if by is None:
            if has_account(link.email):
                raise Refused(_("You have an account here already. Sign in, then open the link again."))
            if not name.strip():
                raise Refused(_("Tell us your name."))
            by = Person.objects.create_user(link.email, password or None, name=name.strip())
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
    return by


def forget_address_links() -> None:
    """Delete the links that do not work any more."""
    with as_job("hls_clock"):
        over = AddressLink.objects.filter(expires_at__lte=timezone.now())
        over._raw_delete(over.db)  # the clock may read no column that Django would look at first
