"""The versions of a map that were kept, and keeping one more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from hls_platform.web.paging import page_after
from relationships.access import signed_in
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
    said = {"map": shown, "form": form, "page": page}
    return render(request, "systems/versions.html", said, status=422 if form.errors else 200)
