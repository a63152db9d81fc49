"""What a partnership's own page shows, each list in one query, as lines that are only read."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funders.queries import both_ways
from funders.queries.both_ways import Promised, Questions, Talks
from hls_platform.rows import rows
from hls_platform.spoken import once_in_each_language
from hls_platform.templatetags.plain_words import hours as spoken_hours
from hls_platform.web.addresses import address_of
from learning.queries import insights
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
BESIDE = f"""
    (SELECT 'map', slug::text, name, '', NULL FROM systems_systemmap WHERE circle_id = %(partnership)s
     ORDER BY name LIMIT 10)
    UNION ALL
    (SELECT 'report', id::text, number, '', issued_at FROM funders_report
     WHERE partnership_id = %(partnership)s AND state = 'issued' AND NOT EXISTS (
        SELECT FROM funders_report later WHERE later.supersedes_id = funders_report.id AND later.state = 'issued')
     ORDER BY issued_at DESC LIMIT 1)
    UNION ALL
    (SELECT 'handover', handover.id::text, leaves.name, comes.name, accepted_at
     FROM relationships_handover handover
     JOIN relationships_person leaves ON leaves.id = written_by_id
     JOIN relationships_person comes ON comes.id = to_person_id
     WHERE partnership_id = %(partnership)s AND taken_back_at IS NULL
       AND (accepted_at IS NULL OR accepted_at > %(lately)s)
     ORDER BY handover.written_at DESC LIMIT 3)
    UNION ALL
    (SELECT CASE WHEN is_insight THEN 'insight' ELSE 'adaptation' END, id::text, text, how_sure, NULL
     FROM ({insights.NEWEST}) newest (is_insight, id, text, how_sure))"""  # noqa: S608  our own words


PAGES = {"map": "systems:map", "report": "funders:report", "handover": "funders:handover"}


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
    """A map of the partnership, its last issued report, a relationship that is or was lately handed over, or a thought."""

    kind: str
    key: str
    name: str
    """Of the map; the report's number; of the one who leaves; or the thought itself."""
    comes: str
    """The name of the one who comes; how sure the thought is."""
    at: datetime.datetime | None
    """When it was issued, or accepted."""

    @property
    def url(self) -> str:
        return address_of(PAGES[self.kind], self.key)


@once_in_each_language
def _side(side: str) -> str:
    return capfirst(str(PartnershipParty.Side(side).label))


class Affairs:
    """All that a partnership keeps, read when it is asked for."""

    def __init__(self, partnership: Circle) -> None:
        now = timezone.now()
        self.values = {
            "partnership": partnership.pk,
            "circle": partnership.pk,
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

    @cached_property
    def _beside(self) -> list[Beside]:
        return rows(Beside, BESIDE, self.values)

    def beside(self) -> list[Beside]:
        """Its maps by name, its last issued report, and what is handed over."""
        return [each for each in self._beside if each.kind in PAGES]

    def thoughts(self) -> tuple[list[insights.Line], list[insights.Line]]:
        """As `insights.newest`, read with what stands beside them."""
        found = [
            insights.Line(each.kind == "insight", uuid.UUID(each.key), each.name, each.comes)
            for each in self._beside
            if each.kind not in PAGES
        ]
        return [each for each in found if each.is_insight], [each for each in found if not each.is_insight]
