"""Funds: those of an organisation, those that are open for anybody, one by itself, and saying what it is for."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from funders import access
from funders.actions.funds import describe_fund
from funders.actions.money import open_fund
from funders.forms import FundForm
from funders.models import Fund
from funders.opening_forms import DescribeFundForm
from funders.queries import openings
from funders.queries.funds import funds_of
from hls_platform.actions import Refused
from hls_platform.versions import kept
from relationships.access import current_membership, signed_in
from relationships.models import Organisation, Person


def funds(request: HttpRequest, slug: str) -> HttpResponse:
    """The organisation's funds for its people; those who lead it open another here."""
    person = signed_in(request)
    funder = get_object_or_404(Organisation.objects.having_member(person), slug=slug)
    if not funder.resources_others:
        raise Http404
    form = FundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fund = open_fund(by=person, funder=funder, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(fund)s is open. Choose it in an agreement.") % {"fund": fund})
            return redirect("funders:funds", funder.slug)
    said = {
        "funder": funder,
        "funds": funds_of(funder),
        "may_open": access.can_open_fund(person, funder),
        "form": form,
    }
    return render(request, "funders/funds.html", said, status=422 if form.errors else 200)


@login_not_required
def open_funds(request: HttpRequest) -> HttpResponse:
    """The funds to which anybody may write."""
    return render(request, "funders/open_funds.html", {"page": openings.open_funds(request.GET.get("after"))})


@login_not_required
def fund(request: HttpRequest, slug: str) -> HttpResponse:
    """One fund: an open one for anybody; for its funder's people with the first words that came, and how long people waited."""
    person = request.user if isinstance(request.user, Person) else None
    found = openings.fund_for_anybody(slug, person)
    if found is None:
        raise Http404
    said: dict[str, Any] = {"fund": found}
    membership = current_membership(person, found.funder) if person and _is_ours(person, found) else None
    if person and membership:
        said |= {
            "ours": True,
            "may_describe": access.can_open_fund(person, found.funder),
            "waits": openings.waits_of(found).said,
            "page": openings.waiting_for(found, person, request.GET.get("after")),
        }
    return render(request, "funders/fund.html", said)


def _is_ours(person: Person, fund: Fund) -> bool:
    """Whether the person may read the fund's organisation: who may not, has no row of it to follow."""
    return Organisation.objects.having_member(person).filter(pk=fund.funder_id).exists()


def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what the fund is for and what not, look at its work, open it for first words or close it."""
    person = signed_in(request)
    found = get_object_or_404(
        Fund.objects.filter(funder__in=Organisation.objects.having_member(person)).select_related("funder"),
        slug=slug,
    )
    if not access.can_open_fund(person, found.funder):
        return redirect(found)
    form = DescribeFundForm(request.POST or None, now=kept(found, Fund.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            describe_fund(by=person, fund=found, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    return render(
        request,
        "funders/describe_fund.html",
        {"form": form, "fund": found},
        status=422 if form.errors else 200,
    )
