"""Grants of other funders and one's own agreements in one list, the newest first."""

import datetime
import uuid
from dataclasses import dataclass, fields
from decimal import Decimal

from funders.money import exact, said
from funders.queries.giving import AGREED, AGREED_ON
from hls_platform.rows import like, rows
from hls_platform.web.addresses import address_of
from hls_platform.web.paging import Page, cursor_of, said_in
from relationships.models import Person

SIZE = 20
IN_ORDER = ("day", "id")
MINE = """WITH mine AS (
    SELECT circle_id FROM relationships_membership
    WHERE person_id = %(person)s AND since <= now() AND (until IS NULL OR until > now())
)"""
ASKED = """
    (%(after)s::date IS NULL OR (day, id) < (%(after)s::date, %(key)s::uuid))
    AND (%(since)s::date IS NULL OR day >= %(since)s::date) AND (%(until)s::date IS NULL OR day < %(until)s::date)
    AND (%(words)s = '' OR title ILIKE %(words)s OR words ILIKE %(words)s OR recipient ILIKE %(words)s)
    AND (%(funder)s = '' OR funder ILIKE %(funder)s OR funder_id = %(funder_id)s)
    AND (%(programme)s = '' OR programme ILIKE %(programme)s) AND (%(place)s = '' OR place ILIKE %(place)s)
    ORDER BY day DESC, id DESC LIMIT %(most)s"""
OURS = f"""
    SELECT * FROM (
        SELECT TRUE AS ours, agreement.id, {AGREED_ON} AS day, partnership.name AS title, '' AS words, (
            SELECT string_agg(circle.name, ', ' ORDER BY circle.name) FROM relationships_partnershipparty party
            JOIN relationships_circle circle ON circle.id = party.organisation_id
            WHERE party.partnership_id = agreement.partnership_id AND side = 'delivering'
        ) AS recipient, (
            SELECT string_agg(circle.name, ', ' ORDER BY circle.name) FROM relationships_partnershipparty party
            JOIN relationships_circle circle ON circle.id = party.organisation_id
            WHERE party.partnership_id = agreement.partnership_id AND side = 'resourcing'
        ) AS funder, '' AS funder_id, coalesce(fund.name, '') AS programme, coalesce((
            SELECT string_agg(name, ', ' ORDER BY name) FROM funders_place
            WHERE partnership_id = agreement.partnership_id
        ), fund.place, '') AS place, agreement.amount, agreement.currency, partnership.slug
        FROM funders_agreement agreement JOIN relationships_circle partnership ON partnership.id = partnership_id
        LEFT JOIN funders_fund fund ON fund.id = fund_id
        WHERE partnership_id IN (SELECT circle_id FROM mine) AND %(whose)s <> 'others' AND {AGREED}
    ) AS agreement WHERE {ASKED}"""  # noqa: S608  our own words
OTHERS = f"""
    SELECT * FROM (
        SELECT FALSE AS ours, id, awarded_on AS day, title, description AS words, recipient, funder, funder_id,
            programme, place, amount, currency, '' AS slug
        FROM funders_grant
        WHERE (circle_id IS NULL OR circle_id IN (SELECT circle_id FROM mine)) AND %(whose)s <> 'ours'
    ) AS found WHERE {ASKED}"""  # noqa: S608  our own words
BOTH = f"""{MINE}
    SELECT ours, id, day, title, recipient, funder, programme, place, amount, currency, slug
    FROM (({OURS}) UNION ALL ({OTHERS})) AS both_of_them ORDER BY day DESC, id DESC LIMIT %(most)s"""  # noqa: S608


@dataclass(frozen=True)
class Asked:
    """What a reader wants to see, as the address says it; what is left empty asks for nothing."""

    whose: str = ""
    """"ours", "others", or both."""
    words: str = ""
    funder: str = ""
    programme: str = ""
    place: str = ""
    year: int | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True)
class Line:
    """A grant of another funder, or an agreement of one's own."""

    ours: bool
    id: uuid.UUID
    day: datetime.date
    title: str
    recipient: str | None
    funder: str | None
    programme: str
    place: str
    amount: Decimal
    currency: str
    slug: str

    @property
    def said(self) -> str:
        return said(exact(self.amount, self.currency), self.currency)

    @property
    def url(self) -> str:
        return (
            address_of("funders:partnership", self.slug)
            if self.ours
            else address_of("funders:grant", self.id)
        )


def grants(person: Person, asked: Asked, after: str | None = None) -> Page:
    """What follows the cursor `after` of what `person` may see and asks for."""
    day, key = _read(after)
    values = {
        "person": person.pk,
        "after": day,
        "key": key,
        "whose": asked.whose,
        "words": like(asked.words),
        "funder": like(asked.funder),
        "funder_id": asked.funder,
        "programme": like(asked.programme),
        "place": like(asked.place),
        "since": datetime.date(asked.year, 1, 1) if asked.year else None,
        "until": datetime.date(asked.year + 1, 1, 1) if asked.year else None,
        "most": SIZE + 1,
    }
    found = rows(Line, BOTH, values)
    return Page(found[:SIZE], cursor_of(found[SIZE - 1], IN_ORDER) if len(found) > SIZE else None)


def _read(after: str | None) -> tuple[datetime.date | None, uuid.UUID | None]:
    """What the cursor names; nothing when it makes no sense."""
    try:
        day, key = said_in(after) or []
        return datetime.date.fromisoformat(day), uuid.UUID(key)
    except (ValueError, TypeError, AttributeError):
        return None, None
