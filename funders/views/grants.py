"""Grants of other funders beside one's own: looked through, brought in from a file, and one by one."""

import uuid

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from funders.actions import grant_files
from funders.actions.grants import take_grants_away
from funders.giving.quality import WEB
from funders.models import Grant, GrantFile
from funders.open_forms import GrantFileForm, GrantsAskedForm
from funders.queries.grants import grants as grants_asked_for
from hls_platform.actions import Refused
from learning.queries.feed import my_circles
from relationships.access import signed_in
from relationships.models import Circle


def grants(request: HttpRequest) -> HttpResponse:
    """Ours and others', newest first, as far as the address asks for them."""
    form = GrantsAskedForm(request.GET)
    asked = form.asked()
    page = grants_asked_for(signed_in(request), asked, request.GET.get("after"))
    return render(request, "funders/grants.html", {"page": page, "form": form, "asked": asked})


def grant(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One grant of another funder, with all that its file says."""
    person = signed_in(request)
    shown = get_object_or_404(Grant.objects.visible_to(person).select_related("circle"), pk=id)
    published = shown.as_published
    source = next((each for each in (published.get("url"), published.get("dataSource")) if each), "")
    return render(
        request,
        "funders/grant.html",
        {
            "grant": shown,
            "published": list(_lines(published)),
            "source": source if WEB.fullmatch(source) else "",
        },
    )


def _lines(published: object, before: str = "") -> list[tuple[str, str]]:
    """Every value of a grant with where it stands: ("recipientOrganization/0/name", "Warm Rooms")."""
    if isinstance(published, dict):
        inside = published.items()
    elif isinstance(published, list):
        inside = enumerate(published)  # type: ignore[assignment]
    else:
        return [(before, str(published))]
    return [
        line for name, each in inside for line in _lines(each, f"{before}/{name}" if before else str(name))
    ]


@require_POST
def take_away(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take away all grants of the funder of this one that our circle brought in."""
    person = signed_in(request)
    shown = get_object_or_404(
        Grant.objects.visible_to(person).filter(circle__isnull=False).select_related("circle"), pk=id
    )
    if shown.circle is not None:
        number = take_grants_away(by=person, circle=shown.circle, funder_id=shown.funder_id)
        messages.success(request, _("%(n)s grants are gone from here.") % {"n": number})
    return redirect("funders:grants")


@never_cache
def bring_in(request: HttpRequest) -> HttpResponse:
    """Where my file of grants is on its way: nowhere yet, coming in, stopped, or in. Posted, another file."""
    person = signed_in(request)
    circles = [circle for circle in my_circles(person) if circle.ended_at is None and _keeps_grants(circle)]
    form = GrantFileForm(request.POST or None, request.FILES or None, circles=circles)
    if request.method == "POST" and form.is_valid():
        try:
            grant_files.take_grant_file(by=person, **form.sent())
            return redirect("funders:bring_grants_in")
        except Refused as refused:
            form.add_error("file", str(refused))
    file = GrantFile.objects.visible_to(person).select_related("circle").defer("content").first()
    if file is not None and file.state == GrantFile.State.WAITING and request.method != "POST":
        said = {"file": file, "read": cache.get(grant_files.progress_of(file), 0)}
        waits = "funders/grants_wait.html"
        return render(request, f"{waits}#progress" if request.htmx else waits, said)  # type: ignore[attr-defined]
    said = {"form": form, "file": file, "circles": circles}
    if file is not None:
        said["more_problems"] = max(0, file.problem_count - len(file.problems))
    answer = render(request, "funders/bring_grants_in.html", said, status=422 if form.errors else 200)
    if request.htmx:  # type: ignore[attr-defined]
        answer["HX-Refresh"] = "true"
    return answer


def _keeps_grants(circle: Circle) -> bool:
    return circle.kind != Circle.Kind.PEER_GROUP


@require_POST
def bring_the_valid_in(request: HttpRequest) -> HttpResponse:
    """Bring in what is right in my file, and leave the rest."""
    grant_files.bring_the_valid_in(by=signed_in(request))
    return redirect("funders:bring_grants_in")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Throw my file away."""
    try:
        grant_files.leave_grant_file(by=signed_in(request))
        messages.success(request, _("The file is gone. What came in of it stays."))
    except Refused as refused:
        messages.info(request, str(refused))
    return redirect("funders:bring_grants_in")
