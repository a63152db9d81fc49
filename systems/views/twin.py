"""The table twin of a map: all that is on it in words, and every edit that the drawing can make, in plain forms."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.identifiers import uuid7
from relationships.access import signed_in
from systems import twin
from systems.actions.changes import change_map, undo_change
from systems.actions.choosing import choose
from systems.changing.joining import step
from systems.models import Change, Contest, Factor, Link, SystemMap
from systems.table_forms import AboutMapForm, AddFactorForm, Drawn


def map_at(request: HttpRequest, slug: str) -> SystemMap:
    """The map of this slug, where the person who asks may see it."""
    found = SystemMap.objects.visible_to(signed_in(request)).select_related("circle")
    return get_object_or_404(found, slug=slug)


def drawn(request: HttpRequest, map: SystemMap, form: Drawn, steps: list[dict[str, Any]], said: str) -> bool:
    """Keep what the form says as one change, and tell it; False where it was refused, which the form then says."""
    if not steps:
        messages.info(request, _("Nothing was changed."))
        return True
    try:
        change = change_map(by=signed_in(request), map=map, steps=steps, **form.sent)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    tell(request, change, said)
    return True


def tell(request: HttpRequest, change: Change, said: str) -> None:
    """Say what was done, or that somebody else was quicker and both are kept."""
    if change.contests.exists():
        messages.warning(
            request,
            _("Somebody else changed the same meanwhile. Both are kept: choose below which is to stand."),
        )
    else:
        messages.success(request, said)


def to(address: str, id: uuid.UUID | str) -> HttpResponseRedirect:
    """The way to a page, and to the place on it where the focus should be."""
    return redirect(f"{address}#at-{id}")


def table(request: HttpRequest, slug: str) -> HttpResponse:
    """The map's factors by cluster, with what each leads to, a stretch at a time; adds a factor when posted to."""
    shown = map_at(request, slug)
    clusters = twin.clusters_of(shown)
    form = AddFactorForm(
        request.POST or None, map=shown, clusters=[name for name, _number in clusters if name]
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        new = step("factor", said["thing"], label=said["label"], cluster=said["cluster"])
        if drawn(request, shown, form, [new], _("“%(factor)s” is on the map.") % {"factor": said["label"]}):
            return to(reverse("systems:table_factor", args=[slug, said["thing"]]), "top")
    cluster, words = request.GET.get("cluster"), request.GET.get("words", "")[:200].replace("\0", "")
    cluster = None if cluster is None else cluster[:160].replace("\0", "")
    page, rows = twin.factors_in_words(shown, cluster=cluster, words=words, after=request.GET.get("after"))
    return render(
        request,
        "systems/table.html",
        {
            "map": shown,
            "form": form,
            "clusters": clusters,
            "cluster": cluster,
            "words": words,
            "page": page,
            "rows": rows,
            **beside(request, shown),
        },
        status=422 if form.errors else 200,
    )


def beside(request: HttpRequest, map: SystemMap, thing: uuid.UUID | None = None) -> dict[str, Any]:
    """What stands on each page of the twin: what waits to be chosen, and what one can take back."""
    open = map.circle.ended_at is None
    return {
        "open": open,
        "contests": twin.contests_on(map, thing),
        "steps_back": twin.my_last_steps(signed_in(request), map) if open else [],
        "new_id": uuid7,
    }


def links(request: HttpRequest, slug: str) -> HttpResponse:
    """What acts on what, as a table, a stretch at a time."""
    shown = map_at(request, slug)
    page = twin.links_in_words(shown, request.GET.get("after"))
    return render(request, "systems/table_links.html", {"map": shown, "page": page})


def about(request: HttpRequest, slug: str) -> HttpResponse:
    """Say anew what the map is called and about, and what its colours and sizes mean."""
    shown = map_at(request, slug)
    form = AboutMapForm(request.POST or None, about=shown, attributes=twin.words_used(shown).attributes)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if drawn(request, shown, form, [step("map", shown.pk, **values)] if values else [], _("Changed.")):
            return to(reverse("systems:table", args=[slug]), "top")
    return render(
        request, "systems/table_about.html", {"map": shown, "form": form}, status=422 if form.errors else 200
    )


def off(request: HttpRequest, slug: str) -> HttpResponse:
    """What was taken off the map, to be put back."""
    shown = map_at(request, slug)
    return render(
        request,
        "systems/table_off.html",
        {
            "map": shown,
            "page": twin.factors_off(shown, request.GET.get("after")),
            "links": twin.links_off(shown),
            **beside(request, shown),
        },
    )


@require_POST
def set_removed(request: HttpRequest, slug: str, on: str, id: uuid.UUID) -> HttpResponse:
    """Take a factor or a link off the map, or put it back."""
    shown = map_at(request, slug)
    thing: Factor | Link = (
        get_object_or_404(Factor, map=shown, pk=id)
        if on == "factor"
        else get_object_or_404(Link, map=shown, pk=id)
    )
    removed = "back" not in request.POST
    form = Drawn(request.POST, map=shown)
    said = _("It is off the map, and can be put back.") if removed else _("It is on the map again.")
    if form.is_valid():
        drawn(request, shown, form, [step(on, thing.pk, removed=removed)], said)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    if not removed:
        factor = thing.pk if isinstance(thing, Factor) else thing.source_id
        return to(reverse("systems:table_factor", args=[slug, factor]), "top")
    return to(reverse("systems:table", args=[slug]), "top")


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back one of one's own steps."""
    shown = map_at(request, slug)
    form = Drawn(request.POST, map=shown)
    change = get_object_or_404(Change, map=shown, pk=_id(request.POST.get("change")))
    if form.is_valid():
        try:
            undone = undo_change(by=signed_in(request), map=shown, id=form.cleaned_data["id"], change=change)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            tell(request, undone, _("Done again.") if change.undoes_id else _("Taken back."))
    return to(reverse("systems:table", args=[slug]), "top")


@require_POST
def choose_between(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which of two values that two people wrote is to stand."""
    shown = map_at(request, slug)
    form = Drawn(request.POST, map=shown)
    contest = get_object_or_404(Contest, map=shown, pk=_id(request.POST.get("contest")))
    if form.is_valid():
        try:
            choose(
                by=signed_in(request), map=shown, contest=contest, take="take" in request.POST, **form.sent
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Chosen. The other one stays in the history."))
    back = "systems:table_factor" if contest.on == "factor" else "systems:table_link"
    if "all" in request.POST:
        return to(reverse("systems:table", args=[slug]), "top")
    return to(reverse(back, args=[slug, contest.thing]), "top")


def _id(said: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(said or "")
    except ValueError:
        return uuid.UUID(int=0)


def news(request: HttpRequest, slug: str, opened: int) -> HttpResponse:
    """What others changed since a page of the twin was `opened` at that number, for the page to announce."""
    shown = map_at(request, slug)
    if request.GET.get("since") == str(shown.version):
        return HttpResponse(status=204)
    told = twin.told_since(signed_in(request), shown, min(opened, shown.version))
    answer = render(request, "systems/table_news.html", {"told": told})
    answer["X-Now"] = str(shown.version)
    return answer
