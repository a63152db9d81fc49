"""Maps: the list, the picture, its text twin, its loops."""

from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hls_platform.web.paging import page_after
from relationships.access import signed_in
from systems import queries
from systems.analysis.loops import LoopKind, TooManyLoops
from systems.formats import FORMATS, WRITERS
from systems.forms import LoopsForm
from systems.models import SystemMap

LOOPS_AT_FIRST = 5
LOOPS_A_PAGE = 30


def maps(request: HttpRequest) -> HttpResponse:
    """Every map of my circles, by name."""
    found = SystemMap.objects.visible_to(signed_in(request)).select_related("circle")
    page = page_after(found, order=("name", "id"), after=request.GET.get("after"))
    return render(request, "systems/maps.html", {"page": page})


def _map(request: HttpRequest, slug: str) -> SystemMap:
    return get_object_or_404(
        SystemMap.objects.visible_to(signed_in(request)).select_related("circle"), slug=slug
    )


def map(request: HttpRequest, slug: str) -> HttpResponse:
    """The map drawn. What is drawn comes as data in the page; the text twin is a link away."""
    shown = _map(request, slug)
    factors = queries.factors_of(shown)
    drawn = {
        "factors": [
            {
                "id": str(factor.pk),
                "label": factor.label,
                "cluster": factor.cluster,
                "x": factor.x,
                "y": factor.y,
                "url": reverse("learning:factor", args=[shown.slug, factor.pk]),
            }
            for factor in factors
        ],
        "links": [
            {
                "id": str(link.pk),
                "source": str(link.source_id),
                "target": str(link.target_id),
                "polarity": link.polarity,
                "delay": link.delay,
            }
            for link in queries.links_of(shown)
        ],
    }
    clusters = list(dict.fromkeys(factor.cluster for factor in factors if factor.cluster))
    return render(
        request,
        "systems/map.html",
        {
            "map": shown,
            "factors": factors,
            "drawn": drawn,
            "clusters": clusters,
            "placed": all(None not in (factor.x, factor.y) for factor in factors),
            "formats": [FORMATS[name] for name in WRITERS],
        },
    )


def table(request: HttpRequest, slug: str) -> HttpResponse:
    """The same map as lists and a table."""
    shown = _map(request, slug)
    return render(
        request,
        "systems/table.html",
        {"map": shown, "factors": queries.factors_of(shown), "links": queries.links_of(shown)},
    )


def loops(request: HttpRequest, slug: str) -> HttpResponse:
    """The map's feedback loops in words, up to a chosen length, a stretch at a time."""
    shown = _map(request, slug)
    form = LoopsForm({"length": request.GET.get("length", LOOPS_AT_FIRST)})
    length = form.cleaned_data["length"] if form.is_valid() else LOOPS_AT_FIRST
    said = request.GET.get("after", "0")
    begin = int(said) if said.isdecimal() and len(said) < 7 else 0
    context: dict[str, object] = {"map": shown, "form": form, "length": length}
    try:
        factors, found = queries.loops_of(shown, length)
    except TooManyLoops:
        context["too_many"] = True
        return render(request, "systems/loops.html", context)
    stretch = list(islice(found, begin, begin + LOOPS_A_PAGE))
    context |= {
        "total": len(found),
        "kinds": [(_NAMES[kind](), sum(loop.kind == kind for loop in found)) for kind in LoopKind],
        "loops": [(loop, [factors[number] for number in loop.factors]) for loop in stretch],
        "after": begin + LOOPS_A_PAGE if begin + LOOPS_A_PAGE < len(found) else None,
        "longest": LOOPS_AT_FIRST,
    }
    return render(request, "systems/loops.html", context)


_NAMES = {
    LoopKind.REINFORCING: lambda: _("reinforcing"),
    LoopKind.BALANCING: lambda: _("balancing"),
    LoopKind.UNKNOWN: lambda: _("not known"),
}
