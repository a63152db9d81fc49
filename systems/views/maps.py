"""The list of maps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hls_platform.web.paging import page_after
from relationships.access import signed_in
from systems.models import SystemMap


def maps(request: HttpRequest) -> HttpResponse:
    """Every map of my circles, by name."""
    found = SystemMap.objects.visible_to(signed_in(request)).select_related("circle")
    page = page_after(found, order=("name", "id"), after=request.GET.get("after"))
    return render(request, "systems/maps.html", {"page": page})
