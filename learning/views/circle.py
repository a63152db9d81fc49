"""A circle: what it is for, what it shared, its questions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from learning.queries import circle as asked
from learning.queries import feed, insights
from learning.queries.practice import practice_of
from relationships.access import signed_in
from relationships.models import Circle


def circle(request: HttpRequest, slug: str) -> HttpResponse:
    """The circle's page for those in it; for others who may know of it, only what it is for."""
    person = signed_in(request)
    inside = asked.inside(person, slug)
    if inside is None:
        return _outside(request, slug)
    if inside.circle.kind == Circle.Kind.PARTNERSHIP:
        return redirect(inside.circle)
    after = request.GET.get("after")
    thoughts, adaptations = insights.newest(inside.circle)
    return render(
        request,
        "learning/circle.html",
        {
            "inside": inside,
            "circle": inside.circle,
            "feed": feed.shared_with(person, [inside.circle], after),
            "further": bool(after),
            "insights": thoughts,
            "adaptations": adaptations,
            "questions": asked.questions_of(inside.circle),
            "practice": practice_of(inside.circle, person),
        },
    )


def _outside(request: HttpRequest, slug: str) -> HttpResponse:
    known = Circle.objects.visible_to(signed_in(request)).select_related("organisation", "peergroup")
    seen = get_object_or_404(feed.with_people_counted(known), slug=slug)
    if seen.kind == Circle.Kind.PARTNERSHIP:
        return redirect(seen)
    return render(request, "learning/circle_outside.html", {"circle": seen})
