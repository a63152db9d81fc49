"""Measures: what a circle counts to learn from, drawn and told day by day."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from learning import access, actions
from learning.actions.measures import ProblemsInFile
from learning.measuring.variation import FEWEST, IN_A_ROW, variation_of
from learning.models import Measure, Observation
from learning.pictures.run_chart import rounded, run_chart_of
from learning.practice_forms import (
    BringObservationsForm,
    CorrectObservationForm,
    DescribeMeasureForm,
    KeepMeasureForm,
    ObservationForm,
)
from relationships.access import signed_in
from relationships.models import Circle

MOST_DRAWN = 100


def measures(request: HttpRequest) -> HttpResponse:
    """The measures of all my circles, by name; of one circle, as the address says."""
    person, slug = signed_in(request), request.GET.get("circle", "")
    found = Measure.objects.visible_to(person).select_related("circle")
    page = page_after(
        found.filter(circle__slug=slug) if slug else found,
        order=("name", "id"),
        after=request.GET.get("after"),
    )
    circles = Circle.objects.having_member(person).order_by("name")
    return render(request, "learning/measures.html", {"page": page, "slug": slug, "circles": circles})


def keep_measure(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to keep a measure in a circle."""
    person = signed_in(request)
    circle = get_object_or_404(Circle.objects.having_member(person), slug=slug, ended_at=None)
    form = KeepMeasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = actions.keep_measure(by=person, circle=circle, **form.cleaned_data)
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
            "title": _("Measure something"),
            "lead": _(
                "A measure is there to ask better questions. It has no target, and nobody is judged by it."
            ),
            "submit": _("Begin"),
            "seen_by": _("Everyone in %(circle)s will see it.") % {"circle": circle},
        },
        status=422 if form.errors else 200,
    )


def _measure(request: HttpRequest, id: uuid.UUID) -> Measure:
    rows = Measure.objects.visible_to(signed_in(request))
    return get_object_or_404(rows.select_related("circle", "kept_by"), pk=id)


def measure(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What it is and why, its run chart with the stories, the same as a table; and, posted, one more observation."""
    person, shown = signed_in(request), _measure(request, id)
    form = ObservationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.observe(by=person, measure=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written down."))
            return redirect(shown)
    page = page_after(
        shown.observations.all(), order=("-day", "-id"), after=request.GET.get("after"), size=MOST_DRAWN
    )
    drawn: list[Observation] = page.items[::-1]
    variation = variation_of([each.value for each in drawn])
    notes = {each.pk: number for number, each in enumerate((o for o in drawn if o.story), start=1)}
    for each in page.items:
        each.note = notes.get(each.pk)
    return render(
        request,
        "learning/measure.html",
        {
            "measure": shown,
            "page": page,
            "chart": run_chart_of(drawn, variation) if drawn else None,
            "variation": variation,
            "usual": {name: rounded(getattr(variation, name)) for name in ("lower", "mean", "upper")}
            if variation
            else None,
            "beyond": [drawn[place] for place in variation.beyond] if variation else [],
            "runs": [(drawn[first], drawn[last]) for first, last in variation.runs] if variation else [],
            "fewest": FEWEST,
            "in_a_row": IN_A_ROW,
            "form": form,
            "open": shown.circle.ended_at is None and shown.ended_at is None,
            "keeps": shown.circle.ended_at is None and access.can_keep_measure(person, shown),
        },
        status=422 if form.errors else 200,
    )


def _kept(request: HttpRequest, id: uuid.UUID) -> tuple[Measure, HttpResponse | None]:
    """The measure, and the way back for those who see it and do not keep it."""
    shown = _measure(request, id)
    if shown.circle.ended_at is None and access.can_keep_measure(signed_in(request), shown):
        return shown, None
    messages.error(request, _("Those who keep this measure, or tend its circle, do that."))
    return shown, redirect(shown)


def describe_measure(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say anew what it is."""
    shown, back = _kept(request, id)
    if back:
        return back
    form = DescribeMeasureForm(request.POST or None, now=kept(shown, Measure.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_measure(by=signed_in(request), measure=shown, **form.cleaned_data)
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
            "title": _("Change the measure"),
            "submit": _("Save"),
            "seen_by": _("Everyone in %(circle)s will see it.") % {"circle": shown.circle},
        },
        status=422 if form.errors else 200,
    )


@require_POST
def put_measure_away(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Stop taking it."""
    shown, back = _kept(request, id)
    if back:
        return back
    try:
        actions.put_measure_away(by=signed_in(request), measure=shown)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Put away. What it showed stays readable."))
    return redirect(shown)


def bring_observations(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Bring a CSV file in, or only look it through: all of it or nothing."""
    shown, back = _kept(request, id)
    if back:
        return back
    form = BringObservationsForm(request.POST or None, request.FILES or None)
    table = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        keep = "keep" in request.POST
        try:
            table = actions.bring_observations(
                by=signed_in(request),
                measure=shown,
                name=file.name or "CSV",
                content=file.read(),
                dry_run=not keep,
            )
        except ProblemsInFile as problems:
            table = problems.table
            form.add_error(None, str(problems))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = _in_words(table.new, table.already)
            if keep:
                messages.success(request, said)
                return redirect(shown)
            return render(
                request, "learning/bring_observations.html", {"measure": shown, "form": form, "found": said}
            )
    return render(
        request,
        "learning/bring_observations.html",
        {"measure": shown, "form": form, "table": table},
        status=422 if form.errors else 200,
    )


def _in_words(new: int, already: int) -> str:
    said = ngettext("%(number)s observation is new.", "%(number)s observations are new.", new) % {
        "number": new
    }
    if not already:
        return said
    there = ngettext("%(number)s was there already.", "%(number)s were there already.", already)
    return f"{said} {there % {'number': already}}"


def correct_observation(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Put another value or story in its place."""
    person = signed_in(request)
    observation = get_object_or_404(
        Observation.objects.visible_to(person).select_related("measure__circle"), pk=id
    )
    measure = observation.measure
    if measure.ended_at is not None or measure.circle.ended_at is not None:
        messages.error(request, _("This measure was put away; what it showed can be read."))
        return redirect(measure)
    form = CorrectObservationForm(request.POST or None, now=kept(observation, Observation.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_observation(by=person, observation=observation, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Corrected."))
            return redirect(measure)
    return render(
        request,
        "learning/practice_form.html",
        {
            "form": form,
            "to": measure,
            "title": _("Correct what was observed"),
            "submit": _("Save"),
            "seen_by": _("Everyone in %(circle)s will see it.") % {"circle": measure.circle},
        },
        status=422 if form.errors else 200,
    )
