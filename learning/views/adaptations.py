"""What circles do differently now: all of one circle's, one of them, and beginning, changing and ending one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from hls_platform.web.paging import page_after
from learning import actions
from learning.insight_forms import AdaptationForm, ChangeAdaptationForm, EndAdaptationForm
from learning.models import Adaptation, Experiment
from learning.queries import insights as asked
from learning.views.experiments import named
from learning.views.insights import NEWEST_FIRST, circle_of_mine, sources_for
from relationships.access import signed_in
from relationships.models import Circle


def adaptations(request: HttpRequest, slug: str) -> HttpResponse:
    """All adaptations of a circle, the newest first, those that ended too."""
    circle = circle_of_mine(request, slug)
    page = page_after(
        Adaptation.objects.filter(circle=circle).select_related("written_by"),
        order=NEWEST_FIRST,
        after=request.GET.get("after"),
    )
    return render(request, "learning/adaptations.html", {"circle": circle, "page": page})


def adaptation(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One adaptation: what led there, what was done before and after."""
    seen = _adaptation(request, id)
    steps = asked.lineage(seen)
    return render(
        request,
        "learning/adaptation.html",
        {
            "adaptation": seen,
            "steps": steps,
            "newer": next((step for step in reversed(steps) if step.place > 0), None),
            "rests_on": asked.rests_on(signed_in(request), seen),
        },
    )


def _adaptation(request: HttpRequest, id: uuid.UUID) -> Adaptation:
    seen = Adaptation.objects.visible_to(signed_in(request))
    return get_object_or_404(seen.select_related("circle", "written_by", "ended_by"), pk=id)


def begin_adaptation(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what a circle does differently, beginning from what the address says led there: sources, or what was tried."""
    person, circle = signed_in(request), circle_of_mine(request, slug)
    wanted, offered = sources_for(request, circle)
    tried = named(request, "experiment", Experiment.objects.visible_to(person).filter(circle=circle))
    form = AdaptationForm(
        request.POST or None,
        circle=circle,
        sources=offered,
        initial={"sources": wanted, **({"text": tried.what} if tried else {})},
    )
    if request.method == "POST" and form.is_valid():
        try:
            begun = actions.begin_adaptation(by=person, circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written. Everyone in %(circle)s can see it.") % {"circle": circle})
            return redirect(begun)
    return _form(request, form, circle)


def change_adaptation(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Write down what is done in the place of an adaptation, and why."""
    person, older = signed_in(request), _adaptation(request, id)
    wanted, offered = sources_for(request, older.circle)
    form = ChangeAdaptationForm(
        request.POST or None, circle=older.circle, sources=offered, initial={"sources": wanted}
    )
    if request.method == "POST" and form.is_valid():
        try:
            newer = actions.change_adaptation(by=person, adaptation=older, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written. What was done before stays readable."))
            return redirect(newer)
    return _form(request, form, older.circle, older)


def end_adaptation(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say that it is not done any more, and why."""
    ending = _adaptation(request, id)
    form = EndAdaptationForm(request.POST or None, adaptation=ending)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_adaptation(by=signed_in(request), adaptation=ending, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Ended. It stays readable, with the reason."))
            return redirect(ending)
    return _form(request, form, ending.circle, ending)


def _form(
    request: HttpRequest,
    form: AdaptationForm | EndAdaptationForm,
    circle: Circle,
    older: Adaptation | None = None,
) -> HttpResponse:
    said = {"circle": circle, "older": older, "form": form, "ends": isinstance(form, EndAdaptationForm)}
    return render(request, "learning/write_adaptation.html", said, status=422 if form.errors else 200)
