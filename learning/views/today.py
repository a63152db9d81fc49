"""Today: the reflection box, what waits for me, what my circles shared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from learning.forms import ReflectForm
from learning.queries import feed, mine
from relationships.access import signed_in


def today(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    circles = feed.my_circles(person)
    after = request.GET.get("after")
    return render(
        request,
        "learning/today.html",
        {
            "form": ReflectForm(circles=circles),
            "circles": circles,
            "feed": feed.shared_with(person, circles, after),
            "further": bool(after),
            "waiting": [] if after else mine.questions_waiting(person),
            "put_to_us": [] if after else mine.questions_put_to(person),
            "drafts": [] if after else mine.drafts(person),
        },
    )
