"""First words once they are sent: the page of whoever wrote them, and that of the people of the fund."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from funders import access
from funders.actions import deciding
from funders.actions.openings import answer_decision, withdraw_words
from funders.models import OpeningConversation, OpeningDecision, OpeningTalk, OpeningView
from funders.opening_forms import (
    AnswerForm,
    BeginTogetherForm,
    DecideForm,
    HeardForm,
    InterestForm,
    MoveTalkForm,
    TalkForm,
    ViewForm,
)
from funders.queries import openings as reading
from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.edits import Edits
from relationships.access import signed_in
from relationships.models import Person


def openings(request: HttpRequest) -> HttpResponse:
    """What I wrote to funds, and what waits at the funds of my organisations."""
    person = signed_in(request)
    said = {
        "page": reading.mine(person, request.GET.get("after")),
        "waiting": [] if request.GET.get("after") else reading.newest_first_waiting(person)[: reading.SIZE],
    }
    return render(request, "funders/openings.html", said)


def _opening(person: Person, id: uuid.UUID) -> OpeningConversation:
    found = reading.one(person, id)
    if found is None:
        raise Http404
    return found


def _for_its_people(person: Person, id: uuid.UUID) -> OpeningConversation:
    """The opening, for the people of the fund: whoever wrote it stands on the other side. Raises Http404."""
    found = _opening(person, id)
    if found.applicant_id == person.pk or found.withdrawn_at:
        raise Http404
    return found


def _ones_own(person: Person, id: uuid.UUID) -> OpeningConversation:
    found = _opening(person, id)
    if found.applicant_id != person.pk or found.is_draft or found.withdrawn_at:
        raise Http404
    return found


@require_GET
def opening(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One opening conversation, as each side sees it."""
    person = signed_in(request)
    found = _opening(person, id)
    if found.is_draft:
        return redirect("funders:own_words", found.pk)
    if found.withdrawn_at:
        return render(request, "funders/opening_withdrawn.html", {"opening": found})
    before = reading.before_them(found, person)
    said = {"opening": found, "before": before}
    if found.applicant_id == person.pk:
        said["may_answer"] = before.decision and before.decision.outcome == OpeningDecision.Outcome.NOT_NOW
        return render(request, "funders/opening_of_mine.html", said)
    said["may_decide"] = access.can_decide(person, found.fund)
    return render(request, "funders/opening.html", said)


Do = Callable[[], object]


def _answered(
    request: HttpRequest,
    opening: OpeningConversation,
    form: forms.BaseForm,
    do: Do,
    *,
    done: str,
    back: Any = None,
    **said: Any,
) -> HttpResponse:
    """The form by itself; when it is posted and good, `do` is done, and one is back on the page."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except Refused as refused:
            form.refuse(refused) if isinstance(form, Edits) else form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect(back or opening)
    said |= {"opening": opening, "form": form}
    return render(request, "funders/opening_form.html", said, status=422 if form.errors else 200)


def declare_interest(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say whether anything ties me to whoever wrote, before I may have a view."""
    person = signed_in(request)
    found = _for_its_people(person, id)
    form = InterestForm(request.POST or None)
    return _answered(
        request,
        found,
        form,
        lambda: deciding.declare_interest(by=person, opening=found, **form.said),
        done=_("Thank you. Your colleagues see what you said."),
        title=_("Does anything tie you to them?"),
        submit=_("Say it"),
        seen_by=_("The people of your organisation see it. Whoever wrote does not."),
    )


def write_view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Write my view, in words."""
    person = signed_in(request)
    found = _for_its_people(person, id)
    own = OpeningView.objects.filter(opening=found, person=person).first()
    form = ViewForm(request.POST or None, now=kept(own, OpeningView.EDITED))
    return _answered(
        request,
        found,
        form,
        lambda: deciding.write_view(by=person, opening=found, **form.cleaned_data),
        done=_("Saved. It stands under your name."),
        title=_("Your view"),
        submit=_("Save it"),
        lead=_("In words, without a number and without comparing: about this one, by itself."),
        seen_by=_("The people of your organisation see it. Whoever wrote does not."),
    )


def plan_talk(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Plan a conversation with whoever wrote."""
    person = signed_in(request)
    found = _for_its_people(person, id)
    form = TalkForm(request.POST or None)
    return _answered(
        request,
        found,
        form,
        lambda: deciding.plan_talk(by=person, opening=found, **form.cleaned_data),
        done=_("Planned. They are told by e-mail."),
        title=_("Plan a conversation"),
        submit=_("Plan it"),
        seen_by=_("Whoever wrote sees it, and the people of your organisation."),
    )


def decide(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Give the decision, with its reason."""
    person = signed_in(request)
    found = _for_its_people(person, id)
    form = DecideForm(request.POST or None)
    return _answered(
        request,
        found,
        form,
        lambda: deciding.decide(by=person, opening=found, **form.cleaned_data),
        done=_("Given. They read it here and in a letter."),
        title=_("The decision"),
        submit=_("Give it to them"),
        lead=_(
            "It cannot be changed afterwards. A “not now” says what may help them on, and they can answer it."
        ),
        seen_by=_("Whoever wrote reads every word of it, and the people of your organisation."),
    )


def begin_together(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """After a yes: begin the partnership, and invite whoever wrote into it."""
    person = signed_in(request)
    found = _for_its_people(person, id)
    if found.withdrawn_at or not OpeningDecision.objects.filter(opening=found, outcome="yes").exists():
        raise Http404
    form = BeginTogetherForm(request.POST or None, person=person, opening=found)
    if request.method == "POST" and form.is_valid():
        try:
            partnership = deciding.begin_with_applicant(by=person, opening=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The partnership has begun. An invitation is on its way to them."))
            return redirect(partnership)
    said = {
        "opening": found,
        "form": form,
        "title": _("Begin together"),
        "submit": _("Begin"),
        "seen_by": _(
            "The people of the partnership see it. Whoever wrote is invited to lead it on their side."
        ),
    }
    return render(request, "funders/opening_form.html", said, status=422 if form.errors else 200)


def answer(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Answer a “not now”."""
    person = signed_in(request)
    found = _ones_own(person, id)
    form = AnswerForm(request.POST or None)
    return _answered(
        request,
        found,
        form,
        lambda: answer_decision(by=person, opening=found, **form.cleaned_data),
        done=_("Sent. The people of the fund read it."),
        title=_("Answer them"),
        submit=_("Send it"),
        lead=_("What they did not see, what you do with it, or what would help more. You owe them nothing."),
        seen_by=_("The people of the fund read it."),
    )


def withdraw(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take my words back, after asking once."""
    person = signed_in(request)
    found = _ones_own(person, id)
    if request.method == "POST":
        withdraw_words(by=person, opening=found)
        messages.success(request, _("Taken back. Nobody can read your words any more."))
        return redirect("funders:openings")
    return render(request, "funders/withdraw_words.html", {"opening": found})


@require_GET
def file(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The file that came with first words, to be saved: never shown inside a page."""
    found = reading.file_of(signed_in(request), id)
    if found is None:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type=found.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{found.called}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; report-uri /csp-reports/"
    return answer


def talk(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """A conversation about first words: moved or cancelled while it is to come, then what each side heard."""
    person = signed_in(request)
    planned = reading.talk_of(person, id)
    if planned is None:
        raise Http404
    by_applicant = planned.opening.applicant_id == person.pk
    form: MoveTalkForm | HeardForm | None = None
    do: Do
    if planned.is_to_come and not by_applicant:
        moved = form = MoveTalkForm(request.POST or None, now=kept(planned, OpeningTalk.EDITED))
        do = lambda: deciding.move_talk(by=person, talk=planned, **moved.cleaned_data)  # noqa: E731 - said once, done below
        done = _("Moved. They are told by e-mail.")
    elif planned.has_begun:
        side = deciding.side_of(person, planned.opening)
        heard = form = HeardForm(request.POST or None, now=kept(planned, [side]), side=side)
        do = lambda: deciding.write_what_we_heard(by=person, talk=planned, **heard.cleaned_data)  # noqa: E731 - said once, done below
        done = _("Saved. Both sides read it.")
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            do()
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, done)
            return redirect(planned.opening)
    said = {"talk": planned, "opening": planned.opening, "form": form, "by_applicant": by_applicant}
    return render(request, "funders/opening_talk.html", said, status=422 if form and form.errors else 200)


@require_POST
def cancel_talk(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Cancel it, by either side."""
    person = signed_in(request)
    planned = reading.talk_of(person, id)
    if planned is None:
        raise Http404
    try:
        deciding.cancel_talk(by=person, talk=planned)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Cancelled. The other side is told by e-mail."))
    return redirect(planned.opening)
