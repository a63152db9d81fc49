"""A link in the table twin: what is said of it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from systems import twin
from systems.changing.joining import step
from systems.models import Link
from systems.table_forms import LinkForm
from systems.views.twin import beside, drawn, map_at, to


def link(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """A link with all that is said of it, to be changed."""
    shown = map_at(request, slug)
    link = get_object_or_404(Link.objects.live().filter(map=shown).select_related("source", "target"), pk=id)
    form = LinkForm(request.POST or None, map=shown, link=link, factors=twin.names_of_factors(shown))
    if request.method == "POST" and form.is_valid():
        values = form.values()
        steps = [step("link", id, **values)] if values else []
        if drawn(request, shown, form, steps, _("Saved.")):
            return to(reverse("systems:table_link", args=[slug, id]), "top")
    said = {"map": shown, "link": link, "form": form, **beside(request, shown, id)}
    return render(request, "systems/table_link.html", said, status=422 if form.errors else 200)
