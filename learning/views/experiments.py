"""Experiments: what a circle tries, and what came of it."""

import uuid
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from learning import access, actions
from learning.models import Experiment, LearningCycle
from learning.practice_forms import BeginExperimentForm, DescribeExperimentForm, EndExperimentForm
from learning.queries.experiments import experiments_of
from relationships.access import signed_in
from relationships.models import Circle

Thing = TypeVar("Thing", bound=Model)


def experiments(request: HttpRequest) -> HttpResponse:
    """The experiments of all my circles, newest first; those that run, or of one ending, or one circle, as the address says."""
    person = signed_in(request)
    ending, slug = request.GET.get("ending", ""), request.GET.get("circle", "")
    page = page_after(
        experiments_of(person, ending=ending, circle=slug),
        order=("-begun_at", "-id"),
        after=request.GET.get("after"),
    )
    said = {"page": page, "endings": Experiment.Ending.choices, "ending": ending, "slug": slug}
    circles = Circle.objects.having_member(person).order_by("name")
    return render(request, "learning/experiments.html", {**said, "circles": circles})


def begin_experiment(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to try something in a circle; in a cycle, or further from an experiment, where the address names one."""
    person = signed_in(request)
    circle = get_object_or_404(Circle.objects.having_member(person), slug=slug, ended_at=None)
    follows = named(request, "follows", Experiment.objects.visible_to(person).filter(circle_id=circle.pk))
    cycle = named(request, "cycle", LearningCycle.objects.visible_to(person).filter(circle_id=circle.pk))
    from_it: dict[str, Any] = (
        {"what": follows.what, "why": follows.why, "cycle": follows.cycle_id} if follows else {}
    )
    form = BeginExperimentForm(
        request.POST or None, circle=circle, initial=from_it or ({"cycle": cycle.pk} if cycle else {})
    )
    if request.method == "POST" and form.is_valid():
        try:
            begun = actions.begin_experiment(by=person, circle=circle, follows=follows, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Begun. Everyone in %(circle)s can see it.") % {"circle": circle})
            return redirect(begun)
    return render(
        request,
        "learning/practice_form.html",
        {
            "form": form,
            "to": circle,
            "title": _("Try it otherwise") if follows else _("Try something"),
            "lead": _(
                "An experiment is honest when you know before what you will look at. It need not succeed."
            ),
            "submit": _("Begin"),
            "seen_by": _("Everyone in %(circle)s will see it.") % {"circle": circle},
        },
        status=422 if form.errors else 200,
    )


def named(request: HttpRequest, name: str, rows: QuerySet[Thing]) -> Thing | None:
    """The row that the address names, if it names one that is among `rows`."""
    try:
        key = uuid.UUID(request.GET.get(name, ""))
    except ValueError:
        return None
    return rows.filter(pk=key).first()


def _experiment(request: HttpRequest, id: uuid.UUID) -> Experiment:
    rows = Experiment.objects.visible_to(signed_in(request))
    return get_object_or_404(rows.select_related("circle", "tended_by", "cycle", "follows"), pk=id)


def experiment(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What is tried, why, what is looked at and when; and how it ended."""
    person, shown = signed_in(request), _experiment(request, id)
    return render(
        request,
        "learning/experiment.html",
        {
            "experiment": shown,
            "next": shown.next.order_by("begun_at", "id")[:10],
            "tends": shown.circle.ended_at is None and access.can_tend_experiment(person, shown),
        },
    )


def _tended(request: HttpRequest, id: uuid.UUID) -> tuple[Experiment, HttpResponse | None]:
    """The experiment while it runs, and the way back for those who see it and do not tend it."""
    shown = _experiment(request, id)
    if shown.ended_at is not None:
        messages.error(request, _("This experiment has ended; what was tried stays as it was written."))
        return shown, redirect(shown)
    if shown.circle.ended_at is None and access.can_tend_experiment(signed_in(request), shown):
        return shown, None
    messages.error(request, _("Those who tend this experiment, or its circle, do that."))
    return shown, redirect(shown)


def describe_experiment(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say anew what is tried, or when it is looked at."""
    shown, back = _tended(request, id)
    if back:
        return back
    form = DescribeExperimentForm(
        request.POST or None, circle=shown.circle, now=kept(shown, Experiment.EDITED)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_experiment(by=signed_in(request), experiment=shown, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Changed."))
            return redirect(shown)
    return render(
        request,
        "learning/practice_form.html",
        {
            "form": form,
            "to": shown,
            "title": _("Change the experiment"),
            "submit": _("Save"),
            "seen_by": _("Everyone in %(circle)s will see it.") % {"circle": shown.circle},
        },
        status=422 if form.errors else 200,
    )


def end_experiment(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Adopt it, adapt it or stop it, and say why."""
    shown, back = _tended(request, id)
    if back:
        return back
    form = EndExperimentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_experiment(by=signed_in(request), experiment=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Written down. Thank you for looking: that is what an experiment is for.")
            )
            return redirect(shown)
    return render(
        request,
        "learning/practice_form.html",
        {
            "form": form,
            "to": shown,
            "title": _("What came of it?"),
            "lead": _("Adopt it, adapt it or stop it. To stop what does not help frees time for what might."),
            "submit": _("Write it down"),
            "seen_by": _("Everyone in %(circle)s will see it.") % {"circle": shown.circle},
        },
        status=422 if form.errors else 200,
    )
