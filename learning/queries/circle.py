"""What a circle's own page needs to read, in two queries for those who are in it."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone

from hls_platform.rows import rows
from hls_platform.web.addresses import address_of
from relationships.models import Circle, Membership, Organisation, Person
from relationships.queries import OF_LATE

MOST_QUESTIONS = 10

INSIDE = """
    SELECT circle.id, circle.kind, circle.slug, circle.name, circle.purpose, circle.digest_rhythm, circle.ended_at,
        circle.words_stay, circle.returns_on, circle.returns_before,
        (SELECT count(*) FROM relationships_membership inside
         WHERE inside.circle_id = circle.id AND since <= %(now)s AND (until IS NULL OR until > %(now)s)) AS people,
        EXISTS (SELECT FROM relationships_breakglass glass
         WHERE glass.circle_id = circle.id AND approved_at > %(of_late)s) AS opened_of_late,
        mine.role, mine.on_behalf_of_id, coalesce(peers.rhythm, ''),
        coalesce(organisation.organisation_kind, ''), digest.id, digest.period_start
    FROM relationships_circle circle
    JOIN LATERAL (
        SELECT role, on_behalf_of_id FROM relationships_membership
        WHERE circle_id = circle.id AND person_id = %(person)s
          AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
        ORDER BY id LIMIT 1
    ) mine ON TRUE
    LEFT JOIN relationships_peergroup peers ON peers.circle_id = circle.id
    LEFT JOIN relationships_organisation organisation ON organisation.circle_id = circle.id
    LEFT JOIN LATERAL (
        SELECT id, period_start FROM learning_digest
        WHERE circle_id = circle.id ORDER BY period_start DESC LIMIT 1
    ) digest ON TRUE
    WHERE circle.slug = %(slug)s"""
QUESTIONS = """
    SELECT id, text FROM learning_learningquestion
    WHERE circle_id = %(circle)s AND closed_at IS NULL ORDER BY created_at LIMIT %(most)s"""


@dataclass(frozen=True)
class Inside:
    """A circle as those who are in it see it, what the one who asks is there, and its latest digest if there is one."""

    circle: Circle
    role: str
    stands_for: uuid.UUID | None
    """The organisation they stand for, where it is a partnership."""
    rhythm: str
    organisation_kind: str
    digest_id: uuid.UUID | None
    digest_from: datetime.datetime | None

    @property
    def tends(self) -> bool:
        return self.role != Membership.Role.MEMBER and self.circle.ended_at is None

    @property
    def resources_others(self) -> bool:
        """Whether it is an organisation that funds or commissions."""
        return Organisation(organisation_kind=self.organisation_kind).resources_others

    @property
    def digest_url(self) -> str:
        return address_of("learning:digest", self.digest_id) if self.digest_id else ""


@dataclass(frozen=True)
class Question:
    id: uuid.UUID
    text: str

    @property
    def url(self) -> str:
        return address_of("learning:question", self.id)


def inside(person: Person, slug: str) -> Inside | None:
    """The circle with this slug, its `people` counted; None where `person` is not in it now."""
    now = timezone.now()
    found = rows(_inside, INSIDE, {"person": person.pk, "slug": slug, "now": now, "of_late": now - OF_LATE})
    return found[0] if found else None


def _inside(
    id: uuid.UUID,
    kind: str,
    slug: str,
    name: str,
    purpose: str,
    digest_rhythm: str,
    ended_at: datetime.datetime | None,
    words_stay: int | None,
    returns_on: datetime.datetime | None,
    returns_before: datetime.datetime | None,
    people: int,
    opened_of_late: bool,
    *rest: object,
) -> Inside:
    circle = Circle(id=id, kind=kind, slug=slug, name=name, purpose=purpose, ended_at=ended_at)
    circle.digest_rhythm = digest_rhythm
    circle.words_stay, circle.returns_on, circle.returns_before = words_stay, returns_on, returns_before
    circle.people = people  # type: ignore[attr-defined]
    circle.opened_of_late = opened_of_late  # type: ignore[attr-defined]
    return Inside(circle, *rest)  # type: ignore[arg-type]


def questions_of(circle: Circle) -> list[Question]:
    """The circle's open questions, the oldest first."""
    return rows(Question, QUESTIONS, {"circle": circle.pk, "most": MOST_QUESTIONS})
