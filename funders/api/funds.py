"""Funds."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from funders.actions import money
from funders.models import Fund
from hls_platform.api.fields import Filters, Known, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, creates
from relationships.models import Organisation


class FundShown(Shown):
    class Meta:
        model = Fund
        fields = ("id", "funder", "slug", "name", "purpose", "place")


class FundFilters(Filters):
    funder = serializers.UUIDField(required=False, source="funder_id")


class FundToOpen(Sent):
    funder = Known(Organisation, help_text="An organisation that funds or commissions, and that you lead.")
    name = serializers.CharField(max_length=160)
    purpose = Words()
    place = serializers.CharField(**may_be_left_out(max_length=120))


class Funds(Resource):
    """The funds of your organisations, and those behind agreements of your partnerships."""

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
