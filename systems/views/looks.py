"""The views of a map: kept ways to look at it, and the stories that they tell one after another."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.web.paging import page_after
from relationships.access import signed_in
from systems import twin
from systems.actions.views import change_view, keep_view, take_view_away
from systems.looking.edited import as_edited
from systems.looking.seen import seen_in
from systems.models import Factor, SystemMap, View
from systems.view_forms import ChangeViewForm, KeepViewForm, ViewForm
from systems.views.twin import map_at


def _view(request: HttpRequest, id: uuid.UUID) -> View:
    found = View.objects.visible_to(signed_in(request)).select_related("map__circle", "focus")
    return get_object_or_404(found, pk=id)


def _focus(map: SystemMap, form: ViewForm) -> Factor | None:
    return get_object_or_404(Factor, map=map, pk=form.focus) if form.focus else None


def views(request: HttpRequest, slug: str) -> HttpResponse:
    """The map's views by story and place; keeps one more when posted to."""
    shown = map_at(request, slug)
    factors = twin.names_of_factors(shown)
    asked = request.GET.get("focus", "")
    form = KeepViewForm(
        request.POST or None,
        used=twin.words_used(shown),
        factors=factors,
        initial={"focus_id": asked if asked in dict(factors) else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_view(
                by=signed_in(request),
                map=shown,
                focus=_focus(shown, form),
                id=form.cleaned_data["id"],
                place=form.cleaned_data["place"],
                **form.said({}),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The view is kept."))
            return redirect(kept)
    page = page_after(
        View.objects.filter(map=shown), order=("story", "place", "name", "id"), after=request.GET.get("after")
    )
    said = {"map": shown, "page": page, "form": form, "open": shown.circle.ended_at is None}
    return render(request, "systems/views.html", said, status=422 if form.errors else 200)


def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """A view in words: what it says, the factors that it shows and what leads to what among them, and the next of its story."""
    shown = _view(request, id)
    factors, links = seen_in(shown)
    story = list(View.objects.filter(map=shown.map).told_in(shown.story)) if shown.story else []
    nth = next((nth for nth, each in enumerate(story) if each.pk == shown.pk), 0)
    return render(
        request,
        "systems/view.html",
        {
            "view": shown,
            "map": shown.map,
            "factors": factors,
            "links": links,
            "nth": nth + 1,
            "story": story,
            "before": story[nth - 1] if nth else None,
            "after": story[nth + 1] if nth + 1 < len(story) else None,
            "open": shown.map.circle.ended_at is None,
        },
    )


def change(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Let a view be another one."""
    shown = _view(request, id)
    form = ChangeViewForm(
        request.POST or None,
        now=as_edited(shown),
        used=twin.words_used(shown.map),
        factors=twin.names_of_factors(shown.map),
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_view(
                by=signed_in(request),
                view=shown,
                focus=_focus(shown.map, form),
                place=form.cleaned_data["place"] or 0,
                read=form.cleaned_data["read"],
                **form.said(shown.look),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Changed."))
            return redirect(shown)
    said = {"view": shown, "map": shown.map, "form": form}
    return render(request, "systems/view_form.html", said, status=422 if form.errors else 200)


@require_POST
def take_away(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take a view away; the map stays as it is."""
    shown = _view(request, id)
    take_view_away(by=signed_in(request), view=shown)
    messages.success(request, _("The view is gone; the map is as it was."))
    return redirect("systems:views", shown.map.slug)
