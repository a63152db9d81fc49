"""What circles now think: all of one circle's, one of them with all that belongs to it, and writing the next."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.web.paging import page_after
from learning import actions
from learning.insight_forms import InsightForm, SupersedeForm, VoiceForm
from learning.models import Insight, SenseMaking, Share
from learning.queries import insights as asked
from relationships.access import signed_in
from relationships.models import Circle

NEWEST_FIRST = ("-created_at", "-id")


def circle_of_mine(request: HttpRequest, slug: str) -> Circle:
    return get_object_or_404(Circle.objects.having_member(signed_in(request)), slug=slug)


def insights(request: HttpRequest, slug: str) -> HttpResponse:
    """All insights of a circle, the newest first, those that were superseded too."""
    circle = circle_of_mine(request, slug)
    page = page_after(
        Insight.objects.filter(circle=circle).select_related("written_by", "followed_by"),
        order=NEWEST_FIRST,
        after=request.GET.get("after"),
    )
    return render(request, "learning/insights.html", {"circle": circle, "page": page})


def insight(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One insight: what it rests on, who says what to it, how it came about and what came after; posted, what I say to it."""
    person, seen = signed_in(request), _insight(request, id)
    form = VoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.voice_insight(by=person, insight=seen, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Said. You can say something else at any time."))
            return redirect(seen)
    steps = asked.lineage(seen)
    voices = list(seen.voices.select_related("person").order_by("created_at", "id"))
    return render(
        request,
        "learning/insight.html",
        {
            "insight": seen,
            "steps": steps,
            "newer": next((step for step in reversed(steps) if step.place > 0), None),
            "rests_on": asked.rests_on(person, seen),
            "led_to": asked.led_to(seen),
            "came_of": SenseMaking.objects.visible_to(person).filter(outcomes__insight=seen).first(),
            "voices": [each for each in voices if each.until is None],
            "before": [each for each in voices if each.until is not None],
            "mine": next((each for each in voices if each.until is None and each.person_id == person.pk), None),
            "form": form,
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def _insight(request: HttpRequest, id: uuid.UUID) -> Insight:
    seen = Insight.objects.visible_to(signed_in(request)).select_related("circle", "written_by")
    return get_object_or_404(seen, pk=id)


def write_insight(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a circle now thinks, beginning from what was shared, an insight, a thread or a theme, as the address says."""
    person, circle = signed_in(request), circle_of_mine(request, slug)
    wanted, offered = sources_for(request, circle)
    form = InsightForm(request.POST or None, circle=circle, sources=offered, initial={"sources": wanted})
    if request.method == "POST" and form.is_valid():
        try:
            written = actions.write_insight(by=person, circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written. Everyone in %(circle)s can see it.") % {"circle": circle})
            return redirect(written)
    return _form(request, form, circle)


def supersede(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say what the circle thinks in the place of an insight, and what changed its mind."""
    person, older = signed_in(request), _insight(request, id)
    wanted, offered = sources_for(request, older.circle)
    form = SupersedeForm(
        request.POST or None,
        circle=older.circle,
        sources=[each for each in offered if each.pk != older.pk],
        initial={"sources": wanted},
    )
    if request.method == "POST" and form.is_valid():
        try:
            newer = actions.supersede_insight(by=person, insight=older, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written. What was thought before stays readable."))
            return redirect(newer)
    return _form(request, form, older.circle, older)


def _form(
    request: HttpRequest, form: InsightForm, circle: Circle, older: Insight | None = None
) -> HttpResponse:
    said = {"circle": circle, "older": older, "form": form}
    return render(request, "learning/write_insight.html", said, status=422 if form.errors else 200)


@require_POST
def take_back_voice(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    seen = _insight(request, id)
    try:
        actions.take_back_voice(by=signed_in(request), insight=seen)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken back. What you said stays readable under “What was said before”."))
    return redirect(seen)


def sources_for(request: HttpRequest, circle: Circle) -> tuple[list[str], list[Share | Insight]]:
    """The keys of what the address says to begin from, and all that is offered to tick."""
    person = signed_in(request)
    wanted = [*_ids(request.GET.getlist("share")), *_ids(request.GET.getlist("insight"))]
    for thread in _ids(request.GET.getlist("thread")):
        wanted += asked.shares_of_thread(person, thread)
    for theme in _ids(request.GET.getlist("theme")):
        wanted += asked.shares_of_theme(person, theme)
    ticked = _ids(request.POST.getlist("sources"))
    return [str(each) for each in wanted], asked.to_rest_on(person, circle, [*wanted, *ticked])


def _ids(values: Iterable[str]) -> list[uuid.UUID]:
    """Those of the values that are ids."""
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found
