"""What a partnership's own page shows, each list in one query, as lines that are only read."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funders.queries import both_ways
from funders.queries.both_ways import Promised, Questions, Talks
from hls_platform.rows import rows
from hls_platform.spoken import once_in_each_language
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
