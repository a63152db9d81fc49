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
    WITH mine AS (
        SELECT DISTINCT ON (circle_id) circle_id, on_behalf_of_id FROM relationships_membership
        WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
        ORDER BY circle_id, id
    ), line AS (
        SELECT circle.id, circle.slug, circle.name, mine.on_behalf_of_id, (
            SELECT starts_at FROM relationships_conversation
            WHERE partnership_id = circle.id AND starts_at >= %(now)s AND held_at IS NULL AND cancelled_at IS NULL
            ORDER BY starts_at LIMIT 1
        ) AS next
        FROM mine JOIN relationships_circle circle ON circle.id = mine.circle_id
        WHERE circle.kind = 'partnership' {asked}
    )
    SELECT line.id, slug, line.name, next, on_behalf_of_id, (
        SELECT string_agg(organisation.name, ', ' ORDER BY side, organisation.name)
        FROM relationships_partnershipparty party
        JOIN relationships_circle organisation ON organisation.id = party.organisation_id
        WHERE party.partnership_id = line.id
    )
    FROM line
    WHERE (%(key)s::uuid IS NULL
       OR next > %(next)s::timestamptz
       OR next IS NULL AND %(next)s::timestamptz IS NOT NULL
       OR next IS NOT DISTINCT FROM %(next)s::timestamptz AND (line.name, line.id) > (%(name)s::text, %(key)s::uuid))
      AND (%(waits)s <> 'conversation' OR next IS NULL)
    ORDER BY next NULLS LAST, line.name, line.id LIMIT %(most)s"""
CALLED = "AND circle.name ILIKE %(called)s"
THERE = """AND (EXISTS (SELECT FROM funders_place WHERE partnership_id = circle.id AND name ILIKE %(place)s)
        OR EXISTS (SELECT FROM relationships_partnershipparty party
            JOIN relationships_organisation organisation ON organisation.circle_id = party.organisation_id
            WHERE partnership_id = circle.id AND organisation.place ILIKE %(place)s))"""
FUNDED = """AND EXISTS (SELECT FROM funders_agreement agreement JOIN funders_fund fund ON fund.id = fund_id
        WHERE partnership_id = circle.id AND fund.name ILIKE %(fund)s)"""
WAITS = {
    "questions": """AND EXISTS (SELECT FROM learning_learningquestion question
        WHERE question.circle_id = circle.id AND closed_at IS NULL AND put_to_id = mine.on_behalf_of_id)""",
    "promises": """AND EXISTS (SELECT FROM relationships_promise promise
        WHERE partnership_id = circle.id AND state = 'open' AND by_organisation_id = mine.on_behalf_of_id)""",
}
QUESTIONS = """
    SELECT circle_id, put_to_id, id, text FROM learning_learningquestion
    WHERE circle_id = ANY (%(circles)s) AND closed_at IS NULL ORDER BY created_at"""
PROMISES = """
    SELECT partnership_id, by_organisation_id, id, text, due_on FROM relationships_promise
    WHERE partnership_id = ANY (%(circles)s) AND by_organisation_id = ANY (%(us)s) AND state = 'open'
    ORDER BY due_on NULLS LAST, id"""
MAY_BEGIN = """
    SELECT EXISTS (
        SELECT FROM relationships_membership JOIN relationships_circle circle ON circle.id = circle_id
        WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
          AND role <> 'member' AND kind = 'organisation'
    )"""


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


@dataclass(frozen=True)
class Line:
    """One partnership on the page across all of them, its open questions in two lists."""

    id: uuid.UUID
    slug: str
    name: str
    next_conversation: datetime.datetime | None
    stands_for: uuid.UUID | None
    parties: str
    """The names of its organisations."""
    put_to_us: list[Question] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    promised: list[Promised] = field(default_factory=list)
    """What we promised there, and is open."""

    @property
    def url(self) -> str:
        return address_of("funders:partnership", self.slug)


def across(person: Person, asked: Asked = Asked(), after: str | None = None) -> Page:
    """The lines that follow the cursor `after`, in order of the next conversation; those without one last, by name."""
    moment, name, key = _read(after)
    values = {
        "person": person.pk,
        "now": timezone.now(),
        "next": moment,
        "name": name,
        "key": key,
        "waits": asked.waits,
        "called": like(asked.called),
        "place": like(asked.place),
        "fund": like(asked.fund),
        "most": SIZE + 1,
    }
    found = rows(Line, LINES.format(asked=asked.sql), values)
    lines = {line.id: line for line in found[:SIZE]}
    for circle, put_to, id, text in rows(lambda *row: row, QUESTIONS, {"circles": list(lines)}):
        line = lines[circle]
        (line.put_to_us if put_to and put_to == line.stands_for else line.questions).append(
            Question(id, text)
        )
    us = list({line.stands_for for line in lines.values() if line.stands_for})
    for circle, ours, *promise in rows(lambda *row: row, PROMISES, {"circles": list(lines), "us": us}):
        if ours == lines[circle].stands_for:
            lines[circle].promised.append(Promised(*promise))
    return Page(list(lines.values()), cursor_of(found[SIZE - 1], IN_ORDER) if len(found) > SIZE else None)


def may_begin_one(person: Person) -> bool:
    """Whether `person` leads or facilitates an organisation, and so can begin a partnership on its behalf."""
    return rows(bool, MAY_BEGIN, {"person": person.pk, "now": timezone.now()})[0]


def _read(after: str | None) -> tuple[datetime.datetime | None, str, uuid.UUID | None]:
    """What the cursor names: the next conversation, the name and the key; no key when it makes no sense."""
    try:
        said, name, key = said_in(after) or []
        moment = None if said == "None" else datetime.datetime.fromisoformat(said).astimezone(datetime.UTC)
        return moment, str(name), uuid.UUID(key)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None, "", None
