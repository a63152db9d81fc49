"""Who has spoken in a report under their own name, by organisation; and who has not, which the report says."""

import uuid
from collections import defaultdict

from django.db.models import Q

from funders.models import Report
from funders.reports.arrange import nobody_spoke
from funders.reports.document import Document
from hls_platform.midnight import midnight
from learning.models import Share
from relationships.models import Membership, PartnershipParty

NOT_SPEAKING = frozenset({"person"})
"""Items that name somebody without a word of theirs."""


def missing_voices(report: Report, document: Document) -> tuple[str, ...]:
    """One sentence for each organisation of the partnership from which nobody has spoken in `document`, by name.

    What was shared without a name counts for nobody: else it would tell from where it came. Where somebody spoke of
    whom it is not known for which organisation they are here, nothing is said of any.
    """
    spoke = {
        item.person_id
        for item in document.items
        if item.person_id and item.kind not in NOT_SPEAKING and item.text
    }
    named = Share.objects.live().filter(pk__in=document.share_ids, anonymous=False)
    spoke |= {str(author) for author in named.values_list("reflection__author", flat=True)}
    heard = _organisations_of(report, spoke)
    if heard is None:
        return ()
    parties = PartnershipParty.objects.filter(partnership=report.partnership_id).select_related(
        "organisation"
    )
    return tuple(
        nobody_spoke(party.organisation.name)
        for party in parties.order_by("organisation__name")
        if party.organisation_id not in heard
    )


def _organisations_of(report: Report, people: set[str]) -> set[uuid.UUID] | None:
    """For which organisations these people were in the partnership in the period; None where one was for nobody."""
    start, end = midnight(report.period_start), midnight(report.period_end)
    here: dict[str, set[uuid.UUID | None]] = defaultdict(set)
    for person, organisation in (
        Membership.objects.filter(Q(until=None) | Q(until__gt=start), circle=report.partnership_id)
        .filter(since__lt=end)
        .values_list("person_id", "on_behalf_of_id")
    ):
        here[str(person)].add(organisation)
    heard = {each for person in people for each in here.get(person, set())}
    return None if None in heard else {each for each in heard if each}
