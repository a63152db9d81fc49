"""Funds, for the page of whose they are."""

from django.db.models import QuerySet

from funders.models import Fund
from relationships.models import Organisation


def funds_of(funder: Organisation) -> QuerySet[Fund]:
    """The funds of an organisation, by name."""
    return Fund.objects.filter(funder=funder).order_by("name")
