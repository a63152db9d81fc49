"""Who changed what on a map, as a list and as a film; and going back to any moment of it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hls_platform.actions import Refused
from hls_platform.web.paging import page_after
from relationships.access import signed_in
from systems.access import can_draw
from systems.actions.changes import go_back
from systems.models import Change, SystemMap
from systems.standing import named
from systems.told_changes import in_words


def _map(request: HttpRequest, slug: str) -> SystemMap:
    found = SystemMap.objects.visible_to(signed_in(request)).select_related("circle")
    return get_object_or_404(found, slug=slug)


def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every change in words, the latest first; posted to, the map goes back to how it stood after one of them."""
    person, map = signed_in(request), _map(request, slug)
    if request.method == "POST":
        return _back(request, map)
    page = page_after(
        named(Change.objects.filter(map=map)), order=("-number",), after=request.GET.get("after")
    )
    said = {
        "map": map,
        "changes": in_words(page.items),
        "next_after": page.next_after,
        "draws": can_draw(person, map.circle),
    }
    return render(request, "systems/history.html", said)


def _back(request: HttpRequest, map: SystemMap) -> HttpResponse:
    try:
        id, number = uuid.UUID(request.POST.get("id", "")), int(request.POST.get("number", ""))
        kept = go_back(by=signed_in(request), map=map, id=id, number=number)
    except ValueError:
        messages.error(request, _("It was not said how far to go back."))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = _("The map stands as it did after change %(number)d. This is change %(now)d; nothing is lost.")
        messages.success(request, said % {"number": number, "now": kept.number})
    return redirect("systems:history", map.slug)


@require_safe
def film(request: HttpRequest, slug: str) -> HttpResponse:
    """The changes one after the other, drawn. Without a script it leads to the list."""
    return render(request, "systems/film.html", {"map": _map(request, slug)})
