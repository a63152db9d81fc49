"""What runs across all partnerships of a person: promises of ours that wait, threads of one name, and the map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from funders import place_map
from funders.queries import running_across
from relationships.access import signed_in


def promises(request: HttpRequest) -> HttpResponse:
    """What we promised and has not ended, by the day it is due."""
    page = running_across.promises(signed_in(request), request.GET.get("after"))
    return render(request, "funders/our_promises.html", {"page": page})


def threads(request: HttpRequest) -> HttpResponse:
    """What several partnerships call by one name."""
    return render(
        request, "funders/threads_across.html", {"threads": running_across.threads(signed_in(request))}
    )


def on_map(request: HttpRequest) -> HttpResponse:
    """Where the work is, on a map and in a list that says the same."""
    places = running_across.places(signed_in(request))
    drawing = place_map.drawn([(each.latitude, each.longitude) for each in places])
    return render(request, "funders/partnerships_map.html", {"places": places, "drawing": drawing})
