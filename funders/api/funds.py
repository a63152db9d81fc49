"""Funds."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from funders.actions import money
from funders.actions.funds import describe_fund
from funders.complexity import Control, Interplay, Variety
from funders.models import Fund
from hls_platform.api.fields import Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.versions import kept
from relationships.models import Organisation


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
