"""A factor of a map, and the reflections one may see that mention it."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learning.queries import feed, map_work
from relationships.access import signed_in
from systems.models import Factor
from systems.queries import factor_at, neighbours_of


def _factor(request: HttpRequest, slug: str, id: uuid.UUID) -> Factor:
    shown = factor_at(signed_in(request), slug, id)
    if shown is None:
        raise Http404
    return shown


def factor(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """What the factor is, what it hangs together with, and what people shared that touches it."""
    person, shown = signed_in(request), _factor(request, slug, id)
    page = feed.mentioning(person, shown, feed.my_circles(person), request.GET.get("after"))
    said = {"factor": shown, "feed": page, "further": "after" in request.GET}
    if not said["further"]:
        said["near"] = neighbours_of(shown)
    return render(request, "learning/factor.html", said)


@require_safe
def factor_work(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """What the work tells of the factor: when it came up, what it is tied to, which threads speak of it; the factor's page
    fetches this once it stands."""
    person, shown = signed_in(request), _factor(request, slug, id)
    said = {
        "factor": shown,
        "ties": map_work.ties_of(person, shown),
        "heat": map_work.heat_of(shown.map, factor=shown.pk).get(shown.pk, map_work.Heat(())),
        "threads": map_work.threads_on(shown.map, shown),
    }
    return render(request, "learning/factor_work.html", said)
