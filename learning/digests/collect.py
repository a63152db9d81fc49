"""Which digests are due, and what is made of them: a few statements for a whole batch of circles.

The statements are SQL because they move rows from table to table inside the database; nothing but the words
that `threads` compares comes out of it.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from hls_platform.identifiers import uuid7
from hls_platform.security.asking import as_job
from learning.digests.periods import Period, ended_periods
from learning.digests.threads import ties
from learning.queries.digests import MOST_SHARES
from relationships.models import Circle

WORDS = """concat_ws(' ', text, what, so_what, now_what, CASE WHEN answers <> '[]' THEN
    (SELECT string_agg(answer, ' ') FROM jsonb_array_elements_text(answers) answer) END)"""
"""All that was written in a reflection, as one text."""
BATCH = 500
"""Circles in one transaction: it bounds memory, and what a killed worker has to do again."""
CATCH_UP = 4
"""How many missed periods are made good after an outage, each by itself; what was missed before them is one with the first."""
FURTHEST_BACK = datetime.timedelta(days=92)
"""No digest reaches further back than so far before its period's end."""


@dataclass(frozen=True, slots=True)
class Due:
    circle_id: UUID
    period: Period
    partnerships: tuple[UUID, ...] = ()
    """Of an organisation that funds or commissions: where it stands in a partnership. What is shared there is for its digest, too."""

    @property
    def circles(self) -> tuple[UUID, ...]:
        """On whose behalf it is built."""
        return (self.circle_id, *self.partnerships)


@dataclass(frozen=True, slots=True)
class Begun:
    """A digest that this transaction has inserted, and nobody else will."""

    id: UUID
    circle_id: UUID


def due(until: datetime.datetime) -> Iterator[list[Due]]:
    """Batches of what may be due: periods that ended by `until`, in circles that have no digest of them.

    A circle's first digest is of its last period; after that, missed periods are made good. A digest begins
    where the circle's last one ended if that is later, so that a change of rhythm tells nothing twice; and, where
    nobody built any for long, if that is earlier, so that nothing is missed.
    """
    for rhythm in Circle.Rhythm.values:
        if rhythm == Circle.Rhythm.OFF:
            continue
        periods = ended_periods(rhythm, by=until, count=CATCH_UP)
        for period in periods:
            back = period.end - FURTHEST_BACK if period == periods[0] else period.start
            yield from _due_in(rhythm, period, back, first_ones=period == periods[-1])


def _due_in(rhythm: str, period: Period, back: datetime.datetime, *, first_ones: bool) -> Iterator[list[Due]]:
    """Those of one period. It may begin as far `back` as that, where the digest before it ended."""
    after = UUID(int=0)
    while True:
        with as_job("hls_clock"), connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT circle.id,
                    GREATEST(LEAST(%(start)s, GREATEST(%(back)s, latest.period_end)), latest.period_end),
                    ARRAY(
                        SELECT partnership_id FROM relationships_partnershipparty party
                        JOIN relationships_organisation funder ON funder.circle_id = party.organisation_id
                         AND organisation_kind IN ('funder', 'commissioner')
                        WHERE circle.kind = 'organisation' AND party.organisation_id = circle.id
                    )
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
                    "back": back,
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
        yield [
            Due(circle_id, Period(start, period.end), tuple(partnerships))
            for circle_id, start, partnerships in rows
        ]
        after = rows[-1][0]


def begin(dues: Sequence[Due], *, at: datetime.datetime) -> list[Begun]:
    """Insert the digests of those circles with which something was shared, or with a partnership of a funder, or to which
    an answer came from a wider circle, unless they are there already.

    Two that try at once: the second waits for the first, then finds the row and leaves it. In the order of the
    circles, so that two batches never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO learning_digest (id, circle_id, period_start, period_end, built_at)
            SELECT due.id, due.circle_id, due.starts, due.ends, %s
            FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[])
                 AS due (id, circle_id, partnerships, starts, ends)
            WHERE EXISTS (
                SELECT FROM learning_share share
                WHERE share.circle_id = due.circle_id AND share.withdrawn_at IS NULL
                  AND share.shared_at >= due.starts AND share.shared_at < due.ends
            ) OR due.partnerships <> '{}' AND EXISTS (
                SELECT FROM unnest(due.partnerships::uuid[]) AS beside (id)
                CROSS JOIN LATERAL (
                    SELECT FROM learning_share share
                    WHERE share.circle_id = beside.id AND share.withdrawn_at IS NULL
                      AND share.shared_at >= due.starts AND share.shared_at < due.ends
                    LIMIT 1
                ) share
            ) OR EXISTS (
                SELECT FROM learning_learningcycle cycle
                JOIN learning_obstacle obstacle ON obstacle.cycle_id = cycle.id
                JOIN learning_learningquestion question ON question.id = obstacle.question_id
                LEFT JOIN learning_understanding step ON step.question_id = question.id
                WHERE cycle.circle_id = due.circle_id AND (
                    step.written_at >= due.starts AND step.written_at < due.ends
                    OR question.closed_at >= due.starts AND question.closed_at < due.ends
                )
            )
            ORDER BY due.circle_id
            ON CONFLICT (circle_id, period_start) DO NOTHING
            RETURNING id, circle_id
            """,
            [
                at,
                [uuid7() for _due in dues],
                [due.circle_id for due in dues],
                ["{{{}}}".format(",".join(map(str, due.partnerships))) for due in dues],
                [due.period.start for due in dues],
                [due.period.end for due in dues],
            ],
        )
        return [Begun(*row) for row in cursor.fetchall()]


def read_words(digests: Sequence[Begun]) -> list[tuple[UUID, list[UUID], list[str]]]:
    """The ids and the words of what was shared in each digest's period, for digests of two texts or more."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT digest.id, array_agg(share.id ORDER BY share.id),
                   array_agg({WORDS} ORDER BY share.id)
            FROM learning_digest digest
            CROSS JOIN LATERAL (
                SELECT id, reflection_id FROM learning_share
                WHERE circle_id = digest.circle_id AND withdrawn_at IS NULL
                  AND shared_at >= digest.period_start AND shared_at < digest.period_end
                ORDER BY shared_at DESC, id DESC LIMIT %s
            ) share
            JOIN learning_reflection reflection ON reflection.id = share.reflection_id
            WHERE digest.id = ANY(%s)
            GROUP BY digest.id HAVING count(*) > 1
            """.replace("{WORDS}", WORDS),
            [MOST_SHARES, [digest.id for digest in digests]],
        )
        return cursor.fetchall()


def read_refused(digests: Sequence[Begun]) -> defaultdict[UUID, list[frozenset[str]]]:
    """For each digest the words that alone do not tie its circle's reflections: those that tied a thread it refused.

    They are found among what is still shared, so nothing is remembered of words that were withdrawn.
    """
    refused = defaultdict[UUID, list[frozenset[str]]](list)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT digest.id, array_agg({WORDS})
            FROM learning_digest digest
            JOIN learning_digest earlier ON earlier.circle_id = digest.circle_id
            JOIN learning_digestthread thread ON thread.digest_id = earlier.id AND thread.refused_at IS NOT NULL
            JOIN learning_digestthread_shares tied ON tied.digestthread_id = thread.id
            JOIN learning_share share ON share.id = tied.share_id AND share.withdrawn_at IS NULL
            JOIN learning_reflection reflection ON reflection.id = share.reflection_id
            WHERE digest.id = ANY(%s)
            GROUP BY digest.id, thread.id
            """.replace("{WORDS}", WORDS),
            [[digest.id for digest in digests]],
        )
        for digest_id, texts in cursor.fetchall():
            refused[digest_id].append(ties(texts))
    return refused
