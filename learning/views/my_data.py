"""What is held about me. It stands here, above people and circles, because most of it is what I wrote."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from learning.queries.my_data import held_about, reached
from relationships.access import signed_in
from relationships.models import Download


def my_data(request: HttpRequest) -> HttpResponse:
    """Everything that is held about me, by kind, with who sees it; whom it reached; and the ways to take it or go."""
    person = signed_in(request)
    said = {
        "held": held_about(person),
        "reached": reached(person),
        "download": Download.objects.visible_to(person).defer("content").first(),
    }
    return render(request, "learning/my_data.html", said)
