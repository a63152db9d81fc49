"""Payments and the ledger. Nothing here hangs on a result."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from funders.actions import money
from funders.api.agreements import Amount
from funders.models import Agreement, LedgerEntry, Payment
from hls_platform.api.fields import Day, Filters, Known, Sent, Shown
from hls_platform.api.resources import Resource, changes, creates
from relationships.models import Organisation


class PaymentShown(Shown):
    amount = Amount()
    currency = serializers.CharField(source="agreement.currency")

    class Meta:
        model = Payment
        fields = (
            "id",
            "agreement",
            "to_organisation",
            "amount",
            "currency",
            "due_on",
            "entered_by",
            "approved_by",
            "approved_at",
            "paid_on",
            "called_off_at",
        )


class PaymentFilters(Filters):
    agreement = serializers.UUIDField(required=False, source="agreement_id")
    partnership = serializers.UUIDField(required=False, source="agreement__partnership_id")
    paid = serializers.BooleanField(required=False, source="paid_on__isnull")
    due_before = Day(required=False, source="due_on__lt")

    def validate_paid(self, paid: bool) -> bool:
        return not paid


class PaymentToPlan(Sent):
    agreement = Known(Agreement)
    amount = Amount()
    due_on = Day()
    to_organisation = Known(Organisation, required=False, allow_null=True, default=None)


class DayPaid(Sent):
    paid_on = Day()


class Reversal(Sent):
    note = serializers.CharField(max_length=300, help_text="Why. It stands in the ledger.")


class Payments(Resource):
    """When money is due, who approved it, and when it was paid."""

    shown = PaymentShown
    order = ("due_on", "id")
    filters = PaymentFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Payment]:
        return Payment.objects.visible_to(self.person).select_related("agreement__partnership")

    @creates(PaymentToPlan)
    def create(self, sent: dict[str, Any]) -> Payment:
        """Say when an amount is due, in the currency of its agreement, once that is agreed."""
        return money.plan_payment(by=self.person, **sent)

    @changes()
    def approve(self, payment: Payment, sent: dict[str, Any]) -> Payment:
        """Approve what somebody else of your side entered."""
        return money.approve_payment(by=self.person, payment=payment)

    @changes(DayPaid)
    def pay(self, payment: Payment, sent: dict[str, Any]) -> Payment:
        """Say on which day it was paid, once it is approved."""
        return money.record_payment(by=self.person, payment=payment, **sent)

    @changes(Reversal)
    def reverse(self, payment: Payment, sent: dict[str, Any]) -> Payment:
        """Take back that it was paid, or call off what was not. Both stay in the ledger."""
        return money.reverse_payment(by=self.person, payment=payment, **sent)


class LedgerEntryShown(Shown):
    amount = Amount()

    class Meta:
        model = LedgerEntry
        fields = (
            "id",
            "agreement",
            "kind",
            "account",
            "amount",
            "currency",
            "day",
            "payment",
            "version",
            "reverses",
            "note",
            "written_by",
            "written_at",
        )


class EntryFilters(Filters):
    agreement = serializers.UUIDField(required=False, source="agreement_id")
    account = serializers.ChoiceField(LedgerEntry.Account.choices, required=False)


class LedgerEntries(Resource):
    """All that happened to the money of your agreements, entry by entry. Nothing in it changes."""

    shown = LedgerEntryShown
    order = ("written_at", "id")
    filters = EntryFilters

    def rows(self) -> QuerySet[LedgerEntry]:
        return LedgerEntry.objects.visible_to(self.person)
