"""Taking everything that is held about me along, and having it erased."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hls_platform.actions import Refused
from hls_platform.errands import queue_on_commit
from hls_platform.security.proving import recently_proven
from relationships.access import signed_in
from relationships.actions.downloads import ask_for_download
from relationships.actions.erasure import ask_to_be_erased
from relationships.forms import EraseForm
from relationships.models import Download
from relationships.tasks import finish_erasures, make_download


@recently_proven
def ask(request: HttpRequest) -> HttpResponse:
    """My download: asked for, how far it is, where to take it."""
    person = signed_in(request)
    if request.method == "POST":
        download = ask_for_download(by=person)
        queue_on_commit(make_download, str(download.pk))
        return redirect("relationships:download")
    found = Download.objects.visible_to(person).filter(expires_at__gt=timezone.now()).defer("content").first()
    if request.htmx and found and found.made_at is None:  # type: ignore[attr-defined]
        return render(request, "relationships/download.html#progress", {"download": found})
    response = render(request, "relationships/download.html", {"download": found})
    if request.htmx:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"
    return response


@never_cache
@recently_proven
def take(request: HttpRequest) -> HttpResponse:
    """The file itself. 404 until it is made, and when its days are over."""
    made = (
        Download.objects.visible_to(signed_in(request))
        .filter(made_at__isnull=False, expires_at__gt=timezone.now())
        .first()
    )
    if made is None or made.content is None:
        raise Http404
    name = f"my-data-{timezone.localdate(made.made_at).isoformat()}.zip"
    return HttpResponse(
        bytes(made.content),
        "application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@recently_proven
def erase(request: HttpRequest) -> HttpResponse:
    """What goes and what stays; and, posted with my consent, gone."""
    person = signed_in(request)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_be_erased(by=person)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            queue_on_commit(finish_erasures)
            logout(request)
            messages.success(
                request,
                _(
                    "You are signed out, and your account is closed. Your words are being erased now: give it a minute."
                ),
            )
            answer = redirect("account_login")
            answer["Clear-Site-Data"] = '"storage"'  # words that waited in this browser to be sent
            return answer
    return render(request, "relationships/erase.html", {"form": form}, status=422 if form.errors else 200)
