"""A circle: what it is for, what it shared, its questions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from learning.models import Digest, LearningQuestion
from learning.queries import feed
from relationships.access import current_membership, signed_in
from relationships.models import Circle
from relationships.queries import with_glass


def circle(request: HttpRequest, slug: str) -> HttpResponse:
    """The circle's page for those in it; for others who may know of it, only what it is for."""
    person = signed_in(request)
    seen = get_object_or_404(
        with_glass(feed.with_people_counted(Circle.objects.visible_to(person))).select_related(
            "organisation", "peergroup"
        ),
        slug=slug,
    )
    if seen.kind == Circle.Kind.PARTNERSHIP:
        return redirect(seen)
    membership = current_membership(person, seen)
    if membership is None:
        return render(request, "learning/circle_outside.html", {"circle": seen})
    after = request.GET.get("after")
    return render(
        request,
        "learning/circle.html",
        {
            "circle": seen,
            "membership": membership,
            "tends": membership.role != membership.Role.MEMBER and seen.ended_at is None,
            "feed": feed.shared_with(person, [seen], after),
            "further": bool(after),
            "questions": LearningQuestion.objects.filter(circle=seen, closed_at=None).order_by("created_at")[
                :10
            ],
            "digest": Digest.objects.filter(circle=seen).order_by("-period_start").first(),
        },
    )
