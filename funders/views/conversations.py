"""Conversations of a partnership: planned, moved or cancelled while they are to come, written down once they began."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funders.forms import ConversationForm, MoveForm, NotesForm
from hls_platform.actions import Refused
from hls_platform.versions import kept
from relationships.access import signed_in
from relationships.actions import partnerships as together
from relationships.models import Conversation, Partnership
from relationships.queries import people_in


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan the next one."""
    person = signed_in(request)
    partnership = get_object_or_404(Partnership.objects.having_member(person), slug=slug)
    form = ConversationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            together.plan_conversation(by=person, partnership=partnership, **form.cleaned_data)
            return redirect(partnership)
        except Refused as refused:
            form.add_error(None, str(refused))
    said = {"form": form, "title": _("Plan a conversation"), "submit": _("Plan it"), "back": partnership}
    return render(request, "funders/form.html", said, status=422 if form.errors else 200)


def conversation(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """When it is and who is there; while it is to come, another time for it; then what was heard."""
    planned = _conversation(request, id)
    to_come = planned.state == "to come"
    form: MoveForm | NotesForm
    if to_come:
        form = MoveForm(request.POST or None, now=kept(planned, ["starts_at"]))
    else:
        form = NotesForm(request.POST or None, now=kept(planned, ["notes"]))
    if request.method == "POST" and form.is_valid():
        change = together.move_conversation if to_come else together.hold_conversation
        try:
            change(by=signed_in(request), conversation=planned, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Moved.") if to_come else _("Saved."))
            return redirect(planned.partnership)
    said = {"conversation": planned, "people": people_in(planned.partnership), "form": form}
    return render(request, "funders/conversation.html", said, status=422 if form.errors else 200)


@require_POST
def cancel(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    planned = _conversation(request, id)
    try:
        together.cancel_conversation(by=signed_in(request), conversation=planned)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The conversation is cancelled. Its page says so."))
    return redirect(planned.partnership)


def _conversation(request: HttpRequest, id: uuid.UUID) -> Conversation:
    seen = Conversation.objects.visible_to(signed_in(request)).select_related("partnership")
    return get_object_or_404(seen, pk=id)
