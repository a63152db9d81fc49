"""The target challenge: three questions for whoever wants a target, what the others answer, and letting it go."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funders import access
from funders.actions import challenges
from funders.agreement_forms import AnswerForm, ChallengeForm, LetGoForm
from funders.models import TargetChallenge
from funders.queries.agreement_page import challenges_with_answers
from funders.views.agreements import agreement_of
from hls_platform.actions import Refused
from relationships.access import signed_in


def ask_for_target(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Three questions; the answers are shown to all in the partnership and stay."""
    person, agreement = signed_in(request), agreement_of(request, id)
    form = ChallengeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = challenges.ask_for_target(by=person, agreement=agreement, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written down. The others can read it and answer."))
            return redirect(asked)
    said = {"form": form, "agreement": agreement}
    return render(request, "funders/ask_for_target.html", said, status=422 if form.errors else 200)


def challenge(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """What is wanted and the three answers, and beside them what the others say."""
    shown = _challenge(request, id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            challenges.answer_challenge(by=signed_in(request), challenge=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your answer stands beside theirs."))
            return redirect(shown)
    return _page(request, shown, form, LetGoForm())


@require_POST
def let_go(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Let go of what one's organisation wanted."""
    shown = _challenge(request, id)
    form = LetGoForm(request.POST)
    if form.is_valid():
        try:
            challenges.let_go_of_target(by=signed_in(request), challenge=shown, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Let go. What was asked and answered stays readable."))
            return redirect(shown)
    return _page(request, shown, AnswerForm(), form)


def _page(
    request: HttpRequest, shown: TargetChallenge, answer: AnswerForm, letting_go: LetGoForm
) -> HttpResponse:
    partnership = shown.agreement.partnership
    spoken_for = set(
        access.organisations_spoken_for(signed_in(request), partnership).values_list("pk", flat=True)
    )
    answered = {each.organisation_id for each in shown.all_answers}  # type: ignore[attr-defined]
    goes_on = partnership.ended_at is None
    ours = shown.organisation_id in spoken_for
    said = {
        "challenge": shown,
        "agreement": shown.agreement,
        "may_answer": goes_on and bool(spoken_for) and not ours and not spoken_for & answered,
        "may_let_go": goes_on and ours and shown.let_go_at is None,
        "form": answer,
        "letting_go": letting_go,
    }
    status = 422 if answer.errors or letting_go.errors else 200
    return render(request, "funders/challenge.html", said, status=status)


def _challenge(request: HttpRequest, id: uuid.UUID) -> TargetChallenge:
    seen = (
        challenges_with_answers()
        .visible_to(signed_in(request))
        .select_related("agreement__partnership", "organisation", "asked_by")
    )
    found: TargetChallenge = get_object_or_404(seen, pk=id)
    return found
