"""What was done that concerns one person: by them, to them and what is theirs, and to the circles they are in.

Of a circle only what was done to the circle itself. What others did is told by its day. Nothing here says who shared
something without a name: such entries name no circle, and so reach nobody but who wrote it.
"""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.models import AuditEntry
from hls_platform.rows import rows
from hls_platform.telling import all_words, told_to_a_circle
from hls_platform.web.paging import Page, cursor_of, read_cursor
from relationships.models import Circle, Person

NEWEST_FIRST = ("-id",)
SIZE = 50

CONCERNING = """
    WITH mine AS (
        SELECT DISTINCT circle_id FROM relationships_membership
        WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    ), newest AS (
        (SELECT id FROM hls_platform_auditentry
         WHERE person_id = %(person)s AND verb = ANY (%(verbs)s) {which} ORDER BY id DESC LIMIT %(most)s)
        UNION
        (SELECT id FROM hls_platform_auditentry
         WHERE concerns_id = %(person)s AND verb = ANY (%(verbs)s) {which} ORDER BY id DESC LIMIT %(most)s)
        UNION
        (SELECT entry.id FROM mine CROSS JOIN unnest(%(to_circles)s::text[]) AS told (verb) CROSS JOIN LATERAL (
             SELECT id FROM hls_platform_auditentry
             WHERE circle_id = mine.circle_id AND verb = told.verb {which} ORDER BY id DESC LIMIT %(most)s
         ) entry)
        ORDER BY id DESC LIMIT %(most)s
    )
    SELECT entry.id, at, verb, subject_type, subject_id, entry.person_id, concerns_id, who.name, whom.name,
        circle.id, circle.kind, circle.slug, circle.name
    FROM newest JOIN hls_platform_auditentry entry ON entry.id = newest.id
    LEFT JOIN relationships_person who ON who.id = entry.person_id
    LEFT JOIN relationships_person whom ON whom.id = concerns_id
    LEFT JOIN relationships_circle circle ON circle.id = entry.circle_id
    ORDER BY entry.id DESC"""
"""Each of the three from its own index, newest first, and no further than it has to."""


@dataclass(frozen=True)
class Line:
    """One thing that was done, as one person is told of it."""

    id: uuid.UUID
    verb: str
    words: str
    mine: bool
    """Whether they did it themself."""
    at: datetime.datetime | None
    """The moment, of what they did themself."""
    on: datetime.date
    who: str | None
    circle: Circle | None
    noun: str
    subject: str | None
    """The id of what it was done to, where that is theirs or they did it."""

    @property
    def pk(self) -> uuid.UUID:
        return self.id


def concerning(person: Person, after: str | None = None, size: int = SIZE) -> Page:
    """What was done that concerns `person`, newest first, each as `Line`."""
    (before,) = read_cursor(after, AuditEntry, NEWEST_FIRST) or (None,)
    found = _lines(person, "AND (%(id)s::uuid IS NULL OR id < %(id)s::uuid)", before, size + 1)
    return Page(found[:size], cursor_of(found[size - 1], NEWEST_FIRST) if len(found) > size else None)


def one(person: Person, id: uuid.UUID) -> Line | None:
    """The entry with this id as `person` is told of it; None where it does not concern them."""
    found = _lines(person, "AND id = %(id)s::uuid", id, 1)
    return found[0] if found else None


def _lines(person: Person, which: str, id: uuid.UUID | None, most: int) -> list[Line]:
    values = {
        "person": person.pk,
        "now": timezone.now(),
        "verbs": list(all_words()),
        "to_circles": list(told_to_a_circle()),
        "id": id,
        "most": most,
    }

    def line(
        id: uuid.UUID,
        at: datetime.datetime,
        verb: str,
        subject_type: str,
        subject: str,
        by: uuid.UUID | None,
        concerns: uuid.UUID | None,
        who: str | None,
        whom: str | None,
        circle: uuid.UUID | None,
        *of_circle: str,
    ) -> Line:
        mine, to_me = by == person.pk, concerns == person.pk
        words = all_words()[verb].told(by_me=mine, concerns_me=to_me, concerns_somebody=concerns is not None)
        who = who if by else _("The platform")
        return Line(
            id=id,
            verb=verb,
            words=words
            % {"who": who or _("Somebody who is in no circle of yours"), "whom": whom or _("somebody")},
            mine=mine,
            at=at if mine else None,
            on=timezone.localdate(at),
            who=who,
            circle=Circle(id=circle, **dict(zip(("kind", "slug", "name"), of_circle, strict=True)))
            if circle
            else None,
            noun=subject_type.rpartition(".")[2],
            subject=subject if mine or to_me else None,
        )

    return rows(line, CONCERNING.format(which=which), values)
