"""Guests of a map: their links for those who let them in, and coming in by one."""

import uuid

from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hls_platform.actions import NotFound, Refused
from hls_platform.security.asking import as_person
from relationships.access import can_tend, signed_in
from systems.actions.guests import (
    allow_guests,
    come_as_guest,
    hash_of,
    make_guest_link,
    revoke_guest_link,
)
from systems.forms import GuestForm, GuestLinkForm
from systems.models import GuestLink, GuestsAllowed, SystemMap
from systems.views.drawers import remember

LATEST = 50
"""So many links are shown; what was made before is over."""


def _map(request: HttpRequest, slug: str) -> SystemMap:
    return get_object_or_404(
        SystemMap.objects.visible_to(signed_in(request)).select_related("circle"), slug=slug
    )


@never_cache
def guests(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether guests may come, and by which links; posted to, a new link, whose address is shown this once."""
    person, map = signed_in(request), _map(request, slug)
    form = GuestLinkForm(request.POST or None)
    said: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            said["made"], token = make_guest_link(by=person, map=map, **form.cleaned_data)
            said["address"] = settings.PUBLIC_URL + reverse("systems:come_as_guest", args=[token])
            form = GuestLinkForm()
        except Refused as refused:
            form.add_error(None, str(refused))
    links = GuestLink.objects.filter(map=map).select_related("made_by").prefetch_related("guests")
    said |= {
        "map": map,
        "form": form,
        "allowed": GuestsAllowed.objects.filter(circle=map.circle_id).exists(),
        "tends": can_tend(person, map.circle),
        "links": links.order_by("-made_at")[:LATEST],
    }
    return render(request, "systems/guests.html", said, status=422 if form.errors else 200)


@require_POST
def allow(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whether guests may come to the maps of this map's circle."""
    map = _map(request, slug)
    allowed = request.POST.get("allowed") == "yes"
    allow_guests(by=signed_in(request), circle=map.circle, allowed=allowed)
    messages.success(request, _("Guests may come.") if allowed else _("No guest is let in any more."))
    return redirect("systems:guests", slug)


@require_POST
def revoke(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """End a link."""
    person = signed_in(request)
    link = get_object_or_404(GuestLink.objects.visible_to(person).select_related("map__circle"), pk=id)
    revoke_guest_link(by=person, link=link)
    messages.success(request, _("Revoked. Whoever came by it is out; what they drew stays."))
    return redirect("systems:guests", link.map.slug)


@login_not_required
@never_cache
def come(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a guests' link: a name, and one is in."""
    if too_often := consume_or_429(request, action="open_guest_link"):
        return too_often
    with as_person(None, token_hash=hash_of(token)):
        link = GuestLink.objects.filter(token_hash=hash_of(token)).select_related("map").first()
    if link is None:
        return render(request, "systems/guest_over.html", status=404)
    form = GuestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _guest, secret = come_as_guest(token=token, **form.cleaned_data)
        except NotFound:
            return render(request, "systems/guest_over.html", status=404)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            remember(request, link.map, secret)
            return redirect(link.map)
    said = {"link": link, "map": link.map, "form": form}
    return render(request, "systems/come_as_guest.html", said, status=422 if form.errors else 200)
