"""The administration: people, circles and what was done to them. For administrators; to others it is not there."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hls_platform.actions import Refused
from hls_platform.security import sealing
from hls_platform.security.proving import recently_proven
from relationships import administration
from relationships.access import signed_in
from relationships.actions import administration as keeping_order

WHAT_CAN_BE_DONE = {
    "close": keeping_order.close_account,
    "open": keeping_order.open_account,
    "make_administrator": keeping_order.make_administrator,
    "take_administrator": keeping_order.take_administrator,
    "make_steward": keeping_order.make_steward,
    "take_steward": keeping_order.take_steward,
    "end_sessions": keeping_order.end_all_sessions,
}


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer administrators who have just shown that it is them; nobody else learns that the page is there."""
    proven = recently_proven(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not signed_in(request).is_administrator:
            raise Http404
        return proven(request, *args, **kwargs)

    return wrapper


@for_administrators
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, by name, to be searched by name or address."""
    search = request.GET.get("search", "").strip()
    page = administration.people(search, request.GET.get("after"))
    return render(request, "relationships/administration/people.html", {"page": page, "search": search})


@for_administrators
def person(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One person: where they are, and what can be done about their account."""
    found, memberships = administration.person(id)
    if request.method == "POST":
        do = WHAT_CAN_BE_DONE.get(request.POST.get("do", ""))
        if do is None:
            raise Http404
        try:
            do(by=signed_in(request), person=found)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Done."))
        return redirect("relationships:administration_person", id)
    return render(
        request,
        "relationships/administration/person.html",
        {"person": found, "memberships": memberships},
    )


@for_administrators
def circles(request: HttpRequest) -> HttpResponse:
    """Every organisation, partnership and peer group: that it is there, and how many are in it."""
    page = administration.circles(request.GET.get("after"))
    return render(request, "relationships/administration/circles.html", {"page": page})


@for_administrators
def audit(request: HttpRequest) -> HttpResponse:
    """What was done to people and circles."""
    said = {"page": administration.audit(request.GET.get("after")), "head": sealing.head()}
    return render(request, "relationships/administration/audit.html", said)
