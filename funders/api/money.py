"""Funds, agreements and payments. Nothing here hangs on a result."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from funders.actions import money
from funders.actions.funds import describe_fund
from funders.complexity import Control, Interplay, Variety
from funders.models import Agreement, Fund, Payment
from hls_platform.api.fields import Day, Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.versions import kept
from learning.models import LearningQuestion
from relationships.models import Organisation, Partnership


class FundShown(Shown):
    suits = serializers.CharField(
        source="way.suits", default="", help_text="Which way of managing suits its work."
    )
    why = serializers.CharField(source="way.why", default="", help_text="And why.")

    class Meta:
        model = Fund
        fields = ("id", "funder", "slug", "name", *Fund.EDITED, "suits", "why")


class FundFilters(Filters):
    funder = serializers.UUIDField(required=False, source="funder_id")


class FundToOpen(Sent):
    funder = Known(Organisation, help_text="An organisation that funds or commissions, and that you lead.")
    name = serializers.CharField(max_length=160)
    purpose = Words()
    place = serializers.CharField(**may_be_left_out(max_length=120))


class FundToDescribe(Sent):
    purpose = Words(required=False)
    place = serializers.CharField(required=False, allow_blank=True, max_length=120)
    can = Words(required=False, allow_blank=True)
    cannot = Words(required=False, allow_blank=True)
    to_learn = Words(required=False, allow_blank=True, help_text="One question a line.")
    variety = serializers.ChoiceField(Variety.choices, required=False, allow_blank=True)
    interplay = serializers.ChoiceField(Interplay.choices, required=False, allow_blank=True)
    control = serializers.ChoiceField(Control.choices, required=False, allow_blank=True)
    seen_as = Words(required=False, allow_blank=True)
    is_open = serializers.BooleanField(required=False)
    kept_months = serializers.ChoiceField(Fund.Kept.choices, required=False)


class Funds(Resource):
    """The funds of your organisations, those behind agreements of your partnerships, and those that are open for anybody."""

    shown = FundShown
    order = ("name", "id")
    filters = FundFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Fund]:
        return Fund.objects.visible_to(self.person)

    @creates(FundToOpen)
    def create(self, sent: dict[str, Any]) -> Fund:
        """Open a fund."""
        return money.open_fund(by=self.person, **sent)

    @changes(FundToDescribe)
    def partial_update(self, fund: Fund, sent: dict[str, Any]) -> Fund:
        """Say what it is for, look at its work, open it for first words or close it."""
        return describe_fund(by=self.person, fund=fund, **{**kept(fund, Fund.EDITED), **sent})


class Amount(serializers.DecimalField):
    """An exact amount of money: at most twelve digits before the point, and two after it."""

    def __init__(self, **said: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, **said)


class AgreementShown(Shown):
    amount = Amount()

    class Meta:
        model = Agreement
        fields = (
            "id",
            "partnership",
            "fund",
            "amount",
            "currency",
            "starts_on",
            "ends_on",
            "unrestricted",
            "rhythm",
            "accountable_for",
            "questions",
        )


class AgreementFilters(Filters):
    partnership = serializers.UUIDField(required=False, source="partnership_id")
    fund = serializers.UUIDField(required=False, source="fund_id")


class AgreementToMake(Sent):
    partnership = Known(Partnership)
    fund = Known(Fund, required=False, allow_null=True, default=None)
    amount = Amount()
    currency = serializers.RegexField(r"^[A-Z]{3}$", default="GBP", help_text="ISO 4217")
    starts_on = Day()
    ends_on = Day()
    unrestricted = serializers.BooleanField(default=True)
    rhythm = serializers.CharField(**may_be_left_out(max_length=160))
    accountable_for = Words(**may_be_left_out())
    questions = Known(LearningQuestion, many=True, required=False)


class Agreements(Resource):
    """What your partnerships agreed about money, and what both sides are accountable for. There is no target in it."""

    shown = AgreementShown
    order = ("-starts_on", "-id")
    filters = AgreementFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Agreement]:
        return (
            Agreement.objects.visible_to(self.person)
            .select_related("partnership")
            .prefetch_related("questions")
        )

    @creates(AgreementToMake)
    def create(self, sent: dict[str, Any]) -> Agreement:
        """Write down what was agreed, for the side that gives the money."""
        return money.make_agreement(by=self.person, **sent)


class PaymentShown(Shown):
    amount = Amount()
    currency = serializers.CharField(source="agreement.currency")

    class Meta:
        model = Payment
        fields = ("id", "agreement", "amount", "currency", "due_on", "paid_on")


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


class DayPaid(Sent):
    paid_on = Day()


class Payments(Resource):
    """When money is due and when it was paid."""

    shown = PaymentShown
    order = ("due_on", "id")
    filters = PaymentFilters
    to_write = "partnership"

    def rows(self) -> QuerySet[Payment]:
        return Payment.objects.visible_to(self.person).select_related("agreement__partnership")

    @creates(PaymentToPlan)
    def create(self, sent: dict[str, Any]) -> Payment:
        """Say when an amount is due, in the currency of its agreement."""
        return money.plan_payment(by=self.person, **sent)

    @changes(DayPaid)
    def pay(self, payment: Payment, sent: dict[str, Any]) -> Payment:
        """Say on which day it was paid."""
        return money.record_payment(by=self.person, payment=payment, **sent)
