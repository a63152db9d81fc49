"""What the work tells a map: the page of it and the same as data, ties to a factor, what led to a change, two versions compared."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hls_platform.actions import Refused
from hls_platform.web.paging import page_after
from learning import actions
from learning.map_forms import ReasonForm, TieForm
from learning.models import ChangeReason, Tie
from learning.queries import map_work
from relationships.access import signed_in
from systems.comparing import NOW, hold_against, moment_of, names_of_loops
from systems.models import Change, Factor, Snapshot, SystemMap
from systems.picture import in_words

CHANGES = 15


def _map(request: HttpRequest, slug: str) -> SystemMap:
    found = SystemMap.objects.visible_to(signed_in(request)).select_related("circle")
    return get_object_or_404(found, slug=slug)


@require_safe
def map_work_data(request: HttpRequest, slug: str) -> JsonResponse:
    """What the work tells of each factor, for the drawing: as all in the map's circle may see it, and without a count."""
    shown = _map(request, slug)
    work = map_work.work_on(signed_in(request), shown)
    at = {week: nth for nth, week in enumerate(work.weeks)}
    factors: dict[str, Any] = {}
    for id in work.heat.keys() | work.ties.keys():
        heat = work.heat.get(id, map_work.Heat(()))
        factors[str(id)] = {
            "heat": heat.level,
            "weeks": [at[week] for week in heat.weeks if week in at],
            "words": heat.words,
            "ties": [
                {"noun": each.noun, "says": each.says, "text": each.text, "url": each.url}
                for each in work.ties.get(id, [])
            ],
        }
    return JsonResponse(
        {
            "number": shown.version,
            "weeks": [week.isoformat() for week in work.weeks],
            "factors": factors,
        }
    )


@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """The same in words, with the changes of the map and what led to them."""
    person, shown = signed_in(request), _map(request, slug)
    told = map_work.work_on(person, shown)
    factors = list(
        Factor.objects.live()
        .filter(map=shown, pk__in=told.heat.keys() | told.ties.keys())
        .order_by("label", "id")
    )
    for each in factors:
        each.heat = told.heat.get(each.pk, map_work.Heat(()))  # type: ignore[attr-defined]
        each.tied = told.ties.get(each.pk, [])  # type: ignore[attr-defined]
        each.weeks = [(week, week in each.heat.weeks) for week in told.weeks]  # type: ignore[attr-defined]
    page = page_after(
        Change.objects.filter(map=shown),
        order=("-number", "-id"),
        after=request.GET.get("after"),
        size=CHANGES,
    )
    said = {
        "map": shown,
        "factors": factors,
        "page": page,
        "changes": map_work.changes_explained(person, page.items),
        "further": "after" in request.GET,
    }
    return render(request, "learning/map_work.html", said)


def _factor(request: HttpRequest, slug: str, id: uuid.UUID) -> Factor:
    found = Factor.objects.live().visible_to(signed_in(request)).select_related("map__circle")
    return get_object_or_404(found, pk=id, map__slug=slug)


def tie(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """Say what of the work a factor hangs together with."""
    person, factor = signed_in(request), _factor(request, slug, id)
    form = TieForm(request.POST or None, things=map_work.things_to_tie(person, factor.map))
    if request.method == "POST" and form.is_valid():
        try:
            actions.tie(by=person, factor=factor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Tied. Whoever sees both sees it."))
            return redirect(factor)
    said = {"factor": factor, "map": factor.map, "form": form}
    return render(request, "learning/tie.html", said, status=422 if form.errors else 200)


@require_POST
def untie(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take a tie away."""
    person = signed_in(request)
    tied = get_object_or_404(Tie.objects.visible_to(person).select_related("factor__map"), pk=id)
    try:
        actions.untie(by=person, tie=tied)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken away. What it was tied to stays as it is."))
    return redirect(tied.factor)


def explain_change(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """Say which insight led to a change on the map."""
    person, shown = signed_in(request), _map(request, slug)
    change = get_object_or_404(Change, pk=id, map=shown)
    form = ReasonForm(request.POST or None, person=person, map=shown)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_reason(by=person, change=change, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. Whoever sees the map and the insight sees it."))
            return redirect("learning:map_work", slug)
    (explained,) = map_work.changes_explained(person, [change])
    said = {"map": shown, "explained": explained, "form": form}
    return render(request, "learning/explain_change.html", said, status=422 if form.errors else 200)


@require_POST
def take_back_reason(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say no more that the insight led to the change."""
    person = signed_in(request)
    reason = get_object_or_404(ChangeReason.objects.visible_to(person).select_related("change__map"), pk=id)
    try:
        actions.take_back_reason(by=person, reason=reason)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("learning:map_work", reason.change.map.slug)


@require_safe
def compare_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Two moments of the map held against each other, as words, a table and a drawing, and the insights that led there."""
    person, shown = signed_in(request), _map(request, slug)
    kept = list(Snapshot.objects.filter(map=shown).defer("content").order_by("-taken_at", "-id")[:100])
    first, last = request.GET.get("from", ""), request.GET.get("to", "") or NOW
    context: dict[str, Any] = {"map": shown, "kept": kept, "first": first, "last": last}
    if not first and kept:
        context["first"] = first = str(kept[0].pk)
    if first:
        before, after = moment_of(shown, first), moment_of(shown, last)
        if before is None or after is None:
            raise Http404
        if after.at < before.at:
            before, after, first, last = after, before, last, first
        compared = hold_against(before, after, names_of_loops(shown))
        context |= {
            "first": first,
            "last": last,
            "ids": [str(each.pk) for each in kept],
            "compared": compared,
            "lines": compared.lines,
            "picture": mark_safe(compared.svg),  # noqa: S308  its text is escaped where it is made
            "marks": in_words(),
            "explained": map_work.explained_between(person, shown, compared.before.at, compared.after.at),
        }
    return render(request, "learning/compare_map.html", context)
