"""What both sides of a partnership say to each other, as its page shows it: conversations, what was asked, promises."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hls_platform.rows import rows
from hls_platform.spoken import once_in_each_language
from hls_platform.templatetags.plain_words import day
from hls_platform.web.addresses import address_of
from relationships.models import Promise, Rhythm

MOST_ASKED = 2
MOST_QUESTIONS = 3
"""The page is to be read in two minutes: what is more stands on pages of its own."""
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
class _Words:
    """What lines of the page say of their own."""

    between: str
    until: str


@once_in_each_language
def _words() -> _Words:
    return _Words(between=_("%(by)s to %(to)s"), until=_("by %(day)s"))


@once_in_each_language
def _rhythm(rhythm: str) -> str:
    return str(Rhythm(rhythm).label)


@once_in_each_language
def _state(state: str) -> str:
    return str(Promise.State(state).label)


def questions(values: Mapping[str, Any], parties: Sequence[tuple[uuid.UUID, str]]) -> Questions:
    """The open questions: those put to each of the `parties` (key and name), in their order, and those for all."""
    found = rows(Question, QUESTIONS, dict(values))
    put = [Asked(name, [each for each in found if each.put_to == id][:MOST_ASKED]) for id, name in parties]
    for_all = [each for each in found if each.put_to is None]
    return Questions([each for each in put if each.questions], for_all[:MOST_QUESTIONS])


def talks(values: Mapping[str, Any]) -> Talks:
    """The next conversation, one to come that was cancelled, and the last."""
    found = rows(Talk, TALKS, dict(values))
    to_come = [each for each in found if each.starts_at > values["now"]]
    return Talks(
        next(iter(each for each in to_come if not each.cancelled), None),
        next(iter(each for each in to_come if each.cancelled), None),
        next(iter(each for each in found if each.starts_at <= values["now"]), None),
    )


def promises(values: Mapping[str, Any]) -> list[Promised]:
    """Both ways on one list: the open ones first by day, then one that ended."""
    return rows(Promised, PROMISES, dict(values))
