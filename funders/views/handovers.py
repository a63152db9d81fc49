"""Handing over a relationship: the page that tells the story so far."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funders.partnership_forms import HandoverForm, StoryForm
from funders.queries.conversations import spoken_for
from funders.queries.handovers import people_who_can_come, so_far
from hls_platform.actions import Refused
from hls_platform.versions import kept
from relationships.access import signed_in
from relationships.actions import handovers as handing_over
from relationships.models import Handover, Partnership


def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the story so far to whoever comes."""
    person = signed_in(request)
    partnership = get_object_or_404(Partnership.objects.having_member(person), slug=slug)
    ours = spoken_for(person, partnership)
    if ours is None:
        raise Http404
    people = people_who_can_come(person, partnership, ours)
    form = HandoverForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            written = handing_over.write_handover(
                by=person, partnership=partnership, organisation=ours, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It waits for the one who comes."))
            return redirect(written)
    said = {"form": form, "partnership": partnership, "somebody_can_come": people.exists()}
    return render(request, "funders/hand_over.html", said, status=422 if form.errors else 200)


def handover(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The story, by the one who leaves, and what the place remembers beside it."""
    told = _handover(request, id)
    said = {"handover": told, "so_far": so_far(signed_in(request), told)}
    return render(request, "funders/handover.html", said)


def change(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Write the story anew while it waits."""
    person, told = signed_in(request), _handover(request, id)
    if told.written_by_id != person.pk or not told.waits:
        raise Http404
    form = StoryForm(request.POST or None, now=kept(told, Handover.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            handing_over.change_handover(by=person, handover=told, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(told)
    said = {"form": form, "title": _("The story so far"), "submit": _("Save"), "back": told.partnership}
    return render(request, "funders/form.html", said, status=422 if form.errors else 200)


@require_POST
def accept(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take the relationship up."""
    return _said(
        request, id, handing_over.accept_handover, _("You took it up. Everyone here is told by e-mail.")
    )


@require_POST
def take_back(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take back what waits."""
    return _said(request, id, handing_over.take_back_handover, _("It is taken back."))


def _said(request: HttpRequest, id: uuid.UUID, do: Callable[..., Handover], done: str) -> HttpResponse:
    told = _handover(request, id)
    try:
        do(by=signed_in(request), handover=told)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(told)


def _handover(request: HttpRequest, id: uuid.UUID) -> Handover:
    seen = Handover.objects.visible_to(signed_in(request)).select_related(
        "partnership", "organisation", "written_by", "to_person"
    )
    return get_object_or_404(seen, pk=id)
