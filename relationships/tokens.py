"""Whose token came with a request to the API: found before the request's own transaction begins."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.api.problems import plain_problem
from hls_platform.security.asking import as_person
from hls_platform.security.bearing import Bearer
from relationships.actions.memberships import hash_of
from relationships.models import ApiToken

SENT = re.compile(r"Bearer +(\S+) *", re.IGNORECASE)


class TokensAsk:
    """Middleware: to addresses under /api/, `Authorization: Bearer …` says who asks, and the session says nothing.

    Where the place has https, nothing is answered without it: a program led on to https would never notice that its
    token goes over the wire for all to read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            if settings.SECURE_SSL_REDIRECT and not request.is_secure():
                said = _("Ask over https. A token that was sent without it should be revoked.")
                return plain_problem("not-allowed", 403, said)
            sent = SENT.fullmatch(request.headers.get("Authorization", ""))
            if sent:
                request.bearer = whose(sent[1])  # type: ignore[attr-defined]
        return self.get_response(request)


def whose(secret: str) -> Bearer:
    """The bearer of a token; nobody when it does not work, whether it ended, was revoked or never was.

    The database shows a token to whoever knows its hash, and no other: there is nothing to compare here and
    nothing to count. Notes the day on which it was last used.
    """
    hashed = hash_of(secret)
    with as_person(None, token_hash=hashed):
        token = ApiToken.objects.working().filter(token_hash=hashed).first()
    if token is None:
        return Bearer()
    today = timezone.localdate()
    if token.last_used_on != today:
        with as_person(token.person_id):
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return Bearer(token.person_id, frozenset(token.scopes), frozenset(token.proven))
