"""Bringing in notes from a file: choosing it, matching its columns, and how far it is."""

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hls_platform.actions import NotFound, Refused
from learning.actions import note_files
from learning.bring_in_forms import FileForm, MatchForm
from learning.models import BringIn
from learning.queries import feed
from relationships.access import signed_in


def _mine(request: HttpRequest) -> BringIn | None:
    return BringIn.objects.visible_to(signed_in(request)).select_related("circle").defer("content").first()


@never_cache
def bring_in(request: HttpRequest) -> HttpResponse:
    """Where my file is on its way: nowhere yet, being matched, coming in, or in. Posted, another file."""
    file = _mine(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_files.take_file(by=signed_in(request), **form.content())
            return redirect("learning:bring_in")
        except Refused as refused:
            form.add_error("file", str(refused))
    if request.method == "POST":
        return render(request, "learning/bring_in.html", {"form": form}, status=422)
    if file is not None and file.state == BringIn.State.WAITING:
        said = {"file": file, "read": cache.get(note_files.progress_of(file), 0)}
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "learning/bring_in_waits.html#progress", said)
        return render(request, "learning/bring_in_waits.html", said)
    if file is not None and file.state == BringIn.State.MATCHING:
        answer = render(request, "learning/bring_in_match.html", _matching(request, file))
    else:
        answer = render(request, "learning/bring_in.html", {"form": form, "done": file})
    if request.htmx:  # type: ignore[attr-defined]
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def match(request: HttpRequest) -> HttpResponse:
    """Say what the columns hold: the file comes in then."""
    file = _mine(request)
    if file is None or file.state == BringIn.State.DONE:
        raise NotFound
    said = _matching(request, file)
    form = said["form"]
    if isinstance(form, MatchForm) and form.is_valid():
        try:
            note_files.match_file(by=signed_in(request), **form.matched())
            return redirect("learning:bring_in")
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "learning/bring_in_match.html", said, status=422)


def _matching(request: HttpRequest, file: BringIn) -> dict[str, object]:
    circles = [circle for circle in feed.my_circles(signed_in(request)) if circle.ended_at is None]
    form = MatchForm(request.POST or None, file=file, circles=circles)
    return {
        "file": file,
        "form": form,
        "more_problems": max(0, file.problem_count - len(file.problems)),
    }


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Throw my file away."""
    try:
        note_files.leave_file(by=signed_in(request))
        messages.success(request, _("The file is gone. Nothing of it was kept."))
    except Refused as refused:
        messages.info(request, str(refused))
    return redirect("learning:bring_in")
