"""Which pages and doors a guest has, and who it is that comes through them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hls_platform.security.asking import as_person
from relationships.models import Person
from systems.actions.guests import hash_of
from systems.drawers import Drawer
from systems.models import Guest, SystemMap

GUEST = "guest"
"""Where a session holds the map that a guest came to, and the secret by which the database knows them."""


def for_guests_too(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of one map, by its slug, for the people of its circle and for its guests; `drawer_of` says which.

    Nobody else comes so far: whoever is neither is led to the sign-in, or told that the link is over.
    """

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, slug: str, *args: Any, **more: Any) -> HttpResponse:
        who = _who(request, slug)
        if who is None:
            if _secret(request, slug):
                return render(request, "systems/guest_over.html", status=404)
            return redirect_to_login(request.get_full_path())
        request.drawer = who  # type: ignore[attr-defined]
        with who.asks():
            return view(request, slug, *args, **more)

    return opened


def drawer_of(request: HttpRequest) -> Drawer:
    """Who came through a door that is `for_guests_too`."""
    who: Drawer = request.drawer  # type: ignore[attr-defined]
    return who


def drawn(request: HttpRequest, slug: str, **beside: Exists) -> SystemMap:
    """The map, as whoever came may see it, and what is asked `beside`. A guest's comes without its circle."""
    who = drawer_of(request)
    maps = who.maps() if who.guest else who.maps().select_related("circle")
    return get_object_or_404(maps.annotate(**beside), slug=slug)


def at_hand(request: HttpRequest, slug: str) -> SystemMap:
    """The same, with no more than what says which map it is: for doors that are knocked at all the time."""
    return get_object_or_404(drawer_of(request).maps().only("pk"), slug=slug)


def remember(request: HttpRequest, map: SystemMap, secret: str) -> None:
    """Let this browser be that guest from now on."""
    request.session.cycle_key()
    request.session[GUEST] = {"map": map.slug, "secret": secret}


def _secret(request: HttpRequest, slug: str) -> str:
    came = request.session.get(GUEST) or {}
    return came["secret"] if came.get("map") == slug else ""


def _who(request: HttpRequest, slug: str) -> Drawer | None:
    person = request.user if isinstance(request.user, Person) else None
    secret = _secret(request, slug)
    if person and not (secret and not SystemMap.objects.visible_to(person).filter(slug=slug).exists()):
        return Drawer(person)
    if not secret:
        return None
    hashed = hash_of(secret)
    with as_person(None, token_hash=hashed):
        guest = Guest.objects.filter(secret_hash=hashed).first()
    return Drawer(guest=guest) if guest else None
