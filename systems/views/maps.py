"""Maps: the list, the picture, bringing one in, taking one away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hls_platform.actions import Refused
from hls_platform.web.paging import page_after
from relationships.access import signed_in
from systems import queries
from systems.actions.maps import import_map
from systems.formats import WRITERS
from systems.formats.tables import read
from systems.forms import ImportForm
from systems.models import SystemMap


def maps(request: HttpRequest) -> HttpResponse:
    """Every map of my circles, by name."""
    found = SystemMap.objects.visible_to(signed_in(request)).select_related("circle")
    page = page_after(found, order=("name", "id"), after=request.GET.get("after"))
    return render(request, "systems/maps.html", {"page": page})


def _map(request: HttpRequest, slug: str) -> SystemMap:
    return get_object_or_404(
        SystemMap.objects.visible_to(signed_in(request)).select_related("circle"), slug=slug
    )


def bring_in(request: HttpRequest) -> HttpResponse:
    """A map from CSV files: looked through first (dry run), kept when the person says so."""
    person = signed_in(request)
    form = ImportForm(request.POST or None, request.FILES or None, person=person)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        drawing = read(form.contents())
        context["drawing"] = drawing
        context["found"] = _("%(factors)s and %(links)s") % {
            "factors": ngettext("%(n)s factor", "%(n)s factors", len(drawing.factors))
            % {"n": len(drawing.factors)},
            "links": ngettext("%(n)s link", "%(n)s links", len(drawing.links)) % {"n": len(drawing.links)},
        }
        if "keep" in request.POST and not drawing.problems:
            words = {name: form.cleaned_data[name] for name in ("circle", "name", "description")}
            try:
                return redirect(import_map(by=person, drawing=drawing, **words))
            except Refused as refused:
                form.add_error(None, str(refused))
    wrong = form.errors or (context.get("drawing") and context["drawing"].problems)  # type: ignore[attr-defined]
    return render(request, "systems/import.html", context, status=422 if wrong else 200)


def export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """The map as a file."""
    shown = _map(request, slug)
    if format not in WRITERS:
        raise Http404
    kind = "application/json" if format == "json" else "text/csv; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="{shown.slug}-{format}"'}
    if format == "json":
        headers = {"Content-Disposition": f'attachment; filename="{shown.slug}.json"'}
    return HttpResponse(WRITERS[format](queries.drawing_of(shown)), kind, headers=headers)
