"""What a partnership's own page shows, each list in one query, as lines that are only read."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hls_platform.rows import rows
from hls_platform.spoken import once_in_each_language
from hls_platform.templatetags.plain_words import day
from hls_platform.web.addresses import address_of
from relationships.models import Circle, PartnershipParty, Promise

PARTIES = """
    SELECT party.organisation_id, circle.name, side, (
        SELECT string_agg(person.name, ', ' ORDER BY person.name, mine.id)
        FROM relationships_membership mine JOIN relationships_person person ON person.id = mine.person_id
        WHERE mine.circle_id = %(partnership)s AND mine.on_behalf_of_id = party.organisation_id
          AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    )
    FROM relationships_partnershipparty party JOIN relationships_circle circle ON circle.id = organisation_id
    WHERE partnership_id = %(partnership)s ORDER BY side, circle.name"""
QUESTIONS = """
    SELECT question.id, text, asked.name FROM learning_learningquestion question
    LEFT JOIN relationships_circle asked ON asked.id = put_to_id
    WHERE circle_id = %(partnership)s AND closed_at IS NULL ORDER BY question.created_at LIMIT 20"""
CONVERSATIONS = """
    SELECT id, starts_at, about, notes, cancelled_at IS NOT NULL FROM relationships_conversation
    WHERE partnership_id = %(partnership)s ORDER BY starts_at DESC, id DESC LIMIT 6"""
PROMISES = """
    SELECT promise.id, giver.id, giver.name, taker.name, text, due_on, state, reason
    FROM relationships_promise promise
    JOIN relationships_circle giver ON giver.id = by_organisation_id
    JOIN relationships_circle taker ON taker.id = to_organisation_id
    WHERE partnership_id = %(partnership)s
    ORDER BY closed_at DESC NULLS FIRST, due_on ASC NULLS LAST, promise.id LIMIT 20"""


@dataclass(frozen=True)
class Party:
    """An organisation that stands in the partnership."""

    id: uuid.UUID
    name: str
    side: str
    people: str | None
    """The names of those who stand for it here now."""

    @property
    def side_in_words(self) -> str:
        return _side(self.side)


@dataclass(frozen=True)
class Question:
    id: uuid.UUID
    text: str
    put_to: str | None

    @property
    def url(self) -> str:
        return address_of("learning:question", self.id)


@dataclass(frozen=True)
class Talk:
    """A conversation."""

    id: uuid.UUID
    starts_at: datetime.datetime
    about: str
    notes: str
    cancelled: bool

    @property
    def url(self) -> str:
        return address_of("funders:conversation", self.id)


@dataclass(frozen=True)
class Promised:
    id: uuid.UUID
    by_id: uuid.UUID
    by: str
    to: str
    text: str
    due_on: datetime.date | None
    state: str
    reason: str

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
class _Words:
    """What lines of the page say of their own."""

    between: str
    until: str


@once_in_each_language
def _words() -> _Words:
    return _Words(between=_("%(by)s to %(to)s"), until=_("by %(day)s"))


@once_in_each_language
def _side(side: str) -> str:
    return capfirst(str(PartnershipParty.Side(side).label))


@once_in_each_language
def _state(state: str) -> str:
    return str(Promise.State(state).label)


class Affairs:
    """All that a partnership keeps, read when it is asked for."""

    def __init__(self, partnership: Circle) -> None:
        self.values = {"partnership": partnership.pk, "now": timezone.now()}

    def parties(self) -> list[Party]:
        """The organisations in it, by side and name."""
        return rows(Party, PARTIES, self.values)

    def questions(self) -> list[Question]:
        """Its open questions, the oldest first."""
        return rows(Question, QUESTIONS, self.values)

    def conversations(self) -> list[Talk]:
        """The one furthest ahead first."""
        return rows(Talk, CONVERSATIONS, self.values)

    def promises(self) -> list[Promised]:
        """Both ways on one list: the open ones first by day, then those that ended."""
        return rows(Promised, PROMISES, self.values)
