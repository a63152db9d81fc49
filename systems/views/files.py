"""Maps out of files and into files: looked through, matched and confirmed first; and the schema of our own format."""

import secrets
import zlib
from pathlib import Path
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hls_platform.actions import Refused
from relationships.access import signed_in
from relationships.models import Person
from systems import formats, queries
from systems.actions.bringing_again import Difference, bring_in_again, difference
from systems.actions.maps import import_map
from systems.formats import FORMATS, WRITERS
from systems.formats.apart import read_apart
from systems.formats.choices import kinds_of_links
from systems.formats.drawing import Drawing, as_list, own
from systems.formats.in_words import counted
from systems.formats.pdf import NotSet
from systems.forms import FIELDS, SIGNS, ImportForm
from systems.models import SystemMap

HELD_SECONDS = 30 * 60
"""So long a file waits between being looked through and being brought in; then it is to be chosen once more."""
MOST_SHOWN = 6
MOST_TO_MATCH = 60
SCHEMA = Path(formats.__file__).with_name("hls-map-2.schema.json")


def bring_in(request: HttpRequest) -> HttpResponse:
    """A map from a file: looked through first, matched where need be, kept when the person says so."""
    person = signed_in(request)
    form = ImportForm(request.POST or None, request.FILES or None, person=person)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        held, sent = _held(person, form)
        if not sent:
            form.add_error("links", _("The file did not wait so long: choose it once more."))
        else:
            format, drawing = read_apart(sent, "", form.choices())
            context |= _looked_through(format, drawing, form)
            context["held"] = held
            form.named(drawing, sent[0][0])
            if "keep" in request.POST and not drawing.problems:
                try:
                    kept = _keep(person, form, drawing)
                except Refused as refused:
                    form.add_error(None, str(refused))
                else:
                    cache.delete(_key(person, held))
                    return redirect(kept)
    wrong = form.errors or (context.get("drawing") and context["drawing"].problems)
    return render(request, "systems/import.html", context, status=422 if wrong else 200)


def _key(person: Person, held: str) -> str:
    return f"file-of-a-map:{person.pk}:{held}"


def _held(person: Person, form: ImportForm) -> tuple[str, list[tuple[str, bytes]]]:
    """The files now sent, or those that wait since they were looked through; under a name that only this person can use."""
    if sent := form.contents():
        held = secrets.token_urlsafe(16)
        packed = [(name, zlib.compress(content, 1)) for name, content in sent]
        cache.set(_key(person, held), packed, HELD_SECONDS)
        return held, sent
    held = form.cleaned_data["held"]
    return held, [(name, zlib.decompress(content)) for name, content in cache.get(_key(person, held)) or []]


def _looked_through(format: str, drawing: Drawing, form: ImportForm) -> dict[str, Any]:
    """What the page shows of a file: what it is, what is in it, and what only a person can say of it."""
    into: SystemMap | None = form.cleaned_data["into"]
    names = {key: factor.label for key, factor in drawing.factors.items()}
    missing = any(
        "There is no factor" in remark.said or _("There is no factor “%(said)s”.")[:12] in remark.said
        for remark in drawing.problems
    )
    return {
        "drawing": drawing,
        "format": FORMATS[format].title if format in FORMATS else "",
        "found": counted(drawing),
        "into": into,
        "news": _news(difference(into, drawing)) if into and not drawing.problems else "",
        "factors": list(drawing.factors.values())[:MOST_SHOWN],
        "links": [(names[link.source], link, names[link.target]) for link in drawing.links[:MOST_SHOWN]] if not drawing.problems else [],
        "columns": [
            (nth, table, title, ours, FIELDS)
            for nth, ((table, title), ours) in enumerate(list(drawing.columns.items())[:MOST_TO_MATCH])
        ],
        "kinds": [
            (nth, kind, number, sign, SIGNS)
            for nth, (kind, (number, sign)) in enumerate(list(kinds_of_links(drawing).items())[:MOST_TO_MATCH])
        ],
        "parts": [
            (str(each.get("_id", "")), str(each.get("name", "")))
            for each in as_list(own(drawing.extra, "kumu").get("maps"))
            if isinstance(each, dict)
        ],
        "missing": missing or form.cleaned_data["make_missing"],
    }  # fmt: skip


def _news(found: Difference) -> str:
    """What would be new on the map, and what changed, in words."""
    counts = [
        (found.new_factors, ngettext("%(n)s new factor", "%(n)s new factors", found.new_factors)),
        (found.new_links, ngettext("%(n)s new link", "%(n)s new links", found.new_links)),
        (found.changed_factors, ngettext("%(n)s factor changed", "%(n)s factors changed", found.changed_factors)),
        (found.changed_links, ngettext("%(n)s link changed", "%(n)s links changed", found.changed_links)),
    ]  # fmt: skip
    if beside := found.beside:
        loops, actors, views = len(beside.loops), len(beside.actors), len(beside.views)
        counts += [
            (loops, ngettext("%(n)s new loop with a name", "%(n)s new loops with names", loops)),
            (actors, ngettext("%(n)s new actor", "%(n)s new actors", actors)),
            (views, ngettext("%(n)s new view", "%(n)s new views", views)),
        ]
    return ", ".join(words % {"n": number} for number, words in counts if number) or _("nothing would change")


def _keep(person: Person, form: ImportForm, drawing: Drawing) -> SystemMap:
    said = form.cleaned_data
    if said["into"]:
        bring_in_again(by=person, map=said["into"], drawing=drawing)
        return cast(SystemMap, said["into"])
    name = said["name"] or drawing.name or form.called
    description = said["description"] or drawing.description
    return import_map(by=person, circle=said["circle"], name=name, description=description, drawing=drawing)


def export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """The map as a file."""
    shown = get_object_or_404(
        SystemMap.objects.visible_to(signed_in(request)).select_related("circle"), slug=slug
    )
    if format not in WRITERS:
        raise Http404
    return file_of(shown, format)


def file_of(map: SystemMap, format: str) -> HttpResponse:
    """The answer that is the map as a file of this format. Raises Refused where it cannot be written so."""
    try:
        content = WRITERS[format](queries.whole_drawing_of(map))
    except NotSet as wrong:
        raise Refused(str(wrong)) from wrong
    headers = {"Content-Disposition": f'attachment; filename="{map.slug}{FORMATS[format].ending}"'}
    return HttpResponse(content, FORMATS[format].media, headers=headers)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def schema(request: HttpRequest) -> HttpResponse:
    """The schema of our own format, for everybody and for good: a later one gets another number."""
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(SCHEMA.read_bytes(), "application/schema+json", headers=headers)
