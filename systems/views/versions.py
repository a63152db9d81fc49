"""The versions of a map that were kept, keeping one more, and letting the map stand as one of them."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.identifiers import uuid7
from hls_platform.web.paging import page_after
from relationships.access import signed_in
from systems.actions.restoring import restore_snapshot
from systems.actions.snapshots import keep_snapshot
from systems.forms import VersionForm
from systems.models import Snapshot, SystemMap


def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Each version with its day and its reason, newest first; keeps the map as it is now when posted to."""
    person = signed_in(request)
    shown = get_object_or_404(SystemMap.objects.visible_to(person).select_related("circle"), slug=slug)
    form = VersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_snapshot(by=person, map=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The map is kept as “%(name)s”.") % {"name": kept})
            return redirect("systems:versions", shown.slug)
    kept_before = Snapshot.objects.filter(map=shown).defer("content")
    page = page_after(kept_before, order=("-taken_at", "-id"), after=request.GET.get("after"))
    said = {"map": shown, "form": form, "page": page, "id": uuid7()}
    return render(request, "systems/versions.html", said, status=422 if form.errors else 200)


@require_POST
def restore(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """Let the map stand as this version kept it, as a new change."""
    person = signed_in(request)
    kept = get_object_or_404(
        Snapshot.objects.visible_to(person).select_related("map__circle"), pk=id, map__slug=slug
    )
    try:
        restore_snapshot(by=person, snapshot=kept, id=_sent_id(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("The map stands as in “%(name)s” again. What came since is kept in its history.")
            % {"name": kept},
        )
    return redirect("systems:versions", slug)


def _sent_id(request: HttpRequest) -> uuid.UUID:
    """The id made where the form was, so that a button pressed twice does it once; a new one where none can be read."""
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return uuid7()
