"""What waits for a person in their partnerships: conversations of this week, what is handed over to them, promises that come due."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from hls_platform.rows import rows
from hls_platform.templatetags.plain_words import day, moment
from hls_platform.web.addresses import address_of
from hls_platform.what_waits import WORDS, Waits
from relationships.models import Person

MOST = 10
"""Of each kind, at most."""
THIS_WEEK = datetime.timedelta(days=7)
WAITING = """
    WITH mine AS (
        SELECT membership.circle_id, on_behalf_of_id, name
        FROM relationships_membership membership JOIN relationships_circle circle ON circle.id = circle_id
        WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
          AND circle.kind = 'partnership' AND circle.ended_at IS NULL
    ), talk AS MATERIALIZED (
        SELECT id, about, starts_at, partnership_id FROM relationships_conversation
        WHERE starts_at > %(now)s AND starts_at < %(soon)s AND cancelled_at IS NULL
    ), promise AS MATERIALIZED (
        SELECT id, text, due_on, partnership_id, by_organisation_id, made_by_id FROM relationships_promise
        WHERE state = 'open' AND remind_on <= %(today)s
    )
    (SELECT 'conversation', talk.id, about, starts_at, NULL::date, mine.name
     FROM mine JOIN talk ON talk.partnership_id = mine.circle_id ORDER BY starts_at LIMIT %(most)s)
    UNION ALL
    (SELECT 'handover', handover.id, '', NULL, NULL, mine.name
     FROM mine JOIN relationships_handover handover ON handover.partnership_id = mine.circle_id
     WHERE to_person_id = %(person)s AND accepted_at IS NULL AND taken_back_at IS NULL LIMIT %(most)s)
    UNION ALL
    (SELECT 'promise', promise.id, text, NULL, due_on, mine.name
     FROM mine JOIN promise ON promise.partnership_id = mine.circle_id AND by_organisation_id = mine.on_behalf_of_id
     WHERE made_by_id = %(person)s OR due_on < %(today)s OR NOT EXISTS (
        SELECT FROM relationships_membership theirs
        WHERE theirs.circle_id = mine.circle_id AND theirs.person_id = made_by_id
          AND theirs.on_behalf_of_id = by_organisation_id
          AND since <= %(now)s AND (until IS NULL OR until > %(now)s))
     ORDER BY due_on, promise.id LIMIT %(most)s)"""
"""A promise that comes due waits for whoever made it first; once its day is over, or they are not there, for the others too."""


@dataclass(frozen=True)
class _Waiting:
    """A conversation, a promise, or a relationship to take up."""

    kind: str
    id: uuid.UUID
    text: str
    starts_at: datetime.datetime | None
    due_on: datetime.date | None
    partnership: str

    def line(self) -> Waits:
        views = {
            "conversation": "funders:conversation",
            "handover": "funders:handover",
            "promise": "funders:close_promise",
        }
        told = {"partnership": self.partnership, "day": day(self.due_on)}
        meta = {
            "conversation": f"{self.partnership}, {moment(self.starts_at)}",
            "handover": self.partnership,
            "promise": _("You promised, in %(partnership)s, by %(day)s") % told,
        }[self.kind]
        handed = _("A relationship is handed over to you: the story so far")
        text = handed if self.kind == "handover" else Truncator(self.text).words(WORDS)
        return Waits(meta, text, address_of(views[self.kind], self.id))


def in_partnerships(person: Person) -> list[Waits]:
    """What waits for `person` in all of them, in one query."""
    now = timezone.now()
    values = {
        "person": person.pk,
        "now": now,
        "soon": now + THIS_WEEK,
        "today": timezone.localdate(),
        "most": MOST,
    }
    return [each.line() for each in rows(_Waiting, WAITING, values)]


WAITS = [in_partnerships]
