"""How long somebody stays signed in, and a new key to the session of whoever has just shown that it is them."""

import datetime
from collections.abc import Callable

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hls_platform.replica import database_now
from hls_platform.security.asking import ASK_NOTHING
from hls_platform.security.bearing import bearer_of

AT_MOST = datetime.timedelta(days=30)
"""After this somebody signs in anew, however often they come."""
UNUSED = datetime.timedelta(days=14)
"""After this without a visit, too: two weekly rounds, so that whoever comes once a week stays signed in."""
BEGAN, SEEN = "began_at", "seen_on"


class Sittings:
    """Middleware: each session ends in time, told once a day; and its key is never older than the last proof."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(ASK_NOTHING) or bearer_of(request):
            return self.get_response(request)
        before = _last_proof(request.session)
        response = self.get_response(request)
        if SESSION_KEY in request.session and not transaction.get_rollback(using=database_now()):
            if _last_proof(request.session) > before:
                _new_key(request.session)
            _end_in_time(request.session)
        return response


def _last_proof(session: SessionBase) -> float:
    """When it was last shown again who sits there, in seconds since 1970; 0 for never."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return max((each["at"] for each in records if each.get("reauthenticated")), default=0.0)


def _new_key(session: SessionBase) -> None:
    earlier = session.session_key
    session.cycle_key()
    UserSession.objects.filter(session_key=earlier).update(session_key=session.session_key)


def _end_in_time(session: SessionBase) -> None:
    now = timezone.now()
    today = timezone.localdate(now).isoformat()
    if session.get(SEEN) == today:
        return
    began = datetime.datetime.fromisoformat(session.setdefault(BEGAN, now.isoformat()))
    session[SEEN] = today
    session.set_expiry(min(began + AT_MOST, now + UNUSED))
