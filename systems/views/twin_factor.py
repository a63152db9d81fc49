"""A factor in the table twin: what is said of it, its links, joining it with another, splitting it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from systems import twin
from systems.changing.joining import joining, splitting, step
from systems.models import Factor, SystemMap
from systems.table_forms import AddLinkForm, FactorForm, JoinForm, SplitForm
from systems.views.twin import beside, drawn, map_at, to


def _factor(map: SystemMap, id: uuid.UUID) -> Factor:
    factor = get_object_or_404(Factor.objects.live().filter(map=map), pk=id)
    factor.map = map
    return factor


def factor(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """A factor with all that is said of it, to be changed, and its links; with `link` in what is posted, one more link."""
    shown = map_at(request, slug)
    factor = _factor(shown, id)
    page = reverse("systems:table_factor", args=[slug, id])
    posted = request.POST or None
    links = "link" in request.POST
    choices = [each for each in twin.names_of_factors(shown) if each[0] != str(id)]
    add = AddLinkForm(posted if links else None, map=shown, factor=factor, factors=choices, prefix="link")
    form = FactorForm(None if links else posted, map=shown, factor=factor, used=twin.words_used(shown))
    if links and add.is_valid():
        if drawn(request, shown, add, add.steps(factor), _("The link is drawn.")):
            return to(page, add.cleaned_data["thing"])
    elif posted and not links and form.is_valid():
        values = form.values()
        steps = [step("factor", id, **values)] if values else []
        if drawn(request, shown, form, steps, _("Saved.")):
            return to(page, "top")
    said = {
        "map": shown,
        "factor": factor,
        "form": form,
        "add": add,
        "row": twin.links_of_factor(factor),
        "acted_on_by": twin.actors_on(factor),
        **beside(request, shown, id),
    }
    return render(
        request, "systems/table_factor.html", said, status=422 if form.errors or add.errors else 200
    )


def join(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """Let a factor stand for another one, too."""
    shown = map_at(request, slug)
    factor = _factor(shown, id)
    others = [each for each in twin.names_of_factors(shown) if each[0] != str(id)]
    form = JoinForm(request.POST or None, map=shown, factors=others)
    if request.method == "POST" and form.is_valid():
        other = _factor(shown, uuid.UUID(form.cleaned_data["other"]))
        near = {link.pk: link for each in (factor, other) for row in (twin.links_of_factor(each),)
                for link in (*row.before, *row.after)}  # fmt: skip
        said = _("“%(factor)s” stands for both now.") % {"factor": factor.label}
        if drawn(request, shown, form, joining(factor, other, near.values()), said):
            return to(reverse("systems:table_factor", args=[slug, id]), "top")
    return render(
        request,
        "systems/table_join.html",
        {"map": shown, "factor": factor, "form": form},
        status=422 if form.errors else 200,
    )


def split(request: HttpRequest, slug: str, id: uuid.UUID) -> HttpResponse:
    """Make two of one factor, and say which links go with the new one."""
    shown = map_at(request, slug)
    factor = _factor(shown, id)
    row = twin.links_of_factor(factor)
    links = list({link.pk: link for link in (*row.before, *row.after)}.values())
    form = SplitForm(request.POST or None, map=shown, links=links)
    if request.method == "POST" and form.is_valid():
        new, label = form.cleaned_data["thing"], form.cleaned_data["label"]
        steps = splitting(factor, new, label, links, form.taken())
        if drawn(request, shown, form, steps, _("“%(factor)s” is a factor of its own.") % {"factor": label}):
            return to(reverse("systems:table_factor", args=[slug, new]), "top")
    return render(
        request,
        "systems/table_split.html",
        {"map": shown, "factor": factor, "form": form},
        status=422 if form.errors else 200,
    )
