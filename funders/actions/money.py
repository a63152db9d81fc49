"""The verbs of money: a fund is opened, an agreement made, a payment planned and paid. Nothing hangs on a result.

What is written down twice in the same words (a button pressed twice) is kept once.
"""

import datetime
import re
from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from funders import access
from funders.models import Agreement, Fund, Payment
from funders.money import is_exact
from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.slugs import create_with_slug
from hls_platform.versions import kept, must_be_as_read
from learning.models import LearningQuestion
from relationships.actions.ending import must_go_on
from relationships.models import Organisation, Partnership, Person


def _exact(amount: Decimal) -> Decimal:
    if not is_exact(amount) or amount <= 0:
        raise Refused(_("Write the amount as a number above nothing, with at most two decimal places."))
    return amount


def _must_tend(by: Person, partnership: Partnership) -> None:
    if not access.is_in(by, partnership):
        raise NotFound
    must_go_on(partnership)
    if not access.can_tend_money(by, partnership):
        raise NotAllowed(_("The side that gives the money writes this down."))


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
def make_agreement(
    *,
    by: Person,
    partnership: Partnership,
    amount: Decimal,
    starts_on: datetime.date,
    ends_on: datetime.date,
    currency: str = "GBP",
    fund: Fund | None = None,
    unrestricted: bool = True,
    rhythm: str = "",
    accountable_for: str = "",
    questions: Collection[LearningQuestion] = (),
) -> Agreement:
    """Write down what a partnership agreed about money, by whoever speaks for the side that gives it.

    Raises NotFound, NotAllowed; Refused for an inexact amount, an empty time, a fund or a question of others.
    """
    _must_tend(by, partnership)
    if ends_on <= starts_on:
        raise Refused(_("The agreement has to end after it begins."))
    if not re.fullmatch("[A-Z]{3}", currency):
        raise Refused(_("Write the currency as its three letters, for example GBP."))
    if fund and not access.organisations_spoken_for(by, partnership).filter(pk=fund.funder_id).exists():
        raise Refused(_("Choose a fund of the organisation you speak for."))
    if any(question.circle_id != partnership.pk for question in questions):
        raise Refused(_("Choose learning questions of this partnership."))
    words = {
        "partnership": partnership,
        "fund": fund,
        "amount": _exact(amount),
        "currency": currency,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "unrestricted": unrestricted,
        "rhythm": rhythm.strip(),
        "accountable_for": accountable_for.strip(),
    }
    in_turn(partnership.pk)
    if known := Agreement.objects.filter(**words).first():
        audit.nothing_changed()
        return known
    agreement = Agreement.objects.create(**words)
    agreement.questions.set(questions)
    audit.record(
        by=by,
        verb="agreement.made",
        subject=agreement,
        circle=partnership,
        amount=str(amount),
        currency=currency,
    )
    return agreement


@action
def plan_payment(*, by: Person, agreement: Agreement, amount: Decimal, due_on: datetime.date) -> Payment:
    """Say when an amount is due, in the agreement's currency. Raises NotFound, NotAllowed, Refused."""
    _must_tend(by, agreement.partnership)
    in_turn(agreement.pk)
    if known := Payment.objects.filter(agreement=agreement, amount=_exact(amount), due_on=due_on).first():
        audit.nothing_changed()
        return known
    payment = Payment.objects.create(agreement=agreement, amount=_exact(amount), due_on=due_on)
    audit.record(
        by=by, verb="payment.planned", subject=payment, circle=agreement.partnership, amount=str(amount)
    )
    return payment


@action
def record_payment(
    *, by: Person, payment: Payment, paid_on: datetime.date, read: str | None = None
) -> Payment:
    """Say that a payment was made on a day; again the same changes nothing. Raises NotFound, NotAllowed.

    `read` is the version (of its `paid_on`) that was edited: raises ChangedMeanwhile.
    """
    _must_tend(by, payment.agreement.partnership)
    in_turn(payment.pk)
    payment.refresh_from_db(fields=["paid_on"])
    if payment.paid_on == paid_on:
        audit.nothing_changed()
        return payment
    must_be_as_read(read, kept(payment, ["paid_on"]))
    payment.paid_on = paid_on
    payment.save(update_fields=["paid_on"])
    audit.record(by=by, verb="payment.paid", subject=payment, circle=payment.agreement.partnership)
    return payment
