"""A factor of a map, and the reflections one may see that mention it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from learning.queries import feed
from relationships.access import signed_in
from systems.models import Factor
from systems.queries import neighbours_of


def factor(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """What the factor is, what it hangs together with, and what people shared that touches it."""
    person = signed_in(request)
    shown = get_object_or_404(
        Factor.objects.visible_to(person).select_related("map__circle"), pk=id, map__slug=slug
    )
    page = feed.mentioning(person, shown, feed.my_circles(person), request.GET.get("after"))
    return render(
        request,
        "learning/factor.html",
        {"factor": shown, "near": neighbours_of(shown), "feed": page, "further": "after" in request.GET},
    )
