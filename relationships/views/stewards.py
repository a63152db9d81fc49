"""Saying that something public should not stand as it does; and what waits for a steward. To others that is not there."""

import uuid

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import NotAllowed, Refused
from relationships import community
from relationships.access import signed_in
from relationships.actions import public_writing
from relationships.community_forms import ConcernForm, LookForm
from relationships.models import Concern, Person
from relationships.public_things import KINDS


@login_not_required
def say_concern(request: HttpRequest, kind: str, id: uuid.UUID) -> HttpResponse:
    """Say what is wrong with something public, signed in or not."""
    if kind not in KINDS:
        raise Http404
    thing = get_object_or_404(KINDS[kind].rows().public(), pk=id)  # type: ignore[attr-defined]
    form = ConcernForm(request.POST or None)
    if request.method == "POST":
        if too_often := consume_or_429(request, action="say_concern"):
            return too_often
        if form.is_valid():
            try:
                public_writing.say_concern(
                    by=community.reader(request), kind=kind, thing=thing.pk, **form.cleaned_data
                )
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Thank you. A steward reads it; nobody else does."))
                return redirect(thing)
    return render(
        request,
        "relationships/community/concern.html",
        {"form": form, "thing": thing},
        status=422 if form.errors else 200,
    )


def _steward(request: HttpRequest) -> Person:
    person = signed_in(request)
    if not person.is_a_steward:
        raise Http404
    return person


def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a steward: what people would like to be public, and what somebody said is wrong."""
    person = _steward(request)
    said = {"waiting": community.waiting_for_a_look(person), "concerns": community.concerns_waiting()}
    return render(request, "relationships/community/queue.html", said)


def look(request: HttpRequest, kind: str, id: uuid.UUID) -> HttpResponse:
    """Something that is or would be public, to be read whole; posted, whether it may be."""
    person = _steward(request)
    if kind not in KINDS:
        raise Http404
    public = KINDS[kind]
    thing = get_object_or_404(public.rows().visible_to(person), pk=id)  # type: ignore[attr-defined]
    form = LookForm(request.POST or None, initial={"edition": thing.edition})
    if request.method == "POST" and form.is_valid():
        try:
            public_writing.look_at(by=person, kind=kind, thing=thing.pk, **form.cleaned_data)
        except (Refused, NotAllowed) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Done. Whoever wrote it is told."))
            return redirect("relationships:queue")
    said = {"form": form, "thing": thing, "words": public.words(thing), "last": community.last_look(thing)}
    return render(request, "relationships/community/look.html", said, status=422 if form.errors else 200)


@require_POST
def close_concern(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Note that I have seen to what somebody said."""
    person = _steward(request)
    concern = get_object_or_404(Concern.objects.visible_to(person), pk=id)
    public_writing.close_concern(by=person, concern=concern)
    messages.success(request, _("Seen to."))
    return redirect("relationships:queue")
