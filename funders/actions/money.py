"""The verbs of money: a fund is opened; a payment is planned, approved, paid, reversed. Nothing hangs on a result.

What is written down twice in the same words (a button pressed twice) is kept once. Each change of a payment is an entry in
the ledger of its agreement, in the same transaction and in turn.
"""

import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.actions.agreements import enter
from funders.actions.terms import must_be_exact, must_tend
from funders.models import Agreement, Fund, LedgerEntry, Payment
from funders.money import exact, said
from funders.queries.terms import in_the_ledger
from funders.targets import must_hold_no_target
from hls_platform.actions import NotAllowed, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.slugs import create_with_slug
from hls_platform.versions import kept, must_be_as_read
from relationships.actions.ending import must_go_on
from relationships.models import Organisation, Person


@action
def open_fund(*, by: Person, funder: Organisation, name: str, purpose: str, place: str = "") -> Fund:
    """Open a fund of an organisation that `by` leads. Raises NotAllowed, Refused without a name or a purpose.

    Where the organisation has one of this name already, that one.
    """
    if not access.can_open_fund(by, funder):
        raise NotAllowed(_("Those who lead an organisation that funds or commissions open its funds."))
    must_go_on(funder)
    if not name.strip() or not purpose.strip():
        raise Refused(_("Give the fund a name, and say what it is for."))
    in_turn(funder.pk)
    if known := Fund.objects.filter(funder=funder, name=name.strip()).first():
        audit.nothing_changed()
        return known
    fund = create_with_slug(
        Fund, name=name.strip(), funder=funder, purpose=purpose.strip(), place=place.strip()
    )
    audit.record(by=by, verb="fund.opened", subject=fund, circle=funder)
    return fund


@action
def plan_payment(
    *,
    by: Person,
    agreement: Agreement,
    amount: Decimal,
    due_on: datetime.date,
    to_organisation: Organisation | None = None,
) -> Payment:
    """Say when an amount is due, in the agreement's currency, and to whom where several deliver.

    Raises NotFound, NotAllowed; Refused for an inexact amount, before all have agreed, or for more than was agreed.
    """
    partnership = agreement.partnership
    must_tend(by, partnership)
    in_turn(agreement.pk)
    agreement.refresh_from_db()
    if agreement.agreed_at is None:
        raise Refused(_("Money is planned once all have agreed."))
    must_be_exact(amount, agreement.currency)
    if to_organisation and not partnership.parties.filter(organisation=to_organisation).exists():
        raise Refused(_("Only the organisations of the partnership are paid by its agreement."))
    planned = Payment.objects.filter(
        agreement=agreement, amount=amount, due_on=due_on, to_organisation=to_organisation, called_off_at=None
    )
    if known := planned.first():
        audit.nothing_changed()
        return known
    left = agreement.amount - in_the_ledger(agreement)["due"]
    if amount > left:
        raise Refused(
            _("Of what was agreed, %(left)s is not planned yet.") % {"left": said(left, agreement.currency)}
        )
    payment = Payment.objects.create(
        agreement=agreement, amount=amount, due_on=due_on, to_organisation=to_organisation, entered_by=by
    )
    enter(by, agreement, kind="due", account="due", amount=amount, day=due_on, payment=payment)
    audit.record(
        by=by,
        verb="payment.planned",
        subject=payment,
        circle=partnership,
        amount=str(exact(amount, agreement.currency)),
    )
    return payment


@action
def approve_payment(*, by: Person, payment: Payment, at: datetime.datetime | None = None) -> Payment:
    """Approve what somebody else entered. Raises NotFound, NotAllowed for whoever entered it, Refused once called off."""
    _must_tend(by, payment)
    if payment.approved_by_id:
        audit.nothing_changed()
        return payment
    if payment.called_off_at:
        raise Refused(_("This payment was called off."))
    if not access.can_approve(by, payment):
        raise NotAllowed(_("Somebody else than whoever entered a payment approves it."))
    payment.approved_by, payment.approved_at = by, at or timezone.now()
    payment.save(update_fields=["approved_by", "approved_at"])
    audit.record(by=by, verb="payment.approved", subject=payment, circle=payment.agreement.partnership)
    return payment


@action
def record_payment(
    *, by: Person, payment: Payment, paid_on: datetime.date, read: str | None = None
) -> Payment:
    """Say that an approved payment was made on a day; again the same changes nothing. Raises NotFound, NotAllowed, Refused.

    Another day than was written down before reverses that entry, and makes a new one. `read` is the version (of its
    `paid_on`) that was edited: raises ChangedMeanwhile.
    """
    _must_tend(by, payment)
    if payment.paid_on == paid_on:
        audit.nothing_changed()
        return payment
    must_be_as_read(read, kept(payment, ["paid_on"]))
    if payment.called_off_at:
        raise Refused(_("This payment was called off."))
    if payment.approved_by_id is None:
        raise Refused(_("It is paid once somebody else has approved it."))
    if payment.paid_on:
        _reverse(by, payment, "paid", _("Another day"))
    payment.paid_on = paid_on
    payment.save(update_fields=["paid_on"])
    enter(
        by,
        payment.agreement,
        kind="paid",
        account="paid",
        amount=payment.amount,
        day=paid_on,
        payment=payment,
    )
    audit.record(by=by, verb="payment.paid", subject=payment, circle=payment.agreement.partnership)
    return payment


@action
def reverse_payment(*, by: Person, payment: Payment, note: str, read: str | None = None) -> Payment:
    """Take back that a payment was made, or call off one that was not made, with the reason. Both stay in the ledger.

    `read` as for `record_payment`. Raises NotFound, NotAllowed; Refused without a reason, and for one called off.
    """
    _must_tend(by, payment)
    if not note.strip():
        raise Refused(_("Say why. It stands in the ledger."))
    must_hold_no_target(note)
    must_be_as_read(read, kept(payment, ["paid_on"]))
    if payment.called_off_at:
        audit.nothing_changed()
        return payment
    if payment.paid_on:
        payment.paid_on = None
        _reverse(by, payment, "paid", note.strip())
    else:
        payment.called_off_at = timezone.now()
        _reverse(by, payment, "due", note.strip())
    payment.save(update_fields=["paid_on", "called_off_at"])
    audit.record(by=by, verb="payment.reversed", subject=payment, circle=payment.agreement.partnership)
    return payment


def _must_tend(by: Person, payment: Payment) -> None:
    """In the turn of the agreement, with the payment read anew. Raises NotFound, NotAllowed."""
    must_tend(by, payment.agreement.partnership)
    in_turn(payment.agreement_id)
    payment.refresh_from_db(fields=["entered_by", "approved_by", "approved_at", "paid_on", "called_off_at"])


def _reverse(by: Person, payment: Payment, account: str, note: str) -> None:
    """Enter the opposite of the entry that stands for `account`; a payment that has none was made before there was a ledger."""
    standing = LedgerEntry.objects.filter(payment=payment, kind=account).order_by("written_at", "id").last()
    if standing is None:
        return
    enter(
        by,
        payment.agreement,
        kind="reversed",
        account=account,
        amount=-standing.amount,
        day=timezone.localdate(),
        payment=payment,
        reverses=standing,
        note=note,
    )
