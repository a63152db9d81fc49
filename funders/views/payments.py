"""Payments: planned by one person, approved by another, paid, reversed; and the ledger as a file for the finance system."""

import datetime
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from funders import access
from funders.actions import money
from funders.agreement_forms import PaymentForm, ReversalForm
from funders.models import LedgerEntry, Payment
from funders.queries.agreements import when
from funders.queries.ledger import as_csv, ledgers_of
from funders.views.agreements import agreement_of
from hls_platform.actions import Refused
from hls_platform.versions import kept
from relationships.access import signed_in


def plan_payment(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    person, agreement = signed_in(request), agreement_of(request, id)
    form = PaymentForm(request.POST or None, partnership=agreement.partnership)
    if request.method == "POST" and form.is_valid():
        try:
            money.plan_payment(by=person, agreement=agreement, **form.cleaned_data)
            return redirect(agreement)
        except Refused as refused:
            form.add_error(None, str(refused))
    lead = _("It is due on a day and hangs on nothing else. Somebody else of your side approves it.")
    said = {"form": form, "title": _("Plan a payment"), "submit": _("Save"), "back": agreement, "lead": lead}
    return render(request, "funders/agreement_form.html", said, status=422 if form.errors else 200)


@require_POST
def approve_payment(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Approve what somebody else entered."""
    payment = _payment(request, id)
    return _done(request, payment, lambda: money.approve_payment(by=signed_in(request), payment=payment))


@require_POST
def record_payment(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Say that a payment was made today."""
    payment = _payment(request, id)
    return _done(
        request,
        payment,
        lambda: money.record_payment(
            by=signed_in(request),
            payment=payment,
            paid_on=timezone.localdate(),
            read=request.POST.get("read", ""),
        ),
    )


def reverse_payment(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Take back that it was made, or call it off, with the reason."""
    payment = _payment(request, id)
    form = ReversalForm(request.POST or None, now=kept(payment, ["paid_on"]))
    if request.method == "POST" and form.is_valid():
        try:
            money.reverse_payment(by=signed_in(request), payment=payment, **form.cleaned_data)
            return redirect(payment.agreement)
        except Refused as refused:
            form.refuse(refused)
    was_paid = payment.paid_on is not None
    said = {
        "form": form,
        "title": _("It was not paid after all") if was_paid else _("Call off a payment"),
        "submit": _("Reverse it") if was_paid else _("Call it off"),
        "back": payment.agreement,
        "lead": f"{payment.said}, {when(payment.due_on, payment.paid_on, to_givers=False)}",
    }
    return render(request, "funders/agreement_form.html", said, status=422 if form.errors else 200)


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledgers of all agreements for whose giving side one speaks, from the day `?since=` up to before `?until=`."""
    since, until = (_day(request.GET.get(name, "")) for name in ("since", "until"))
    return _file("ledger", ledgers_of(signed_in(request), since, until))


@require_GET
def agreement_ledger(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The ledger of one agreement, for the side that gives."""
    agreement = agreement_of(request, id)
    if not access.can_tend_money(signed_in(request), agreement.partnership):
        raise Http404
    return _file(f"ledger-{agreement.partnership.slug}", LedgerEntry.objects.filter(agreement=agreement))


def _file(name: str, entries: QuerySet[LedgerEntry]) -> HttpResponse:
    return HttpResponse(
        as_csv(entries),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _done(request: HttpRequest, payment: Payment, do: Callable[[], object]) -> HttpResponse:
    try:
        do()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect(payment.agreement)


def _payment(request: HttpRequest, id: uuid.UUID) -> Payment:
    seen = Payment.objects.visible_to(signed_in(request)).select_related("agreement__partnership")
    return get_object_or_404(seen, pk=id)


def _day(said: str) -> datetime.date | None:
    try:
        return parse_date(said)
    except ValueError:
        return None
