"""What a partnership's own page shows, each list in one query, as lines that are only read."""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funders.money import said
from funders.queries import both_ways
from funders.queries.both_ways import Promised, Questions, Talks
from hls_platform.rows import rows
from hls_platform.spoken import once_in_each_language
from hls_platform.templatetags.plain_words import day
from hls_platform.templatetags.plain_words import hours as spoken_hours
from hls_platform.web.addresses import address_of
from relationships.models import Circle, PartnershipParty

PARTIES = """
    SELECT party.organisation_id, circle.name, side, (
        SELECT string_agg(person.name, ', ' ORDER BY person.name, mine.id)
        FROM relationships_membership mine JOIN relationships_person person ON person.id = mine.person_id
        WHERE mine.circle_id = %(partnership)s AND mine.on_behalf_of_id = party.organisation_id
          AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    ), (
        SELECT sum(hours) FROM relationships_heard heard
        JOIN relationships_conversation talk ON talk.id = heard.conversation_id
        WHERE talk.partnership_id = %(partnership)s AND heard.organisation_id = party.organisation_id
          AND talk.starts_at > %(year_ago)s
    )
    FROM relationships_partnershipparty party JOIN relationships_circle circle ON circle.id = organisation_id
    WHERE partnership_id = %(partnership)s
    ORDER BY array_position(ARRAY['resourcing', 'delivering', 'supporting'], side::text), circle.name"""
BESIDE = """
    (SELECT 'map', slug::text, name, '', NULL FROM systems_systemmap WHERE circle_id = %(partnership)s
     ORDER BY name LIMIT 10)
    UNION ALL
    (SELECT 'handover', handover.id::text, leaves.name, comes.name, accepted_at
     FROM relationships_handover handover
     JOIN relationships_person leaves ON leaves.id = written_by_id
     JOIN relationships_person comes ON comes.id = to_person_id
     WHERE partnership_id = %(partnership)s AND taken_back_at IS NULL
       AND (accepted_at IS NULL OR accepted_at > %(lately)s)
     ORDER BY handover.written_at DESC LIMIT 3)"""
AGREEMENTS = """
    SELECT agreement.id, agreement.amount, currency, fund.name, starts_on, ends_on, unrestricted, rhythm,
        accountable_for, payment.id, payment.amount, due_on, paid_on
    FROM funders_agreement agreement
    LEFT JOIN funders_fund fund ON fund.id = fund_id
    LEFT JOIN funders_payment payment ON payment.agreement_id = agreement.id
    WHERE partnership_id = %(partnership)s
    ORDER BY starts_on DESC, agreement.id, due_on, payment.id"""


@dataclass(frozen=True)
class Party:
    """An organisation that stands in the partnership."""

    id: uuid.UUID
    name: str
    side: str
    people: str | None
    """The names of those who stand for it here now."""
    hours: Decimal | None
    """How long it prepared for the conversations of the last year, where it said so."""

    @property
    def side_in_words(self) -> str:
        return _side(self.side)


def preparing_in_words(parties: Sequence[Party]) -> str:
    """How long preparing for conversations took each side that said so: "Quay Foundation 1 hour, Harbour Trust 6 hours"."""
    return ", ".join(
        _("%(organisation)s %(hours)s") % {"organisation": party.name, "hours": spoken_hours(party.hours)}
        for party in parties
        if party.hours is not None
    )


@dataclass(frozen=True)
class Beside:
    """A map of the partnership, or a relationship that is or was lately handed over."""

    kind: str
    key: str
    name: str
    """Of the map; or of the one who leaves."""
    comes: str
    accepted_at: datetime.datetime | None

    @property
    def url(self) -> str:
        return address_of("systems:map" if self.kind == "map" else "funders:handover", self.key)


@dataclass(frozen=True)
class Paid:
    """A payment, due or paid."""

    id: uuid.UUID
    said: str
    due_on: datetime.date
    paid_on: datetime.date | None

    @property
    def when(self) -> str:
        if self.paid_on:
            return _paid() % {"day": day(self.paid_on)}
        return _due() % {"day": day(self.due_on)}


@dataclass(frozen=True)
class Agreed:
    """What was agreed about money."""

    id: uuid.UUID
    said: str
    fund: str | None
    starts_on: datetime.date
    ends_on: datetime.date
    unrestricted: bool
    rhythm: str
    accountable_for: str
    payments: list[Paid] = field(default_factory=list)


@once_in_each_language
def _paid() -> str:
    return _("paid %(day)s")


@once_in_each_language
def _due() -> str:
    return _("due %(day)s")


@once_in_each_language
def _side(side: str) -> str:
    return capfirst(str(PartnershipParty.Side(side).label))


class Affairs:
    """All that a partnership keeps, read when it is asked for."""

    def __init__(self, partnership: Circle) -> None:
        now = timezone.now()
        self.values = {
            "partnership": partnership.pk,
            "now": now,
            "year_ago": now - datetime.timedelta(days=365),
            "lately": now - datetime.timedelta(days=92),
        }

    def parties(self) -> list[Party]:
        """The organisations in it, the side that gives the money first, then by name."""
        return rows(Party, PARTIES, self.values)

    def questions(self, parties: Sequence[Party]) -> Questions:
        """Its open questions, the oldest first: what was asked of each of the `parties`, in their order, and the rest."""
        return both_ways.questions(self.values, [(party.id, party.name) for party in parties])

    def talks(self) -> Talks:
        """The conversations that the page tells of."""
        return both_ways.talks(self.values)

    def promises(self) -> list[Promised]:
        """Both ways on one list: the open ones first by day, then one that ended."""
        return both_ways.promises(self.values)

    def beside(self) -> list[Beside]:
        """Its maps by name, and what is handed over."""
        return rows(Beside, BESIDE, self.values)

    def agreements(self) -> list[Agreed]:
        """Newest first, with their payments by the day they are due."""
        found = rows(lambda *row: row, AGREEMENTS, self.values)
        return list(_agreements(found))


def _agreements(found: list[tuple[Any, ...]]) -> Iterator[Agreed]:
    for (id, amount, currency, *rest), each in groupby(found, key=lambda row: row[:9]):
        paid = [
            Paid(payment, said(part, currency), due_on, paid_on)
            for *_agreement, payment, part, due_on, paid_on in each
            if payment is not None
        ]
        yield Agreed(id, said(amount, currency), *rest, paid)  # type: ignore[call-arg]
