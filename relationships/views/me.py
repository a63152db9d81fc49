"""My account."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.security.proving import recently_proven
from hls_platform.versions import kept
from relationships import queries
from relationships.access import signed_in
from relationships.actions.people import end_other_sessions, end_session, rename
from relationships.forms import NameForm
from relationships.models import Person
from relationships.trail import concerning


def me(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    form = NameForm(request.POST or None, now=kept(person, Person.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            rename(by=person, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("relationships:me")
    return render(
        request,
        "relationships/me.html",
        {"form": form, "memberships": queries.memberships_of(person)},
        status=422 if form.errors else 200,
    )


def trail(request: HttpRequest) -> HttpResponse:
    """What was done by me, to me and to my circles."""
    page = concerning(signed_in(request), request.GET.get("after"))
    return render(request, "relationships/trail.html", {"page": page})


def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    found = queries.sessions_of(signed_in(request))
    return render(request, "relationships/sessions.html", {"sessions": found})


@require_POST
@recently_proven
def sign_out_there(request: HttpRequest, id: int) -> HttpResponse:
    """End one of my sessions."""
    person = signed_in(request)
    end_session(by=person, session=get_object_or_404(UserSession, pk=id, user=person))
    messages.success(request, _("You are signed out there."))
    return redirect("relationships:sessions")


@require_POST
@recently_proven
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End all my sessions but this one."""
    end_other_sessions(by=signed_in(request), but=str(request.session.session_key))
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("relationships:sessions")
