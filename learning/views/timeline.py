"""A circle's time on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from learning.practice_forms import TimelineForm
from learning.queries.timeline import timeline_of
from relationships.access import signed_in
from relationships.models import Circle


def timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """What the circle noticed, thought, tried and changed, the latest first, in the stretch that the address names."""
    circle = get_object_or_404(Circle.objects.having_member(signed_in(request)), slug=slug)
    form = TimelineForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = timeline_of(circle, after=request.GET.get("after"), **chosen)
    return render(
        request,
        "learning/timeline.html",
        {"circle": circle, "form": form if form.is_bound else TimelineForm(), "page": page, "chosen": chosen},
    )
