"""What runs across a person's partnerships: threads of one name, promises of ours that wait, and where the work is."""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from hls_platform.rows import rows
from hls_platform.web.addresses import address_of
from hls_platform.web.paging import Page, cursor_of, said_in
from relationships.models import Person

SIZE = 20
MOST_PLACES = 2000
IN_ORDER = ("due", "id")
NEVER = datetime.date(9999, 12, 31)
MINE = """WITH mine AS (
    SELECT circle.id, circle.name, circle.slug, membership.on_behalf_of_id FROM relationships_membership membership
    JOIN relationships_circle circle ON circle.id = circle_id AND circle.kind = 'partnership'
    WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
)"""
THREADS = f"""{MINE}
    SELECT theme.id, theme.name, mine.name, lower(theme.name) AS word FROM learning_theme theme
    JOIN mine ON mine.id = theme.circle_id
    WHERE became_id IS NULL AND EXISTS (
        SELECT FROM learning_theme_shares tied JOIN learning_share share ON share.id = share_id
        WHERE tied.theme_id = theme.id AND withdrawn_at IS NULL
    ) AND EXISTS (
        SELECT FROM learning_theme other JOIN mine there ON there.id = other.circle_id
        WHERE lower(other.name) = lower(theme.name) AND other.circle_id <> theme.circle_id AND became_id IS NULL
    )
    ORDER BY lower(theme.name), mine.name, theme.id"""  # noqa: S608  our own words
PROMISES = f"""{MINE}
    SELECT promise.id, promise.text, coalesce(promise.due_on, %(never)s::date) AS due, taker.name, mine.name, mine.slug
    FROM relationships_promise promise JOIN mine ON mine.id = partnership_id AND on_behalf_of_id = by_organisation_id
    JOIN relationships_circle taker ON taker.id = to_organisation_id
    WHERE state = 'open'
      AND (%(key)s::uuid IS NULL OR (coalesce(promise.due_on, %(never)s::date), promise.id) > (%(due)s::date, %(key)s::uuid))
    ORDER BY coalesce(promise.due_on, %(never)s::date), promise.id LIMIT %(most)s"""  # noqa: S608  our own words
PLACES = f"""{MINE}
    SELECT place.name, latitude, longitude, mine.name, mine.slug FROM funders_place place
    JOIN mine ON mine.id = partnership_id ORDER BY place.name, mine.name, place.id LIMIT {MOST_PLACES}"""  # noqa: S608


@dataclass(frozen=True)
class Thread:
    """What several partnerships call by one name: each of their themes with where it is."""

    name: str
    themes: list[tuple[str, str]]
    """The name of the partnership, and the theme's address."""


@dataclass(frozen=True)
class Promised:
    """A promise of ours that waits."""

    id: uuid.UUID
    text: str
    due: datetime.date
    to: str
    partnership: str
    slug: str

    @property
    def due_on(self) -> datetime.date | None:
        return None if self.due == NEVER else self.due

    @property
    def url(self) -> str:
        return address_of("funders:partnership", self.slug)


@dataclass(frozen=True)
class Found:
    """A place and the partnership whose work is there."""

    name: str
    latitude: float
    longitude: float
    partnership: str
    slug: str

    @property
    def url(self) -> str:
        return address_of("funders:partnership", self.slug)


def threads(person: Person) -> list[Thread]:
    """The themes of one name in two partnerships at least, in each of which something of it is still shared; by name."""
    found = rows(lambda *row: row, THREADS, _of(person))
    return list(_threads(found))


def _threads(found: list[tuple[uuid.UUID, str, str, str]]) -> Iterator[Thread]:
    for _word, same in groupby(found, key=lambda row: row[3]):
        themes = list(same)
        if len({partnership for _id, _name, partnership, _word in themes}) > 1:
            yield Thread(
                themes[0][1],
                [(partnership, address_of("learning:theme", id)) for id, _name, partnership, _word in themes],
            )


def promises(person: Person, after: str | None = None) -> Page:
    """The open promises of those for whom `person` stands, by the day they are due; those without one last."""
    due, key = _read(after)
    values = {**_of(person), "never": NEVER, "due": due, "key": key, "most": SIZE + 1}
    found = rows(Promised, PROMISES, values)
    return Page(found[:SIZE], cursor_of(found[SIZE - 1], IN_ORDER) if len(found) > SIZE else None)


def places(person: Person) -> list[Found]:
    """Where the work of the person's partnerships is, by name."""
    return rows(
        lambda name, latitude, longitude, *rest: Found(name, float(latitude), float(longitude), *rest),
        PLACES,
        _of(person),
    )


def _of(person: Person) -> dict[str, object]:
    return {"person": person.pk, "now": timezone.now()}


def _read(after: str | None) -> tuple[datetime.date | None, uuid.UUID | None]:
    """What the cursor names; nothing when it makes no sense."""
    try:
        due, key = said_in(after) or []
        return datetime.date.fromisoformat(due), uuid.UUID(key)
    except (ValueError, TypeError, AttributeError):
        return None, None
