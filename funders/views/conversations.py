"""Conversations of a partnership: planned, moved or cancelled while they are to come, written down once they began."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funders.partnership_forms import AskASideForm, ConversationForm, HeardForm, MoveForm, NotesForm
from funders.queries import conversations as asked
from hls_platform.actions import Refused
from hls_platform.versions import kept
from learning import actions as learning
from relationships.access import signed_in
from relationships.actions import hearing
from relationships.actions import partnerships as together
from relationships.models import Conversation, Heard, Organisation, Partnership


def conversations(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them, the latest first, each with what its sides heard; and how long preparing took each side, over time."""
    person, partnership = signed_in(request), _partnership(request, slug)
    after = request.GET.get("after")
    said = {
        "partnership": partnership,
        "page": asked.conversations_of(person, partnership, after),
        "burden": [] if after else asked.burden_of(partnership),
    }
    return render(request, "funders/conversations.html", said)


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan the next one."""
    person, partnership = signed_in(request), _partnership(request, slug)
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
    """When it is and who is there; while it is to come, another time for it; then what was heard and asked."""
    person, planned = signed_in(request), _conversation(request, id)
    to_come = planned.state == "to come"
    form: MoveForm | NotesForm
    if to_come:
        form = MoveForm(request.POST or None, now=kept(planned, Conversation.PLANNED))
    else:
        people = asked.people_of(planned)
        form = NotesForm(request.POST or None, people=people, now=together.as_held(planned))
    if request.method == "POST" and form.is_valid():
        change = together.move_conversation if to_come else together.hold_conversation
        try:
            change(by=person, conversation=planned, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. Calendars hear of it.") if to_come else _("Saved."))
            return redirect(planned)
    said = {"conversation": planned, "form": form, **asked.around(person, planned)}
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


def write_heard(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What my organisation heard, and how long it prepared."""
    person, held = signed_in(request), _conversation(request, id)
    ours = asked.spoken_for(person, held.partnership)
    if ours is None or held.state == "to come":
        raise Http404
    before = Heard.objects.visible_to(person).filter(conversation=held, organisation=ours).first()
    form = HeardForm(request.POST or None, now=kept(before, Heard.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            hearing.write_heard(by=person, conversation=held, organisation=ours, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. All sides can read it."))
            return redirect(held)
    said = {"form": form, "conversation": held, "organisation": ours}
    return render(request, "funders/heard.html", said, status=422 if form.errors else 200)


def ask(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Write down what was asked of a side in this conversation."""
    person, held = signed_in(request), _conversation(request, id)
    parties = Organisation.objects.filter(parties__partnership=held.partnership).order_by("name")
    form = AskASideForm(request.POST or None, parties=parties)
    if request.method == "POST" and form.is_valid():
        try:
            learning.ask_question(
                by=person, circle=held.partnership.circle, conversation=held, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written down. It waits for them on Today."))
            return redirect(held)
    said = {
        "form": form,
        "title": _("What was asked"),
        "submit": _("Write it down"),
        "back": held.partnership,
        "lead": held.about,
    }
    return render(request, "funders/form.html", said, status=422 if form.errors else 200)


def _partnership(request: HttpRequest, slug: str) -> Partnership:
    return get_object_or_404(Partnership.objects.having_member(signed_in(request)), slug=slug)


def _conversation(request: HttpRequest, id: uuid.UUID) -> Conversation:
    seen = Conversation.objects.visible_to(signed_in(request)).select_related("partnership", "follows")
    return get_object_or_404(seen, pk=id)
