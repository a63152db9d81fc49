"""Reports, for lists of them."""

from django.db.models import QuerySet

from funders.models import Report
from relationships.models import Person


def reports_visible_to(person: Person) -> QuerySet[Report]:
    """Reports of the partnerships that `person` is in now, without their content."""
    seen = Report.objects.visible_to(person).select_related("partnership", "superseded_by")
    return seen.defer("content", "proposal", "superseded_by__content", "superseded_by__proposal")
