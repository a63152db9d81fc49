"""Maps that everybody may read: the list, one of them, its frame for other sites, and publishing, renewing and withdrawing one."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_POST, require_safe

from hls_platform.actions import Refused
from hls_platform.web.paging import page_after
from relationships.access import signed_in
from systems import access
from systems.actions import publishing
from systems.formats import write_json
from systems.forms import EditionForm, PublishForm
from systems.models import Edition, Link, PublishedMap, SystemMap
from systems.picture import picture
from systems.publishing import drawing_of_copy

IN_A_FRAME = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors *"
)
"""What the frame for other sites may load: our own style sheet. No script of anybody's; and any site may show it."""
NEWEST = 20


@login_not_required
@require_safe
def published_maps(request: HttpRequest) -> HttpResponse:
    """The maps that everybody may read, the latest first, each by its last edition."""
    found = PublishedMap.objects.public()
    page = page_after(found, order=("-published_at", "-id"), after=request.GET.get("after"), size=NEWEST)
    editions = Edition.objects.filter(publication__in=[each.pk for each in page.items]).defer("content")
    last = {each.publication_id: each for each in editions.order_by("number")}
    for each in page.items:
        each.last = last.get(each.pk)
    return render(request, "systems/published_maps.html", {"page": page})


def _shown(request: HttpRequest, id: uuid.UUID) -> tuple[PublishedMap, list[Edition], Edition | None]:
    """The publication, its editions without what is drawn, the last first, and the one that is asked for; none once withdrawn."""
    publication = get_object_or_404(PublishedMap, pk=id)
    if publication.withdrawn_at is not None:
        return publication, [], None
    editions = list(Edition.objects.filter(publication=publication).order_by("-number").defer("content"))
    said = request.GET.get("edition", "")
    wanted = int(said) if said.isdecimal() and len(said) < 7 else None
    number = editions[0].number if wanted is None else wanted
    return publication, editions, get_object_or_404(Edition, publication=publication, number=number)


def _drawn(edition: Edition) -> dict[str, Any]:
    """What a page shows of an edition: the picture, the factors by cluster, and the links in words."""
    drawing = drawing_of_copy(edition.content)
    names = {key: factor.label for key, factor in drawing.factors.items()}
    svg = picture(drawing, title=edition.title)
    return {
        "picture": mark_safe(svg),  # noqa: S308  its text is escaped where it is made
        "factors": sorted(drawing.factors.values(), key=lambda each: (each.cluster, each.label)),
        "links": [
            {
                "source": names[each.source],
                "target": names[each.target],
                "says": Link.Polarity(each.polarity).label,
                "delay": each.delay,
            }
            for each in drawing.links
        ],
    }


@login_not_required
@require_safe
def published(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """A published map for everybody, as a picture and in words; withdrawn, its address says so."""
    publication, editions, edition = _shown(request, id)
    if edition is None:
        return render(request, "systems/published_withdrawn.html", {"publication": publication}, status=410)
    frame = format_html(
        '<iframe src="{}" title="{}" width="100%" height="480" loading="lazy"></iframe>',
        settings.PUBLIC_URL + reverse("systems:embedded", args=[publication.pk]),
        edition.title,
    )
    return render(
        request,
        "systems/published.html",
        {
            "publication": publication,
            "editions": editions,
            "edition": edition,
            "frame": str(frame),
            **_drawn(edition),
        },
    )


@login_not_required
@xframe_options_exempt
@require_safe
def embedded(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The picture and its credit alone, for a frame on another site: no script, no cookie, nothing of who looks."""
    publication, _editions, edition = _shown(request, id)
    said: dict[str, Any] = {"publication": publication, "edition": edition}
    said |= {"address": settings.PUBLIC_URL + publication.get_absolute_url()}
    said |= _drawn(edition) if edition else {}
    answer = render(request, "systems/embedded.html", said, status=200 if edition else 410)
    answer.headers["Content-Security-Policy"] = IN_A_FRAME
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@login_not_required
@require_safe
def published_file(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """A published map in our own format, to be brought in elsewhere."""
    _publication, _editions, edition = _shown(request, id)
    if edition is None:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="map.json"'}
    said = json.loads(write_json(drawing_of_copy(edition.content)))
    said |= {"name": edition.title, "credit": edition.credit, "licence": edition.licence_address}
    return HttpResponse(json.dumps(said, ensure_ascii=False, indent=1), "application/json", headers=headers)


def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What of a map everybody may read, and publishing it, for those who tend its circle."""
    person = signed_in(request)
    shown = get_object_or_404(SystemMap.objects.visible_to(person).select_related("circle"), slug=slug)
    may = access.can_publish(person, shown.circle)
    form = PublishForm(request.POST or None, map=shown)
    if request.method == "POST" and form.is_valid():
        try:
            made = publishing.publish_map(by=person, map=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Published. Everybody can read it now."))
            return redirect(made)
    editions = Edition.objects.filter(publication__map=shown).defer("content").select_related("publication")
    context = {
        "map": shown,
        "form": form,
        "may": may,
        "may_withdraw": access.can_withdraw(person, shown.circle),
        "editions": editions.order_by("-at", "-id")[:50],
    }
    return render(request, "systems/publish.html", context, status=422 if form.errors else 200)


def _of_mine(request: HttpRequest, id: uuid.UUID) -> PublishedMap:
    found = PublishedMap.objects.of_maps_of(signed_in(request)).select_related("map__circle", "view")
    return get_object_or_404(found, pk=id)


def publish_edition(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Publish the map as it is now under the same address."""
    person, publication = signed_in(request), _of_mine(request, id)
    last = Edition.objects.filter(publication=publication).defer("content").latest("number")
    before = {name: getattr(last, name) for name in ("title", "words", "credit", "licence")}
    form = EditionForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.publish_edition(by=person, publication=publication, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Published. Everybody reads this edition now, and the earlier ones too.")
            )
            return redirect(publication)
    said = {"publication": publication, "map": publication.map, "form": form, "last": last}
    return render(request, "systems/publish_edition.html", said, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Let nobody outside the circle read it any more."""
    publication = _of_mine(request, id)
    publishing.withdraw_publication(by=signed_in(request), publication=publication)
    messages.success(request, _("Withdrawn. Its address says so."))
    return redirect("systems:publish", publication.map.slug)
