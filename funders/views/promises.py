"""Promises, both ways on one list: made, ended, asked about; and the eight commitments that funders can take."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from funders import access
from funders.partnership_forms import AskForm, ClosePromiseForm, CommitmentsForm, PromiseForm
from funders.queries import promises as asked
from hls_platform.actions import Refused
from learning import actions as learning
from relationships.access import signed_in
from relationships.actions import promises as promising
from relationships.commitments import COMMITMENTS
from relationships.models import Partnership, Promise


def promises(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that stand, both sides' on one list, and those that ended, the latest first."""
    person, seen = signed_in(request), _partnership(request, slug)
    after = request.GET.get("after")
    said = {
        "partnership": seen,
        "standing": [] if after else asked.standing(person, seen),
        "page": asked.ended(person, seen, after),
        "further": bool(after),
        "ours": set(access.organisations_spoken_for(person, seen).values_list("pk", flat=True)),
        "gives": access.can_tend_money(person, seen),
    }
    return render(request, "funders/promises.html", said)


def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Promise something."""
    person, seen = signed_in(request), _partnership(request, slug)
    ours = access.organisations_spoken_for(person, seen)
    form = PromiseForm(
        request.POST or None, partnership=seen, ours=ours, initial={"by_organisation": ours.first()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            promising.make_promise(by=person, partnership=seen, **form.cleaned_data)
            return redirect(seen)
        except Refused as refused:
            form.add_error(None, str(refused))
    said = {"form": form, "title": _("Promise something"), "submit": _("Promise it"), "back": seen}
    return render(request, "funders/form.html", said, status=422 if form.errors else 200)


def close(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say how a promise ended."""
    person, promise = signed_in(request), _promise(request, id)
    form = ClosePromiseForm(request.POST or None, initial={"state": Promise.State.KEPT})
    if request.method == "POST" and form.is_valid():
        try:
            promising.close_promise(by=person, promise=promise, **form.cleaned_data)
            return redirect(promise.partnership)
        except Refused as refused:
            form.add_error(None, str(refused))
    said = {
        "form": form,
        "title": _("How the promise ended"),
        "submit": _("Save"),
        "back": promise.partnership,
        "lead": promise.text,
    }
    return render(request, "funders/form.html", said, status=422 if form.errors else 200)


def ask(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Ask whoever promised how it goes."""
    person, promise = signed_in(request), _promise(request, id)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            learning.ask_question(
                by=person, circle=promise.partnership.circle, promise=promise, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            asked_of = {"organisation": promise.by_organisation}
            messages.success(request, _("Asked. It waits for %(organisation)s to answer.") % asked_of)
            return redirect("funders:promises", promise.partnership.slug)
    said = {
        "form": form,
        "title": _("Ask about a promise"),
        "submit": _("Ask them"),
        "back": promise.partnership,
        "lead": promise.text,
    }
    return render(request, "funders/form.html", said, status=422 if form.errors else 200)


def commitments(request: HttpRequest, slug: str) -> HttpResponse:
    """The eight commitments of open and trusting funders: which stand here; for the side that gives the money, taking them."""
    person, seen = signed_in(request), _partnership(request, slug)
    ours = access.organisations_spoken_for(person, seen)
    gives = access.can_tend_money(person, seen) and seen.ended_at is None
    form = CommitmentsForm(request.POST or None, parties=asked.other_parties(seen, ours)) if gives else None
    if form and request.method == "POST" and form.is_valid():
        try:
            asked_for = form.cleaned_data["commitments"]
            promising.take_commitments(
                by=person,
                partnership=seen,
                by_organisation=ours.get(),
                to_organisation=form.cleaned_data["to_organisation"],
                commitments=asked_for,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("They stand on the list of promises now, and you can be asked about them.")
            )
            return redirect("funders:promises", seen.slug)
    said = {
        "partnership": seen,
        "form": form,
        "eight": COMMITMENTS.values(),
        "taken": asked.taken(person, seen),
        "ours": set(ours.values_list("pk", flat=True)),
    }
    return render(request, "funders/commitments.html", said, status=422 if form and form.errors else 200)


def _partnership(request: HttpRequest, slug: str) -> Partnership:
    return get_object_or_404(Partnership.objects.having_member(signed_in(request)), slug=slug)


def _promise(request: HttpRequest, id: uuid.UUID) -> Promise:
    seen = Promise.objects.visible_to(signed_in(request)).select_related("partnership", "by_organisation")
    return get_object_or_404(seen, pk=id)
