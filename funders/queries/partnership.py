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
from hls_platform.rows import rows
from hls_platform.spoken import once_in_each_language
from hls_platform.templatetags.plain_words import day
from hls_platform.templatetags.plain_words import hours as spoken_hours
from hls_platform.web.addresses import address_of
from relationships.models import Circle, PartnershipParty, Promise, Rhythm

MOST_ASKED = 2
MOST_QUESTIONS = 3
"""The page is to be read in two minutes: what is more stands on pages of its own."""

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
QUESTIONS = """
    SELECT question.id, question.text, put_to_id, promise.text, moved.text, moved.written_at, moved.steps
    FROM learning_learningquestion question
    LEFT JOIN relationships_promise promise ON promise.id = promise_id
    LEFT JOIN LATERAL (
        SELECT step.text, written_at, count(*) OVER () AS steps FROM learning_understanding step
        WHERE step.question_id = question.id ORDER BY written_at DESC LIMIT 1
    ) moved ON TRUE
    WHERE circle_id = %(partnership)s AND question.closed_at IS NULL ORDER BY question.created_at LIMIT 60"""
TALKS = """
    WITH talk AS (
        (SELECT * FROM relationships_conversation
         WHERE partnership_id = %(partnership)s AND starts_at > %(now)s AND cancelled_at IS NULL
         ORDER BY starts_at, id LIMIT 1)
        UNION ALL
        (SELECT * FROM relationships_conversation
         WHERE partnership_id = %(partnership)s AND starts_at > %(now)s AND cancelled_at IS NOT NULL
         ORDER BY starts_at, id LIMIT 1)
        UNION ALL
        (SELECT * FROM relationships_conversation
         WHERE partnership_id = %(partnership)s AND starts_at <= %(now)s AND cancelled_at IS NULL
         ORDER BY starts_at DESC, id DESC LIMIT 1)
    )
    SELECT id, starts_at, about, notes, cancelled_at IS NOT NULL, rhythm, coalesce((
        SELECT json_agg(json_build_array(circle.name, heard.text) ORDER BY circle.name)
        FROM relationships_heard heard JOIN relationships_circle circle ON circle.id = organisation_id
        WHERE conversation_id = talk.id AND heard.text <> ''
    ), '[]') FROM talk"""
PROMISES = """
    WITH promise AS (
        (SELECT * FROM relationships_promise WHERE partnership_id = %(partnership)s AND state = 'open'
         ORDER BY due_on ASC NULLS LAST, id LIMIT 4)
        UNION ALL
        (SELECT * FROM relationships_promise WHERE partnership_id = %(partnership)s AND state <> 'open'
         ORDER BY closed_at DESC, id LIMIT 1)
    )
    SELECT promise.id, giver.id, giver.name, taker.name, text, due_on, state, follows_id IS NOT NULL
    FROM promise
    JOIN relationships_circle giver ON giver.id = by_organisation_id
    JOIN relationships_circle taker ON taker.id = to_organisation_id
    ORDER BY closed_at DESC NULLS FIRST, due_on ASC NULLS LAST, promise.id"""
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
class Question:
    """An open question, and how the understanding of it moved."""

    id: uuid.UUID
    text: str
    put_to: uuid.UUID | None
    promise: str | None
    """The promise that it asks about."""
    understood: str | None
    understood_at: datetime.datetime | None
    steps: int | None
    """How often it was written down what is understood."""

    @property
    def url(self) -> str:
        return address_of("learning:question", self.id)


@dataclass(frozen=True)
class Asked:
    """What was asked of one side."""

    name: str
    questions: list[Question]


@dataclass(frozen=True)
class Questions:
    """The open questions of a partnership: those put to a side, the funder's first, and those for all."""

    put: list[Asked]
    for_all: list[Question]


@dataclass(frozen=True)
class Talk:
    """A conversation, as the page of its partnership tells of it."""

    id: uuid.UUID
    starts_at: datetime.datetime
    about: str
    notes: str
    cancelled: bool
    rhythm: str
    heard: list[tuple[str, str]]
    """Each organisation, and what it heard."""

    @property
    def url(self) -> str:
        return address_of("funders:conversation", self.id)

    @property
    def rhythm_in_words(self) -> str:
        return _rhythm(self.rhythm) if self.rhythm else ""


@dataclass(frozen=True)
class Talks:
    """The next conversation, one to come that was cancelled, and the last."""

    next: Talk | None
    cancelled: Talk | None
    last: Talk | None


@dataclass(frozen=True)
class Promised:
    id: uuid.UUID
    by_id: uuid.UUID
    by: str
    to: str
    text: str
    due_on: datetime.date | None
    state: str
    follows: bool
    """Whether it came in the place of one that was renegotiated."""

    @property
    def between(self) -> str:
        return _words().between % {"by": self.by, "to": self.to}

    @property
    def until(self) -> str:
        """How it stands: until when it is promised, or how it ended."""
        if not self.is_open:
            return _state(self.state)
        return _words().until % {"day": day(self.due_on)} if self.due_on else ""

    @property
    def is_open(self) -> bool:
        return self.state == Promise.State.OPEN


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
            return _words().paid % {"day": day(self.paid_on)}
        return _words().due % {"day": day(self.due_on)}


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


@dataclass(frozen=True)
class _Words:
    """What lines of the page say of their own."""

    between: str
    until: str
    paid: str
    due: str


@once_in_each_language
def _words() -> _Words:
    return _Words(
        between=_("%(by)s to %(to)s"), until=_("by %(day)s"), paid=_("paid %(day)s"), due=_("due %(day)s")
    )


@once_in_each_language
def _side(side: str) -> str:
    return capfirst(str(PartnershipParty.Side(side).label))


@once_in_each_language
def _rhythm(rhythm: str) -> str:
    return str(Rhythm(rhythm).label)


@once_in_each_language
def _state(state: str) -> str:
    return str(Promise.State(state).label)


class Affairs:
    """All that a partnership keeps, read when it is asked for."""

    def __init__(self, partnership: Circle) -> None:
        now = timezone.now()
        self.now = now
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
        found = rows(Question, QUESTIONS, self.values)
        put = [
            Asked(party.name, [each for each in found if each.put_to == party.id][:MOST_ASKED])
            for party in parties
        ]
        for_all = [each for each in found if each.put_to is None]
        return Questions([each for each in put if each.questions], for_all[:MOST_QUESTIONS])

    def talks(self) -> Talks:
        """The conversations that the page tells of."""
        found = rows(Talk, TALKS, self.values)
        to_come = [each for each in found if each.starts_at > self.now]
        return Talks(
            next(iter(each for each in to_come if not each.cancelled), None),
            next(iter(each for each in to_come if each.cancelled), None),
            next(iter(each for each in found if each.starts_at <= self.now), None),
        )

    def promises(self) -> list[Promised]:
        """Both ways on one list: the open ones first by day, then some that ended."""
        return rows(Promised, PROMISES, self.values)

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
