"""All partnerships of a person, in the order in which they are talked to next."""

import datetime
import uuid
from dataclasses import dataclass, field

from django.utils import timezone

from hls_platform.rows import like, rows
from hls_platform.web.addresses import address_of
from hls_platform.web.paging import Page, cursor_of, said_in
from relationships.models import Person

SIZE = 20
IN_ORDER = ("next_conversation", "name", "id")

LINES = """
    WITH line AS (
        SELECT circle_id AS id, (array_agg(on_behalf_of_id ORDER BY nth) FILTER (WHERE nth IS NOT NULL))[1] AS us,
            min(starts_at) AS next
        FROM (
            SELECT circle_id, id AS nth, on_behalf_of_id, NULL::timestamptz AS starts_at FROM relationships_membership
            WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
            UNION ALL
            SELECT partnership_id, NULL, NULL, starts_at FROM relationships_conversation
            WHERE starts_at >= %(now)s AND held_at IS NULL AND cancelled_at IS NULL
        ) each GROUP BY circle_id HAVING count(nth) > 0
    )
    SELECT circle.id, slug, name, next, us FROM line JOIN relationships_circle circle ON circle.id = line.id
    WHERE kind = 'partnership' {asked}
      AND (%(key)s::uuid IS NULL
       OR next > %(next)s::timestamptz
       OR next IS NULL AND %(next)s::timestamptz IS NOT NULL
       OR next IS NOT DISTINCT FROM %(next)s::timestamptz AND (name, circle.id) > (%(name)s::text, %(key)s::uuid))
    ORDER BY next NULLS LAST, name, circle.id LIMIT %(most)s"""
"""Each table is gone through once: looked into for one partnership after the other, somebody's 500 would each be held against
all 500 by the second wall."""
CALLED = "AND name ILIKE %(called)s"
THERE = """AND circle.id = ANY (ARRAY(
        SELECT partnership_id FROM funders_place WHERE name ILIKE %(place)s
        UNION ALL
        SELECT partnership_id FROM relationships_partnershipparty party
        JOIN relationships_organisation organisation ON organisation.circle_id = party.organisation_id
        WHERE organisation.place ILIKE %(place)s))"""
FUNDED = """AND circle.id = ANY (ARRAY(
        SELECT partnership_id FROM funders_agreement JOIN funders_fund fund ON fund.id = fund_id
        WHERE fund.name ILIKE %(fund)s))"""
WAITS = {
    "questions": """AND (circle.id, us) = ANY (ARRAY(
        SELECT (circle_id, put_to_id) FROM learning_learningquestion
        WHERE closed_at IS NULL AND put_to_id IS NOT NULL))""",
    "promises": """AND (circle.id, us) = ANY (ARRAY(
        SELECT (partnership_id, by_organisation_id) FROM relationships_promise WHERE state = 'open'))""",
    "conversation": "AND next IS NULL",
}
INSIDE = """
    (SELECT 'parties', partnership_id, NULL::uuid, NULL::uuid,
        string_agg(organisation.name, ', ' ORDER BY side, organisation.name), NULL::date
     FROM relationships_partnershipparty JOIN relationships_circle organisation ON organisation.id = organisation_id
     WHERE partnership_id = ANY (%(circles)s) GROUP BY partnership_id)
    UNION ALL
    (SELECT 'question', circle_id, put_to_id, id, text, NULL FROM learning_learningquestion
     WHERE circle_id = ANY (%(circles)s) AND closed_at IS NULL ORDER BY created_at)
    UNION ALL
    (SELECT 'promise', partnership_id, by_organisation_id, id, text, due_on FROM relationships_promise
     WHERE partnership_id = ANY (%(circles)s) AND by_organisation_id = ANY (%(us)s) AND state = 'open'
     ORDER BY due_on NULLS LAST, id)
    UNION ALL
    (SELECT 'begin', NULL, NULL, NULL, '', NULL
     FROM relationships_membership JOIN relationships_circle circle ON circle.id = circle_id
     WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
       AND role <> 'member' AND kind = 'organisation' LIMIT 1)"""
"""What stands in the lines of some partnerships, and whether one can begin another."""


@dataclass(frozen=True)
class Question:
    id: uuid.UUID
    text: str

    @property
    def url(self) -> str:
        return address_of("learning:question", self.id)


@dataclass(frozen=True)
class Promised:
    """A promise of ours that is open."""

    id: uuid.UUID
    text: str
    due_on: datetime.date | None


@dataclass(frozen=True)
class Asked:
    """Which partnerships a reader wants to see, as the address says it; what is left empty asks for nothing."""

    waits: str = ""
    """"questions" put to us, "promises" of ours, "conversation" for those in which none is planned."""
    called: str = ""
    place: str = ""
    fund: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.waits or self.called or self.place or self.fund)

    @property
    def sql(self) -> str:
        """What it adds to the conditions: our own words, whose values are said apart."""
        asked = (self.called and CALLED, self.place and THERE, self.fund and FUNDED, WAITS.get(self.waits))
        return " ".join(each for each in asked if each)


@dataclass
class Line:
    """One partnership on the page across all of them, its open questions in two lists."""

    id: uuid.UUID
    slug: str
    name: str
    next_conversation: datetime.datetime | None
    us: uuid.UUID | None
    """The organisation that the reader stands for there."""
    parties: str = ""
    """The names of its organisations."""
    put_to_us: list[Question] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    promised: list[Promised] = field(default_factory=list)
    """What we promised there, and is open."""

    def take(
        self,
        kind: str,
        organisation: uuid.UUID | None,
        id: uuid.UUID,
        text: str,
        due_on: datetime.date | None,
    ) -> None:
        """Put something of what `INSIDE` found in its place."""
        ours = organisation is not None and organisation == self.us
        if kind == "parties":
            self.parties = text
        elif kind == "question":
            (self.put_to_us if ours else self.questions).append(Question(id, text))
        elif ours:
            self.promised.append(Promised(id, text, due_on))

    @property
    def url(self) -> str:
        return address_of("funders:partnership", self.slug)


@dataclass(frozen=True)
class Across(Page):
    """A stretch of the lines."""

    may_begin: bool
    """Whether the reader leads or facilitates an organisation, and so can begin a partnership on its behalf."""


def across(person: Person, asked: Asked = Asked(), after: str | None = None) -> Across:
    """The lines that follow the cursor `after`, in order of the next conversation; those without one last, by name."""
    moment, name, key = _read(after)
    values = {
        "person": person.pk,
        "now": timezone.now(),
        "next": moment,
        "name": name,
        "key": key,
        "called": like(asked.called),
        "place": like(asked.place),
        "fund": like(asked.fund),
        "most": SIZE + 1,
    }
    found = rows(Line, LINES.format(asked=asked.sql), values)
    lines = {line.id: line for line in found[:SIZE]}
    us = list({line.us for line in lines.values() if line.us})
    may_begin = False
    for kind, circle, *what in rows(lambda *row: row, INSIDE, values | {"circles": list(lines), "us": us}):
        if kind == "begin":
            may_begin = True
        else:
            lines[circle].take(kind, *what)
    more = len(found) > SIZE
    return Across(list(lines.values()), cursor_of(found[SIZE - 1], IN_ORDER) if more else None, may_begin)


def _read(after: str | None) -> tuple[datetime.datetime | None, str, uuid.UUID | None]:
    """What the cursor names: the next conversation, the name and the key; no key when it makes no sense."""
    try:
        said, name, key = said_in(after) or []
        moment = None if said == "None" else datetime.datetime.fromisoformat(said).astimezone(datetime.UTC)
        return moment, str(name), uuid.UUID(key)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None, "", None
