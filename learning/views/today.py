"""Today: the reflection box, what waits for me, what my circles shared."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from hls_platform.spoken import once_in_each_language
from hls_platform.what_waits import what_waits
from learning.forms import Box, ReflectForm
from learning.queries import feed, mine
from relationships.access import signed_in


@once_in_each_language
def _blank_fields(_today: datetime.date) -> SafeString:
    """The fields of a Reflect box with nothing in them, the same for everybody on one day."""
    return render_to_string("learning/reflect_fields.html", {"form": ReflectForm(circles=())})


def today(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    circles = feed.my_circles(person)
    after = request.GET.get("after")
    return render(
        request,
        "learning/today.html",
        {
            "form": Box(circles=[circle for circle in circles if circle.ended_at is None]),
            "blank_fields": _blank_fields(timezone.localdate()),
            "circles": circles,
            "feed": feed.shared_with(person, circles, after),
            "further": bool(after),
            "waits": [] if after else what_waits(person),
            "drafts": [] if after else mine.drafts(person),
        },
    )
