"""The ledger sums to the penny, whoever writes at once, and whatever is asked of it."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funders.actions import agreements, money
from funders.models import Agreement, LedgerEntry, Payment
from funders.queries.terms import in_the_ledger
from hls_platform.actions import NotAllowed, Refused
from tests.factories import an_agreement
from tests.funders.test_agreements import an_alliance
from tests.funders.test_at_once import together

DAY = datetime.date(2026, 4, 1)
AT_ONCE = 4
DEEDS = ("plan", "plan", "approve", "approve", "pay", "pay", "reverse", "vary")
deeds = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(1, 40_000), st.integers(0, 5)), min_size=3, max_size=6
)


def does(w: Any, agreement: Agreement, deed: str, pennies: int, nth: int) -> None:
    """One deed of somebody, with whatever stands there by then; what is refused changes nothing."""
    amount = Decimal(pennies) / 100
    payments = Payment.objects.filter(agreement=agreement).select_related("agreement").order_by("id")
    payment = next(iter(payments[nth : nth + 1]), None) or payments.first()
    if deed == "plan":
        money.plan_payment(
            by=(w.ruth, w.second)[nth % 2],
            agreement=Agreement.objects.get(pk=agreement.pk),
            amount=amount,
            due_on=DAY + datetime.timedelta(days=nth),
        )
    elif deed == "vary":
        version = agreements.propose_terms(
            by=w.owen, agreement=Agreement.objects.get(pk=agreement.pk), why="So.", amount=amount + 500
        )
        for organisation in (w.council, w.doers[0]):
            agreements.agree(
                by=w.people[organisation], version=version, organisation=organisation, sha256=version.sha256
            )
    elif payment is None:
        return
    elif deed == "approve":
        money.approve_payment(by=(w.ruth, w.second)[nth % 2], payment=payment)
    elif deed == "pay":
        money.record_payment(by=w.ruth, payment=payment, paid_on=DAY + datetime.timedelta(days=pennies % 9))
    else:
        money.reverse_payment(by=w.second, payment=payment, note="The bank.")


def doing(w: Any, agreement: Agreement, wishes: list[tuple[str, int, int]]) -> Callable[[], object]:
    def do() -> None:
        for deed, pennies, nth in wishes:
            try:
                does(w, agreement, deed, pennies, nth)
            except (Refused, NotAllowed):
                continue

    return do


def must_add_up(agreement: Agreement) -> None:
    """The ledger says of each account what the rows say, to the penny, payment by payment; nothing is paid that is not due."""
    agreement.refresh_from_db()
    stands = Payment.objects.filter(agreement=agreement)
    due = stands.filter(called_off_at=None).aggregate(sum=Sum("amount"))["sum"] or 0
    paid = stands.filter(paid_on__isnull=False).aggregate(sum=Sum("amount"))["sum"] or 0
    sums = in_the_ledger(agreement)
    assert sums == {"agreed": agreement.amount, "due": due, "paid": paid}
    assert 0 <= paid <= due <= agreement.amount
    for payment in stands:
        of_it = dict(payment.entries.order_by().values_list("account").annotate(Sum("amount")))
        assert of_it["due"] == (0 if payment.called_off_at else payment.amount)
        assert of_it.get("paid", 0) == (payment.amount if payment.paid_on else 0)
    assert not stands.filter(paid_on__isnull=False, approved_by=None).exists()


@pytest.mark.django_db(transaction=True)
@settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(wishes=st.lists(deeds, min_size=AT_ONCE, max_size=AT_ONCE))
def test_whatever_several_people_do_at_once_the_ledger_sums_to_the_penny(wishes):
    w = an_alliance(1)
    agreement = an_agreement(w.place, w.ruth, amount=Decimal("700.00"))
    money.plan_payment(by=w.ruth, agreement=agreement, amount=Decimal("150.05"), due_on=DAY)
    together(*[doing(w, agreement, each) for each in wishes])
    must_add_up(agreement)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_plan_all_of_the_money_at_once_one_does_also_past_the_actions():
    w = an_alliance(1)
    agreement = an_agreement(w.place, w.ruth, amount=Decimal("700.00"))
    plans = [
        lambda n=n: money.plan_payment(
            by=(w.ruth, w.second)[n],
            agreement=agreement,
            amount=Decimal("400.0") + n,
            due_on=DAY,
        )
        for n in range(2)
    ]
    assert sorted(isinstance(each, Refused) for each in together(*plans)) == [False, True]
    must_add_up(agreement)
    payments = [
        Payment.objects.create(agreement=agreement, amount=Decimal("200.00"), due_on=DAY, entered_by=w.ruth)
        for _nth in range(2)
    ]

    def enter(payment: Payment) -> Callable[[], object]:
        def do() -> object:
            try:
                with transaction.atomic():
                    return LedgerEntry.objects.create(
                        agreement=agreement, kind="due", account="due", amount=payment.amount, currency="GBP",
                        day=DAY, payment=payment, written_by=w.ruth,
                    )  # fmt: skip
            except IntegrityError as error:
                return str(error)

        return do

    said = together(*map(enter, payments))
    assert sorted("cannot be paid" in str(each) for each in said) == [False, True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"currency": "EUR"}, "in one currency"),
        ({"amount": Decimal("4.99")}, "as it is"),
        ({"amount": Decimal("5.001")}, "ledger_amount_is_exact"),
        ({"amount": Decimal(-5)}, "has_its_sign"),
        ({"account": "paid"}, "is_of_its_kind"),
        ({"payment": None}, "is_of_its_kind"),
        ({"kind": "reversed", "note": "x", "amount": Decimal(-5)}, "is_of_its_kind"),
    ],
)
def test_the_database_takes_no_entry_that_is_not_as_it_should_be(said, wrong):
    w = an_alliance(1)
    agreement = an_agreement(w.place, w.ruth)
    payment = Payment.objects.create(agreement=agreement, amount=5, due_on=DAY, entered_by=w.ruth)
    entry = {"kind": "due", "account": "due", "amount": Decimal(5), "currency": "GBP", "payment": payment}
    with pytest.raises(IntegrityError, match=wrong):
        LedgerEntry.objects.create(agreement=agreement, day=DAY, written_by=w.ruth, **entry | said)
