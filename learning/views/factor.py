"""A factor of a map, and the reflections one may see that mention it."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from learning.queries import feed
from relationships.access import signed_in
from systems.queries import factor_at, neighbours_of


def factor(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """What the factor is, what it hangs together with, and what people shared that touches it."""
    person = signed_in(request)
    shown = factor_at(person, slug, id)
    if shown is None:
        raise Http404
    page = feed.mentioning(person, shown, feed.my_circles(person), request.GET.get("after"))
    return render(
        request,
        "learning/factor.html",
        {"factor": shown, "near": neighbours_of(shown), "feed": page, "further": "after" in request.GET},
    )
