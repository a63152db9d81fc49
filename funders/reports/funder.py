"""What the side that gives the money learned and changed: the section of a report in which the funder gives its account too."""

import uuid
from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from funders.models import Report
from funders.reports.document import Item, Section
from funders.reports.shared import share_items
from funders.reports.thinking import adaptation_items, insight_items, told_of_no_question
from hls_platform.midnight import midnight
from learning.models import Reflection, Share
from relationships.models import Membership, PartnershipParty


def who_gives(report: Report) -> set[uuid.UUID]:
    """Who was in the partnership in the period on behalf of an organisation that gives the money."""
    start, end = midnight(report.period_start), midnight(report.period_end)
    giving = PartnershipParty.objects.filter(
        partnership=report.partnership_id, side=PartnershipParty.Side.RESOURCING
    )
    return set(
        Membership.objects.filter(Q(until=None) | Q(until__gt=start), circle=report.partnership_id)
        .filter(since__lt=end, on_behalf_of__in=giving.values("organisation"))
        .values_list("person_id", flat=True)
    )


def theirs(people: Collection[uuid.UUID]) -> Q:
    """Written by one of these people."""
    return Q(written_by__in=people)


def of_the_funder(share: Share, gives: Collection[uuid.UUID]) -> bool:
    """Whether somebody who gives shared this under their name. Of what has no name nobody says which side it came from."""
    return not share.anonymous and share.reflection.author_id in gives


def funder_learned(report: Report, shared: Iterable[Share]) -> Section:
    """What its people came to think and do differently; what they shared stands in its own section, or here if it is an adaptation."""
    gives = who_gives(report)
    changed = [
        share
        for share in shared
        if share.reflection.kind == Reflection.Kind.ADAPTATION and of_the_funder(share, gives)
    ]
    items: list[Item] = [
        *insight_items(told_of_no_question(report).filter(theirs(gives))),
        *adaptation_items(report, theirs(gives)),
        *share_items(changed, titled=False),
    ]
    return Section(
        key="funder",
        title=_("What the funder learned and changed"),
        intro=""
        if items
        else _(
            "In this period nobody on the side that gives the money wrote down what they learned or changed."
        ),
        items=tuple(items),
    )
