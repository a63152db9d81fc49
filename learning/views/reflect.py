"""Writing a reflection, and keeping what is being typed."""

import datetime
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import IdentifierTaken, Refused
from hls_platform.identifiers import uuid7
from hls_platform.versions import ChangedMeanwhile
from learning import actions
from learning.actions.reflections import AnotherReflection
from learning.forms import ReflectForm, seen_by
from learning.models import Draft
from learning.queries import feed
from learning.queries.prompts import asked_by
from relationships.access import signed_in


def reflect(request: HttpRequest) -> HttpResponse:
    """The box alone (GET, with `?draft=` to go on with one, `?happened_on=` with a day), or what was written in it (POST)."""
    person = signed_in(request)
    circles = [circle for circle in feed.my_circles(person) if circle.ended_at is None]
    if request.method != "POST":
        draft = _draft(request)
        typed = draft.as_typed() if draft else {}
        asked = asked_by(person, str(typed.get("prompts") or request.GET.get("prompts", "")))
        form = (
            ReflectForm(
                circles=circles, asked=asked, now=draft.as_edited(), initial={**typed, "id": draft.pk}
            )
            if draft
            else ReflectForm(circles=circles, asked=asked, initial=_day_asked_for(request))
        )
        return render(request, "learning/reflect.html", {"form": form})
    asked = asked_by(person, request.POST.get("prompts", ""), answers=request.POST.getlist("answers"))
    form = ReflectForm(request.POST, request.FILES, circles=circles, asked=asked)
    if not form.is_valid():
        return render(request, "learning/reflect.html", {"form": form}, status=422)
    try:
        reflection = actions.write_reflection(by=person, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
        if isinstance(refused, AnotherReflection | IdentifierTaken):
            form.take_another_id()
        return render(request, "learning/reflect.html", {"form": form}, status=422)
    messages.success(request, _saved([seen_by(circle) for circle in form.cleaned_data["share_with"]]))
    return redirect(reflection)


def _saved(circles: list[str]) -> str:
    if not circles:
        return _("Saved. Only you can see it.")
    return _("Saved and shared with %(circles)s.") % {"circles": ", ".join(circles)}


def _day_asked_for(request: HttpRequest) -> dict[str, datetime.date]:
    """The day that a link names, from a calendar say; nothing where it names none, or one that lies ahead."""
    try:
        day = datetime.date.fromisoformat(request.GET["happened_on"])
    except (KeyError, ValueError):
        return {}
    return {"happened_on": day} if day <= timezone.localdate() else {}


def _draft(request: HttpRequest) -> Draft | None:
    try:
        return Draft.objects.visible_to(signed_in(request)).filter(pk=uuid.UUID(request.GET["draft"])).first()
    except (KeyError, ValueError):
        return None


@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep the fields as typed; the page calls this while somebody writes. 422 with `said` when it cannot.

    Where the draft was also written on in another window, what came is kept as a draft of its own, whose `id` is said.
    """
    try:
        id = uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return JsonResponse({"said": _("This draft could not be kept.")}, status=422)
    fields = ReflectForm.base_fields
    words: dict[str, object] = {
        name: request.POST.getlist(name) if name in {"share_with", "answers"} else request.POST[name]
        for name in fields
        if name in request.POST and name not in {"id", "read", "small_circle_understood", "looked_over"}
    }
    try:
        actions.save_draft(by=signed_in(request), id=id, words=words, read=request.POST.get("read", ""))
    except ChangedMeanwhile:
        other = uuid7()
        actions.save_draft(by=signed_in(request), id=other, words=words)
        said = _("This draft was also written on in another window. Both are kept: this one is a new draft.")
        return JsonResponse({"said": said, "id": str(other)})
    except Refused as refused:
        return JsonResponse({"said": str(refused)}, status=422)
    return JsonResponse({"said": _("Draft kept. Only you can see it.")})


@require_POST
def discard_draft(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    actions.discard_draft(by=signed_in(request), id=id)
    messages.success(request, _("The draft is gone."))
    return redirect("learning:today")
