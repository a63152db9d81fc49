"""Pages at a private address of one person, which reads by itself: a calendar, a feed. The address is the key."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Protocol, TypeVar
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hls_platform.security.asking import as_person
from hls_platform.web.measure import times_in_this_hour
from relationships.actions.memberships import hash_of
from relationships.models import Person

AN_HOUR = 60
"""How often one such address is read in an hour, at most."""


class OfSomebody(Protocol):
    """What an address was made with: it is somebody's."""

    person_id: UUID


T = TypeVar("T", bound=OfSomebody)


def at_a_secret_address(
    kind: str, find: Callable[[str], T | None]
) -> Callable[[Callable[[T, Person], HttpResponse]], Callable[..., HttpResponse]]:
    """A view that is given what `find` finds by the hash of the address's secret, and its person, as whom it asks.

    Any other address, and that of somebody who has gone, leads nowhere.
    """

    def decorated(view: Callable[[T, Person], HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @login_not_required
        @require_safe
        @wraps(view)
        def shown(request: HttpRequest, secret: str) -> HttpResponse:
            hashed = hash_of(secret)
            if times_in_this_hour(f"{kind}:{hashed}") > AN_HOUR:
                return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "3600"})
            with as_person(None, token_hash=hashed):
                found = find(hashed)
            if found is None:
                raise Http404
            with as_person(found.person_id):
                return view(found, get_object_or_404(Person, pk=found.person_id, is_active=True))

        return shown

    return decorated
