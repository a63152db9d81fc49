"""An agreement: its page, its terms proposed and changed, compared, agreed by all, and its ending."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funders import access
from funders.actions import agreements
from funders.agreement_forms import AgreementForm, ChallengeForm, EndForm, ExtendForm, TermsForm
from funders.models import Agreement, AgreementVersion
from funders.queries.agreement_page import compared, versions_of, whole
from funders.queries.terms import terms_now
from funders.targets import parted
from hls_platform.actions import Refused
from relationships.access import signed_in
from relationships.models import Organisation, Partnership

FREE_TEXTS = ("rhythm", "accountable_for", "why")
"""The fields of terms in which somebody may write what looks like a target."""


def agreement_of(request: HttpRequest, id: uuid.UUID) -> Agreement:
    """The agreement with this id, where the person may see it. Raises Http404."""
    seen = Agreement.objects.visible_to(signed_in(request)).select_related("partnership", "fund")
    return get_object_or_404(seen, pk=id)


def agreement(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """All of it: terms in force, what waits to be agreed, money, targets that were asked for, every version."""
    shown = agreement_of(request, id)
    return render(
        request, "funders/agreement.html", {"whole": whole(signed_in(request), shown), "agreement": shown}
    )


def make_agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose the first terms."""
    person = signed_in(request)
    seen = get_object_or_404(Partnership.objects.having_member(person), slug=slug)
    ours = access.organisations_spoken_for(person, seen)
    form = AgreementForm(request.POST or None, partnership=seen, ours=ours)

    def make(terms: dict[str, Any]) -> Agreement:
        return agreements.make_agreement(by=person, partnership=seen, **terms)

    lead = _("It has no targets. Both sides are accountable for learning, adapting and working together.")
    title, submit = _("Write down an agreement"), _("Propose it")
    return _asked(request, form, make, title=title, submit=submit, back=seen, lead=lead)


def change_terms(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Propose other terms."""
    person, seen = signed_in(request), agreement_of(request, id)
    now = terms_now(seen)
    form = TermsForm(
        request.POST or None,
        partnership=seen.partnership,
        ours=access.organisations_spoken_for(person, seen.partnership),
        fund=now["fund"],
        questions=now["questions"],
        now=now,
    )

    def propose(terms: dict[str, Any]) -> Agreement:
        return agreements.propose_terms(by=person, agreement=seen, **terms).agreement

    lead = _("What is in force stays so until all have agreed to what you propose.")
    return _asked(
        request, form, propose, title=_("Propose other terms"), submit=_("Propose them"), back=seen, lead=lead
    )


def extend(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Propose a longer time."""
    person, seen = signed_in(request), agreement_of(request, id)
    form = ExtendForm(request.POST or None, now=terms_now(seen))

    def propose(terms: dict[str, Any]) -> Agreement:
        if terms["amount"] != seen.amount:
            terms["parts"] = {}
        return agreements.propose_terms(by=person, agreement=seen, **terms).agreement

    lead = _("Everything else stays. It is in force once all have agreed.")
    return _asked(
        request, form, propose, title=_("Propose a longer time"), submit=_("Propose it"), back=seen, lead=lead
    )


def end(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Propose how it ends: what was learned, and what stays owed."""
    person, seen = signed_in(request), agreement_of(request, id)
    form = EndForm(request.POST or None, now=terms_now(seen))

    def propose(terms: dict[str, Any]) -> Agreement:
        return agreements.propose_ending(by=person, agreement=seen, **terms).agreement

    lead = _("An agreement ends as it began: all read the same words and agree to them.")
    return _asked(
        request, form, propose, title=_("Propose an ending"), submit=_("Propose it"), back=seen, lead=lead
    )


def version(request: HttpRequest, id: uuid.UUID, number: int) -> HttpResponse:
    """One version beside another, word by word: the one before it, or the one with the number `?with=`."""
    seen = agreement_of(request, id)
    versions = {each.number: each for each in versions_of(seen)}
    if number not in versions:
        raise Http404
    beside = request.GET.get("with", "")
    older = versions.get(
        int(beside) if beside.isascii() and beside.isdigit() and len(beside) < 9 else number - 1
    )
    lines = compared(older, versions[number])
    said = {
        "agreement": seen,
        "newer": versions[number],
        "older": older,
        "lines": lines,
        "versions": versions.values(),
    }
    return render(request, "funders/agreement_version.html", said)


@require_POST
def agree(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Agree for an organisation to exactly the terms that were read."""
    person, waiting = signed_in(request), _version(request, id)
    organisation = get_object_or_404(
        Organisation.objects.filter(parties__partnership=waiting.agreement.partnership),
        pk=_key(request.POST.get("organisation")),
    )
    try:
        agreements.agree(
            by=person, version=waiting, organisation=organisation, sha256=request.POST.get("sha256", "")
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        waiting.agreement.refresh_from_db()
        in_force = waiting.agreement.in_force == waiting.number
        messages.success(request, _("Agreed by all: it is in force.") if in_force else _("Agreed."))
    return redirect(waiting.agreement)


@require_POST
def take_back(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take back what one's organisation proposed."""
    waiting = _version(request, id)
    try:
        agreements.take_back_terms(by=signed_in(request), version=waiting)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken back. It can still be read."))
    return redirect(waiting.agreement)


def _asked(
    request: HttpRequest, form: Any, do: Callable[[dict[str, Any]], Agreement], **said: Any
) -> HttpResponse:
    """The form; what it asks, done; or, where a sentence looks like a target and the person would rather ask for it openly,
    the rest of it done and the three questions put with that sentence."""
    if request.method == "POST" and form.is_valid():
        terms = form.terms() if isinstance(form, AgreementForm) else dict(form.cleaned_data)
        openly = "ask_openly" in request.POST
        wanted = _take_out(terms) if openly else []
        try:
            made = do(terms)
        except Refused as refused:
            form.say(refused)
        else:
            if wanted:
                messages.success(request, _("The rest is proposed. Now the three questions."))
                asked = ChallengeForm(initial={"wanted": "\n".join(wanted)})
                return render(request, "funders/ask_for_target.html", {"form": asked, "agreement": made})
            messages.success(request, _("Proposed. It is in force once all have agreed."))
            return redirect(made)
    return render(
        request, "funders/agreement_form.html", {"form": form, **said}, status=422 if form.errors else 200
    )


def _take_out(terms: dict[str, Any]) -> list[str]:
    """Take the sentences that look like a target out of what was typed; these sentences."""
    wanted: list[str] = []
    for name in FREE_TEXTS:
        if terms.get(name):
            terms[name], out = parted(terms[name])
            wanted += out
    return wanted


def _version(request: HttpRequest, id: uuid.UUID) -> AgreementVersion:
    seen = AgreementVersion.objects.visible_to(signed_in(request)).select_related("agreement__partnership")
    return get_object_or_404(seen, pk=id)


def _key(said: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(said or "")
    except ValueError as error:
        raise Http404 from error
