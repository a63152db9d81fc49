"""Which digests are due, and the rows they refer to: a few statements for a whole batch of circles.

The statements are SQL because they move rows from table to table inside the database; nothing but the words
that `threads` compares comes out of it.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from hls_platform.identifiers import uuid7
from hls_platform.security.asking import as_job
from learning.digests.periods import Period, ended_periods
from relationships.models import Circle

BATCH = 200
"""Circles in one transaction: it bounds memory, and what a killed worker has to do again."""
CATCH_UP = 4
"""How many missed periods are made good after an outage."""
MOST_SHARES = 60
"""A digest refers to this many shares at most, the newest; the others stand on the circle's page."""
DAYS_WAITING = 28
"""A digest reminds of questions about what was shared in its period or up to so many days before."""


@dataclass(frozen=True, slots=True)
class Due:
    circle_id: UUID
    period: Period


@dataclass(frozen=True, slots=True)
class Begun:
    """A digest that this transaction has inserted, and nobody else will."""

    id: UUID
    circle_id: UUID


def due(until: datetime.datetime) -> Iterator[list[Due]]:
    """Batches of what may be due: periods that ended by `until`, in circles that have no digest of them.

    A circle's first digest is of its last period; after that, missed periods are made good. A digest begins
    where the circle's last one ended if that is later, so that a change of rhythm tells nothing twice.
    """
    for rhythm in Circle.Rhythm.values:
        if rhythm == Circle.Rhythm.OFF:
            continue
        periods = ended_periods(rhythm, by=until, count=CATCH_UP)
        for period in periods:
            yield from _due_in(rhythm, period, first_ones=period == periods[-1])


def _due_in(rhythm: str, period: Period, *, first_ones: bool) -> Iterator[list[Due]]:
    after = UUID(int=0)
    while True:
        with as_job("hls_clock"), connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT circle.id, GREATEST(%(start)s, latest.period_end)
                FROM relationships_circle circle
                LEFT JOIN LATERAL (
                    SELECT period_end FROM learning_digest
                    WHERE circle_id = circle.id ORDER BY period_start DESC LIMIT 1
                ) latest ON TRUE
                WHERE circle.digest_rhythm = %(rhythm)s
                  AND (circle.ended_at IS NULL OR circle.ended_at >= %(end)s)
                  AND (latest.period_end < %(end)s OR latest.period_end IS NULL AND %(first_ones)s)
                  AND circle.id > %(after)s
                ORDER BY circle.id LIMIT %(batch)s
                """,
                {
                    "start": period.start,
                    "end": period.end,
                    "rhythm": rhythm,
                    "first_ones": first_ones,
                    "after": after,
                    "batch": BATCH,
                },
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield [Due(circle_id, Period(start, period.end)) for circle_id, start in rows]
        after = rows[-1][0]


def begin(dues: Sequence[Due], *, at: datetime.datetime) -> list[Begun]:
    """Insert the digests of those circles with which something was shared, unless they are there already.

    Two that try at once: the second waits for the first, then finds the row and leaves it. In the order of the
    circles, so that two batches never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO learning_digest (id, circle_id, period_start, period_end, built_at)
            SELECT due.id, due.circle_id, due.starts, due.ends, %s
            FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::timestamptz[])
                 AS due (id, circle_id, starts, ends)
            WHERE EXISTS (
                SELECT FROM learning_share share
                WHERE share.circle_id = due.circle_id AND share.withdrawn_at IS NULL
                  AND share.shared_at >= due.starts AND share.shared_at < due.ends
            )
            ORDER BY due.circle_id
            ON CONFLICT (circle_id, period_start) DO NOTHING
            RETURNING id, circle_id
            """,
            [
                at,
                [uuid7() for _due in dues],
                [due.circle_id for due in dues],
                [due.period.start for due in dues],
                [due.period.end for due in dues],
            ],
        )
        return [Begun(*row) for row in cursor.fetchall()]


def refer_to_shares(digests: Sequence[Begun]) -> Iterator[tuple[UUID, list[tuple[UUID, str]]]]:
    """Put the shares of each digest into their sections; give back, digest by digest, their ids and words."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH shared AS (
                SELECT digest.id AS digest_id, share.id AS share_id, share.shared_at,
                       CASE WHEN reflection.kind IN ('mistake', 'uncertainty')
                            THEN 'unsure' ELSE 'noticed' END AS section,
                       concat_ws(' ', reflection.text, reflection.what, reflection.so_what, reflection.now_what)
                           AS words
                FROM learning_digest digest
                CROSS JOIN LATERAL (
                    SELECT id, reflection_id, shared_at FROM learning_share
                    WHERE circle_id = digest.circle_id AND withdrawn_at IS NULL
                      AND shared_at >= digest.period_start AND shared_at < digest.period_end
                    ORDER BY shared_at DESC, id DESC LIMIT %s
                ) share
                JOIN learning_reflection reflection ON reflection.id = share.reflection_id
                WHERE digest.id = ANY(%s)
            ), referred AS (
                INSERT INTO learning_digestitem (id, digest_id, section, position, share_id)
                SELECT gen_random_uuid(), digest_id, section,
                       row_number() OVER (PARTITION BY digest_id, section ORDER BY shared_at, share_id),
                       share_id
                FROM shared
            )
            SELECT digest_id, share_id, words FROM shared ORDER BY digest_id, share_id
            """,
            [MOST_SHARES, [digest.id for digest in digests]],
        )
        current: UUID | None = None
        said: list[tuple[UUID, str]] = []
        for digest_id, share_id, words in cursor.fetchall():
            if current is not None and digest_id != current:
                yield current, said
                said = []
            current = digest_id
            said.append((share_id, words))
        if current is not None:
            yield current, said


def refer_to_questions(digests: Sequence[Begun]) -> None:
    """Put the open questions that had no answer at the end of the period into each digest, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH digest AS MATERIALIZED (  -- so that the policies let both its times bound the search in the index
                SELECT id, circle_id, period_start - make_interval(days => %s) AS since, period_end
                FROM learning_digest WHERE id = ANY(%s)
            )
            INSERT INTO learning_digestitem (id, digest_id, section, position, response_id)
            SELECT gen_random_uuid(), digest.id, 'waiting',
                   row_number() OVER (PARTITION BY digest.id ORDER BY response.created_at, response.id),
                   response.id
            FROM digest
            JOIN learning_share share
              ON share.circle_id = digest.circle_id AND share.withdrawn_at IS NULL
             AND share.shared_at >= digest.since AND share.shared_at < digest.period_end
            JOIN learning_response response ON response.share_id = share.id
            WHERE response.kind = 'question' AND response.replied_at IS NULL
              AND response.created_at < digest.period_end
            """,
            [DAYS_WAITING, [digest.id for digest in digests]],
        )


def refer_to_factors(digests: Sequence[Begun]) -> None:
    """Put those factors of the circle's own maps into each digest that its shared reflections mention."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO learning_digestitem (id, digest_id, section, position, factor_id)
            SELECT gen_random_uuid(), digest_id, 'factors',
                   row_number() OVER (PARTITION BY digest_id ORDER BY label, factor_id), factor_id
            FROM (
                SELECT DISTINCT digest.id AS digest_id, factor.id AS factor_id, factor.label
                FROM learning_digest digest
                JOIN learning_digestitem item ON item.digest_id = digest.id AND item.share_id IS NOT NULL
                JOIN learning_share share ON share.id = item.share_id
                JOIN learning_mention mention ON mention.reflection_id = share.reflection_id
                JOIN systems_factor factor ON factor.id = mention.factor_id
                JOIN systems_systemmap map ON map.id = factor.map_id AND map.circle_id = digest.circle_id
                WHERE digest.id = ANY(%s)
            ) mentioned
            """,
            [[digest.id for digest in digests]],
        )


def address_to_members(digests: Sequence[Begun], *, at: datetime.datetime) -> None:
    """A delivery by e-mail to each person who is a member at `at` and has not stopped such letters."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO learning_delivery (id, digest_id, person_id, channel, created_at)
            SELECT gen_random_uuid(), digest_id, person_id, 'email', %(at)s
            FROM (
                SELECT DISTINCT digest.id AS digest_id, membership.person_id
                FROM learning_digest digest
                JOIN relationships_membership membership
                  ON membership.circle_id = digest.circle_id AND membership.since <= %(at)s
                 AND (membership.until IS NULL OR membership.until > %(at)s)
                JOIN relationships_person person ON person.id = membership.person_id AND person.is_active
                 AND person.digest_letters
                WHERE digest.id = ANY(%(digests)s)
            ) member
            """,
            {"at": at, "digests": [digest.id for digest in digests]},
        )
