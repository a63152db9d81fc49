"""Making a token for a program that asks on one's behalf, and taking it back."""

import datetime
import secrets
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action
from hls_platform.security import audit
from relationships.actions.memberships import hash_of
from relationships.models import ApiToken, Person, Scope

PREFIX = "hls_"
"""So that whoever finds one in a file knows what it is."""
LONGEST_DAYS = 366
MOST_TOKENS = 50


@action
def make_token(
    *,
    by: Person,
    name: str,
    scopes: Collection[str],
    days: int = 90,
    proven: Collection[str] = (),
    at: datetime.datetime | None = None,
) -> tuple[ApiToken, str]:
    """A token of one's own for `days`; returns it with its secret, which is kept nowhere else.

    `proven` is what the session in which it is made has shown (`accounts.rules.proven_in`): where an organisation asks
    for more, the token waits until another is made that has.

    Raises Refused without a name, without a scope or with one that is none, for more than a year, and for the 51st.
    """
    if not name.strip() or len(name.strip()) > 120:
        raise Refused(_("Say what the token is for, in at most 120 characters."))
    if not scopes or not set(scopes) <= set(Scope.values):
        raise Refused(
            _("Choose what the token may do, one or more of: %(scopes)s.")
            % {"scopes": ", ".join(Scope.values)}
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("A token lasts between one day and one year."))
    at = at or timezone.now()
    if ApiToken.objects.filter(person=by).working(at).count() >= MOST_TOKENS:
        raise Refused(_("You have fifty tokens that work. Revoke one that you do not need."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=by,
        name=name.strip(),
        token_hash=hash_of(secret),
        scopes=[each for each in Scope.values if each in set(scopes)],
        proven=sorted(proven),
        created_at=at,
        expires_at=at + datetime.timedelta(days=days),
    )
    audit.record(by=by, verb="token.made", subject=token, scopes=token.scopes, days=days)
    return token, secret


@action
def revoke_token(*, by: Person, token: ApiToken, at: datetime.datetime | None = None) -> ApiToken:
    """Make one's token useless from now on; again changes nothing. Raises NotFound for another's."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.person_id != by.pk:
        raise NotFound
    if token.revoked_at is not None:
        audit.nothing_changed()
        return token
    token.revoked_at = at or timezone.now()
    token.save(update_fields=["revoked_at"])
    audit.record(by=by, verb="token.revoked", subject=token)
    return token
