"""A digest as its circle may read it now, in a counted number of queries."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from hls_platform.rows import rows
from hls_platform.web.addresses import address_of
from learning.digests.periods import Period
from learning.digests.prompts import prompts_for
from learning.digests.threads import in_how_many, words_apart
from learning.models import Digest
from learning.queries.feed import WRITTEN, Teller, Told
from relationships.models import Circle, Person

MOST_SHARES = 60
"""A digest shows this many shares at most, the newest; the others stand on the circle's page."""
WAITED = datetime.timedelta(days=28)
"""A digest reminds of questions about what was shared in its period or so long before."""
DIGEST = """
    SELECT digest.id, period_start, period_end, circle.id, circle.kind, circle.slug, circle.name, (
        SELECT count(*) FROM relationships_membership inside
        WHERE inside.circle_id = circle.id AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    )
    FROM learning_digest digest JOIN relationships_circle circle ON circle.id = digest.circle_id
    WHERE digest.id = %(id)s AND EXISTS (
        SELECT FROM relationships_membership mine WHERE mine.circle_id = circle.id AND person_id = %(person)s
          AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    )"""
SHARES = """
    SELECT kind IN ('mistake', 'uncertainty'), share.id, shared_at, circle_id, kind, happened_on,
        {written}, author.name
    FROM (
        SELECT id, reflection_id, shared_at, circle_id, anonymous FROM learning_share
        WHERE circle_id = %(circle)s AND withdrawn_at IS NULL AND shared_at >= %(start)s AND shared_at < %(end)s
        ORDER BY shared_at DESC, id DESC LIMIT %(most)s
    ) share
    JOIN learning_reflection reflection ON reflection.id = reflection_id
    LEFT JOIN relationships_person author ON author.id = author_id AND NOT anonymous
    ORDER BY shared_at, share.id""".replace("{written}", WRITTEN)
WAITING = """
    SELECT response.id, share.id, response.text, author.name, response.created_at
    FROM learning_share share
    JOIN learning_response response ON response.share_id = share.id AND response.kind = 'question'
     AND replied_at IS NULL AND response.created_at < %(end)s
    JOIN relationships_person author ON author.id = response.author_id
    WHERE share.circle_id = %(circle)s AND share.withdrawn_at IS NULL
      AND share.shared_at >= %(since)s AND share.shared_at < %(end)s
    ORDER BY response.created_at, response.id"""
FACTORS = """
    WITH told AS MATERIALIZED (
        SELECT mention.factor_id FROM learning_share share
        JOIN learning_mention mention ON mention.reflection_id = share.reflection_id
        WHERE share.id = ANY (%(shares)s)
    )
    SELECT factor.id, factor.label, map.slug
    FROM systems_factor factor
    JOIN systems_systemmap map ON map.id = factor.map_id AND map.circle_id = %(circle)s
    WHERE factor.id IN (SELECT factor_id FROM told)
    ORDER BY factor.label, factor.id"""
THREADS = """
    SELECT thread.id, theme.id, coalesce(theme.name, ''), array_agg(share.id ORDER BY tied.id)
    FROM learning_digestthread thread LEFT JOIN learning_theme theme ON theme.id = theme_id
    JOIN learning_digestthread_shares tied ON tied.digestthread_id = thread.id
    JOIN learning_share share ON share.id = tied.share_id AND withdrawn_at IS NULL
    WHERE digest_id = %(digest)s AND refused_at IS NULL GROUP BY thread.id, theme.id, theme.name, position ORDER BY position"""


@dataclass(frozen=True)
class Waiting:
    """A question about something shared, still without an answer."""

    id: uuid.UUID
    share_id: uuid.UUID
    text: str
    author: str
    created_at: datetime.datetime

    @property
    def url(self) -> str:
        return address_of("learning:shared", self.share_id)


@dataclass(frozen=True)
class CameUp:
    """A factor that reflections of the digest mention."""

    id: uuid.UUID
    label: str
    map_slug: str


@dataclass
class ReadThread:
    """A thread with at least two texts still shared, and the words that set them apart from the others."""

    id: uuid.UUID
    theme_id: uuid.UUID | None
    name: str
    words: list[str]
    shares: list[Told]


@dataclass
class ReadDigest:
    period: str
    noticed: list[Told] = field(default_factory=list)
    unsure: list[Told] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    factors: list[CameUp] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    threads: list[ReadThread] = field(default_factory=list)


def digest_for(person: Person, id: uuid.UUID) -> Digest | None:
    """The digest with its circle, whose `people` are counted; None where `person` is not in the circle now."""
    found = rows(_digest, DIGEST, {"person": person.pk, "id": id, "now": timezone.now()})
    return found[0] if found else None


def _digest(
    id: uuid.UUID,
    start: datetime.datetime,
    end: datetime.datetime,
    circle_id: uuid.UUID,
    kind: str,
    slug: str,
    name: str,
    people: int,
) -> Digest:
    circle = Circle(id=circle_id, kind=kind, slug=slug, name=name)
    circle.people = people  # type: ignore[attr-defined]
    return Digest(id=id, circle=circle, period_start=start, period_end=end)


def read_digest(digest: Digest) -> ReadDigest:
    """What stands in `digest` now: what was shared in its period, the mistakes and uncertainties apart; the questions asked by
    its end that have no answer yet; the factors that came up. Nothing that was withdrawn.

    Whoever calls this has made sure that the reader is in the circle. Four queries.
    """
    values: dict[str, Any] = {
        "digest": digest.pk,
        "circle": digest.circle_id,
        "since": digest.period_start - WAITED,
        "start": digest.period_start,
        "end": digest.period_end,
        "most": MOST_SHARES,
    }
    tell = Teller({})
    shares = rows(lambda unsure, *told: (unsure, tell(*told)), SHARES, values)
    live = {told.id: told for _unsure, told in shares}
    return ReadDigest(
        period=Period(digest.period_start, digest.period_end).in_words,
        noticed=[told for unsure, told in shares if not unsure],
        unsure=[told for unsure, told in shares if unsure],
        waiting=rows(Waiting, WAITING, values),
        factors=rows(CameUp, FACTORS, {**values, "shares": list(live)}),
        prompts=prompts_for(digest.pk),
        threads=_threads(values, live),
    )


def _threads(values: dict[str, Any], live: dict[uuid.UUID, Told]) -> list[ReadThread]:
    found = []
    everywhere = in_how_many([told.words for told in live.values()])
    for id, theme, name, ids in rows(lambda *row: row, THREADS, values):
        shares = [live[each] for each in ids if each in live]
        if len(shares) > 1:
            words = words_apart([told.words for told in shares], everywhere, among=len(live))
            found.append(ReadThread(id, theme, name, words, shares))
    return found
