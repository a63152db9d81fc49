"""Digests as their circles may read them now, in a counted number of queries, however many are read at once."""

import datetime
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from hls_platform.rows import rows
from hls_platform.web.addresses import address_of
from learning.access import FEWEST_POSSIBLE_AUTHORS
from learning.digests.periods import Period
from learning.digests.prompts import prompts_for
from learning.digests.sections import SECTIONS, all_but
from learning.digests.threads import in_how_many, words_apart
from learning.models import Digest, Insight
from learning.queries.feed import WRITTEN, Teller, Told
from relationships.models import Circle, Organisation, Person

FUNDERS = (Organisation.OrganisationKind.FUNDER, Organisation.OrganisationKind.COMMISSIONER)
MOST_SHARES = 60
"""A digest shows this many shares at most, the newest; the others stand on the circle's page."""
WAITED = datetime.timedelta(days=28)
"""A digest reminds of questions about what was shared in its period or so long before."""
MOST_LABELS = 6
"""So many factors are named of what changed on a map."""
DUE_SOON = datetime.timedelta(days=14)
"""A digest reminds of promises that are due by so long after its period, and not before whoever promised was reminded."""
DIGEST = """
    SELECT digest.id, period_start, period_end, circle.id, circle.kind, circle.slug, circle.name, circle.digest_rhythm,
        organisation_kind, left_out, people, authors
    FROM learning_digest digest JOIN relationships_circle circle ON circle.id = digest.circle_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS people, count(DISTINCT person_id) FILTER (WHERE since < period_end) AS authors
        FROM relationships_membership inside
        WHERE inside.circle_id = circle.id AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    ) inside
    LEFT JOIN relationships_organisation organisation ON organisation.circle_id = circle.id
    LEFT JOIN learning_digestshape shape ON shape.circle_id = circle.id
    WHERE {which} AND EXISTS (
        SELECT FROM relationships_membership mine WHERE mine.circle_id = circle.id AND person_id = %(person)s
          AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    ) ORDER BY circle.name, circle.id, period_start"""
"""With how many are in the circle, and how many of them may have written in that time: an author is one of these."""
ONE = DIGEST.format(which="digest.id = %(id)s")
DELIVERED = DIGEST.format(
    which="""digest.id IN (
        SELECT digest_id FROM learning_digestcopy WHERE delivery_id = %(delivery)s AND person_id = %(person)s
    )"""
)
READ = """unnest(
        %(digests)s::uuid[], %(circles)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[], %(waits)s::timestamptz[]
    ) AS digest (id, circle_id, starts, ends, waits)"""
"""The digests that are read, with what of them the statements need: days are reckoned beforehand, since behind the wall no
index is asked for what PostgreSQL would have to reckon from a row."""
READ_ONE = """(VALUES (%(digest)s::uuid, %(circle)s::uuid, %(start)s::timestamptz, %(end)s::timestamptz, %(wait)s::timestamptz))
    AS digest (id, circle_id, starts, ends, waits)"""
"""The same for one alone, as its page asks: PostgreSQL takes any list for a longer one, and would plan anew each time."""
TOLD = f"share.id, shared_at, share.circle_id, reflection.kind, happened_on, {WRITTEN}, author.name"
SHARES = f"""
    SELECT digest.id, reflection.kind IN ('mistake', 'uncertainty'), anonymous, {TOLD}
    FROM {READ} CROSS JOIN LATERAL (
        SELECT id, reflection_id, shared_at, circle_id, anonymous FROM learning_share
        WHERE circle_id = digest.circle_id AND withdrawn_at IS NULL
          AND shared_at >= digest.starts AND shared_at < digest.ends
        ORDER BY shared_at DESC, id DESC LIMIT %(most)s
    ) share
    JOIN learning_reflection reflection ON reflection.id = reflection_id
    LEFT JOIN relationships_person author ON author.id = author_id AND NOT anonymous
    ORDER BY digest.starts, shared_at, share.id"""  # noqa: S608  our own names
PARTNERSHIPS = f"""
    SELECT digest.id, anonymous, (
        SELECT count(DISTINCT person_id) FROM relationships_membership inside
        WHERE inside.circle_id = partnership.id AND since < digest.ends AND (until IS NULL OR until > %(now)s)
    ), partnership.name, partnership.digest_rhythm, {TOLD}
    FROM {READ}
    JOIN relationships_partnershipparty party ON party.organisation_id = digest.circle_id
    JOIN relationships_circle partnership ON partnership.id = party.partnership_id
    JOIN (
        SELECT DISTINCT circle_id FROM relationships_membership
        WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    ) mine ON mine.circle_id = partnership.id
    CROSS JOIN LATERAL (
        SELECT id, reflection_id, shared_at, circle_id, anonymous FROM learning_share
        WHERE circle_id = partnership.id AND withdrawn_at IS NULL
          AND shared_at >= digest.starts AND shared_at < digest.ends
        ORDER BY shared_at DESC, id DESC LIMIT %(most)s
    ) share
    JOIN learning_reflection reflection ON reflection.id = reflection_id
    LEFT JOIN relationships_person author ON author.id = author_id AND NOT anonymous
    ORDER BY partnership.name, partnership.id, shared_at, share.id"""  # noqa: S608  our own names
WAITING = f"""
    SELECT digest.id, share.anonymous, response.id, share.id, response.text, author.name, response.created_at
    FROM {READ}
    JOIN learning_share share ON share.circle_id = digest.circle_id AND share.withdrawn_at IS NULL
     AND share.shared_at >= digest.waits AND share.shared_at < digest.ends
    JOIN learning_response response ON response.share_id = share.id AND response.kind = 'question'
     AND replied_at IS NULL AND response.created_at < digest.ends
    JOIN relationships_person author ON author.id = response.author_id
    ORDER BY response.created_at, response.id"""  # noqa: S608  our own names
MORE = f"""
    SELECT digest.id, 'put', question.id, question.text, asked.name, circle.name, NULL,
        coalesce(organisation_kind IN ('funder', 'commissioner'), FALSE) AS first, question.created_at AS at
    FROM {READ}
    JOIN learning_learningquestion question ON question.closed_at IS NULL AND question.created_at < digest.ends
     AND (question.put_to_id = digest.circle_id OR question.circle_id = digest.circle_id AND question.put_to_id IS NOT NULL)
    JOIN relationships_circle circle ON circle.id = question.circle_id
    JOIN relationships_circle asked ON asked.id = question.put_to_id
    LEFT JOIN relationships_organisation organisation ON organisation.circle_id = asked.id
    WHERE question.circle_id IN (
        SELECT circle_id FROM relationships_membership
        WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    )
    UNION ALL
    SELECT digest.id, 'promises', promise.id, promise.text, maker.name, circle.slug, promise.due_on, FALSE, promise.due_on
    FROM {READ}
    JOIN relationships_promise promise ON promise.partnership_id = digest.circle_id AND promise.state = 'open'
     AND promise.due_on < (digest.ends + %(soon)s)::date
     AND (promise.remind_on IS NULL OR promise.remind_on < digest.ends::date)
    JOIN relationships_circle circle ON circle.id = digest.circle_id
    JOIN relationships_circle maker ON maker.id = promise.by_organisation_id
    UNION ALL
    SELECT digest.id, 'insights', insight.id, insight.text, insight.how_sure, '', NULL, FALSE, insight.created_at
    FROM {READ}
    JOIN learning_insight insight ON insight.circle_id = digest.circle_id
     AND insight.created_at >= digest.starts AND insight.created_at < digest.ends
    UNION ALL
    SELECT digest.id, 'adaptations', adaptation.id, adaptation.text, '', '', adaptation.since, FALSE, adaptation.created_at
    FROM {READ}
    JOIN learning_adaptation adaptation ON adaptation.circle_id = digest.circle_id
     AND adaptation.created_at >= digest.starts AND adaptation.created_at < digest.ends
    UNION ALL
    SELECT digest.id, 'experiments', experiment.id, experiment.what, '', '', experiment.look_on, FALSE, experiment.look_on
    FROM {READ}
    JOIN learning_experiment experiment ON experiment.circle_id = digest.circle_id AND experiment.ended_at IS NULL
     AND experiment.look_on <= digest.ends::date
    UNION ALL
    SELECT digest.id, 'maps', map.id, map.name, array_to_string((array_agg(DISTINCT touched.label))[1:7], E'\n'), map.slug, NULL, FALSE,
        max(change.at)
    FROM {READ}
    JOIN systems_systemmap map ON map.circle_id = digest.circle_id
    JOIN systems_change change ON change.map_id = map.id AND change.at >= digest.starts AND change.at < digest.ends
    JOIN LATERAL (
        SELECT factor.label FROM jsonb_array_elements(change.sets) step
        LEFT JOIN systems_factor factor ON step ->> 'on' = 'factor' AND factor.id = (step ->> 'id')::uuid AND NOT factor.removed
        WHERE step -> 'set' ?| array['label', 'removed', 'cluster', 'description', 'polarity', 'source', 'target']
    ) touched ON TRUE
    GROUP BY digest.id, map.id, map.name, map.slug
    UNION ALL
    SELECT digest.id, 'answers', said.id, said.text, question.text, cycle.id::text, NULL, FALSE, said.at
    FROM {READ}
    JOIN learning_learningcycle cycle ON cycle.circle_id = digest.circle_id
    JOIN learning_obstacle obstacle ON obstacle.cycle_id = cycle.id
    JOIN learning_learningquestion question ON question.id = obstacle.question_id
    JOIN LATERAL (
        SELECT step.id, text, written_at AS at FROM learning_understanding step WHERE step.question_id = question.id
        UNION ALL SELECT question.id, '', question.closed_at
    ) said ON said.at >= digest.starts AND said.at < digest.ends
    ORDER BY first DESC, at, 3"""  # noqa: S608  our own names
"""What one organisation awaits of another (the open questions put to it, the funder's first, and the promises that are due), and
what the circle wrote down in that time: what it now thinks, and does differently; which of its experiments wait to be looked at; and what a
wider circle answered to what its cycles had raised; and which of its maps were changed, with some of what was. In one statement, since each is short."""
FACTORS = """
    WITH told AS MATERIALIZED (
        SELECT said.digest_id, share.id AS share_id, share.circle_id, mention.factor_id
        FROM unnest(%(of)s::uuid[], %(shares)s::uuid[]) AS said (digest_id, share_id)
        JOIN learning_share share ON share.id = said.share_id
        JOIN learning_mention mention ON mention.reflection_id = share.reflection_id
    )
    SELECT told.digest_id, array_agg(told.share_id), factor.id, factor.label, map.slug
    FROM told
    JOIN systems_factor factor ON factor.id = told.factor_id AND NOT factor.removed
    JOIN systems_systemmap map ON map.id = factor.map_id AND map.circle_id = told.circle_id
    GROUP BY told.digest_id, factor.id, factor.label, map.slug
    ORDER BY factor.label, factor.id"""
THREADS = """
    SELECT digest_id, thread.id, theme.id, coalesce(theme.name, ''), array_agg(share.id ORDER BY tied.id)
    FROM learning_digestthread thread LEFT JOIN learning_theme theme ON theme.id = theme_id
    JOIN learning_digestthread_shares tied ON tied.digestthread_id = thread.id
    JOIN learning_share share ON share.id = tied.share_id AND withdrawn_at IS NULL
    WHERE digest_id = ANY (%(digests)s) AND refused_at IS NULL GROUP BY thread.id, theme.id, theme.name, position ORDER BY position"""


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
class Put:
    """A learning question put to an organisation, still open."""

    id: uuid.UUID
    text: str
    organisation: str
    circle: str

    @property
    def url(self) -> str:
        return address_of("learning:question", self.id)


@dataclass(frozen=True)
class Promised:
    """A promise that is open, and due or due soon."""

    id: uuid.UUID
    text: str
    by: str
    slug: str
    due_on: datetime.date


@dataclass(frozen=True)
class Thought:
    """What the circle wrote down in that time as what it now thinks, and how sure it is."""

    id: uuid.UUID
    text: str
    how_sure: str

    @property
    def url(self) -> str:
        return address_of("learning:insight", self.id)

    @property
    def sure(self) -> str:
        return str(Insight.Sure(self.how_sure).label)


@dataclass(frozen=True)
class Adapted:
    """What the circle does differently now, as it wrote down in that time."""

    id: uuid.UUID
    text: str
    since: datetime.date


@dataclass(frozen=True)
class Tried:
    """An experiment that runs, and whose day to look has come."""

    id: uuid.UUID
    text: str
    look_on: datetime.date

    @property
    def url(self) -> str:
        return address_of("learning:experiment", self.id)


@dataclass(frozen=True)
class CameBack:
    """What a wider circle answered to a question that was raised from a cycle of this one; no words where it closed it."""

    id: uuid.UUID
    text: str
    question: str
    cycle_id: uuid.UUID

    @property
    def url(self) -> str:
        return address_of("learning:cycle", self.cycle_id)


@dataclass(frozen=True)
class CameUp:
    """A factor that reflections of the digest mention."""

    id: uuid.UUID
    label: str
    map_slug: str

    @property
    def url(self) -> str:
        return address_of("learning:factor", self.map_slug, self.id)


@dataclass(frozen=True)
class MapChanged:
    """A map of the circle on which something was changed in that time, with the names of some factors that were."""

    id: uuid.UUID
    name: str
    slug: str
    start: datetime.datetime
    end: datetime.datetime
    labels: tuple[str, ...]

    @property
    def some(self) -> tuple[str, ...]:
        return self.labels[:MOST_LABELS]

    @property
    def more(self) -> bool:
        """Whether other factors changed too."""
        return len(self.labels) > MOST_LABELS

    @property
    def url(self) -> str:
        """The page that holds the map's two moments against each other."""
        moments = urlencode({"from": self.start.isoformat(), "to": self.end.isoformat()})
        return f"{address_of('learning:compare_map', self.slug)}?{moments}"


@dataclass
class ReadThread:
    """A thread with at least two texts still shared, and the words that set them apart from the others."""

    id: uuid.UUID
    theme_id: uuid.UUID | None
    name: str
    words: list[str]
    shares: list[Told]
    factors: list[CameUp] = field(default_factory=list)
    """What on a map of the circle they speak of."""


@dataclass
class OfPartnership:
    """What was shared with one of a funder's partnerships."""

    name: str
    shares: list[Told]


@dataclass
class ReadDigest:
    """What stands in a digest; of several of one circle, when they are put `together`."""

    digest: Digest
    start: datetime.datetime
    end: datetime.datetime
    put: list[Put] = field(default_factory=list)
    answers: list[CameBack] = field(default_factory=list)
    noticed: list[Told] = field(default_factory=list)
    unsure: list[Told] = field(default_factory=list)
    partnerships: list[OfPartnership] = field(default_factory=list)
    threads: list[ReadThread] = field(default_factory=list)
    insights: list[Thought] = field(default_factory=list)
    adaptations: list[Adapted] = field(default_factory=list)
    experiments: list[Tried] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    factors: list[CameUp] = field(default_factory=list)
    maps: list[MapChanged] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)

    @cached_property
    def period(self) -> str:
        return Period(self.start, self.end).in_words

    @property
    def says_something(self) -> bool:
        """Whether anything of what made it be built is still there."""
        return bool(self.noticed or self.unsure or self.partnerships or self.answers)


def together(digests: Sequence[ReadDigest]) -> ReadDigest:
    """Several digests of one circle, oldest first, as one: each thing stands in it once."""
    first, *others = digests
    if not others:
        return first
    return ReadDigest(
        digest=digests[-1].digest,
        start=first.start,
        end=digests[-1].end,
        put=_once(each.put for each in digests),
        answers=_once(each.answers for each in digests),
        noticed=_once(each.noticed for each in digests),
        unsure=_once(each.unsure for each in digests),
        partnerships=_of_each([one for each in digests for one in each.partnerships]),
        threads=_once(each.threads for each in digests),
        insights=_once(each.insights for each in digests),
        adaptations=_once(each.adaptations for each in digests),
        experiments=_once(each.experiments for each in digests),
        waiting=_once(each.waiting for each in digests),
        promises=_once(each.promises for each in digests),
        factors=_once(each.factors for each in digests),
        maps=_all_that_changed([one for each in digests for one in each.maps]),
        prompts=digests[-1].prompts,
    )


def _once(lists: Iterable[list[Any]]) -> list[Any]:
    return list({each.id: each for some in lists for each in some}.values())


def _all_that_changed(maps: list[MapChanged]) -> list[MapChanged]:
    by_id: dict[uuid.UUID, MapChanged] = {}
    for each in maps:
        first = by_id.get(each.id, each)
        labels = tuple(dict.fromkeys([*first.labels, *each.labels]))
        by_id[each.id] = replace(first, end=each.end, labels=labels)
    return list(by_id.values())


def _of_each(parts: list[OfPartnership]) -> list[OfPartnership]:
    by_name: dict[str, OfPartnership] = {}
    for part in parts:
        by_name.setdefault(part.name, OfPartnership(part.name, [])).shares.extend(part.shares)
    return list(by_name.values())


def digest_for(person: Person, id: uuid.UUID) -> Digest | None:
    """The digest with its circle, whose `people` are counted; None where `person` is not in the circle now."""
    found = rows(_digest, ONE, {"person": person.pk, "id": id, "now": timezone.now()})
    return found[0] if found else None


def digests_in(person: Person, delivery_id: uuid.UUID) -> list[Digest]:
    """The digests that this delivery to `person` brings, of circles they are in now; circle by circle, the oldest first."""
    return rows(_digest, DELIVERED, {"person": person.pk, "delivery": delivery_id, "now": timezone.now()})


def _digest(
    id: uuid.UUID,
    start: datetime.datetime,
    end: datetime.datetime,
    circle_id: uuid.UUID,
    kind: str,
    slug: str,
    name: str,
    rhythm: str,
    organisation_kind: str | None,
    left_out: str | list[str] | None,
    people: int,
    authors: int,
) -> Digest:
    circle = Circle(id=circle_id, kind=kind, slug=slug, name=name, digest_rhythm=rhythm)
    circle.people = people  # type: ignore[attr-defined]
    digest = Digest(id=id, circle=circle, period_start=start, period_end=end)
    digest.sections = all_but(json.loads(left_out) if isinstance(left_out, str) else left_out or ())  # type: ignore[attr-defined]
    digest.authors = authors  # type: ignore[attr-defined]
    digest.of_a_funder = organisation_kind in FUNDERS  # type: ignore[attr-defined]
    return digest


def read_digest(digest: Digest, person: Person) -> ReadDigest:
    """What stands in `digest` now, as `person` may read it; see `read_digests`."""
    return read_digests([digest], person)[0]


def read_digests(digests: Sequence[Digest], person: Person, *, by_letter: bool = False) -> list[ReadDigest]:
    """What stands in `digests` now: what was shared in the period, the mistakes and uncertainties apart; the questions asked
    by its end that have no answer yet; the factors that came up. Nothing that was withdrawn, and of a small circle nothing
    that would say more of what was shared without a name than its words.

    Each of `digests` is one that `digest_for` or `digests_in` found: its reader is in the circle. `by_letter` leaves out of
    a funder's digest what was shared with partnerships that have digests of their own. At most six queries.
    """
    return _Reading(digests, person, by_letter=by_letter).done() if digests else []


def few(authors: int) -> bool:
    """Whether so few may have written something that more than its words would give away who it was."""
    return authors < FEWEST_POSSIBLE_AUTHORS


@cache
def _of_one(sql: str) -> str:
    """The same statement, about one digest."""
    return sql.replace(READ, READ_ONE).replace("ANY (%(digests)s)", "ANY (ARRAY[%(digest)s::uuid])")


class _Reading:
    """One reading of several digests: each statement asks for all of them at once."""

    def __init__(self, digests: Sequence[Digest], person: Person, *, by_letter: bool) -> None:
        self.digests, self.person, self.by_letter = digests, person, by_letter
        self.tell = Teller({})
        self.read = {
            each.pk: ReadDigest(each, each.period_start, each.period_end, prompts=prompts_for(each.pk))
            for each in digests
        }

    def done(self) -> list[ReadDigest]:
        shares = self._rows(lambda *row: row, SHARES, self.digests)
        self._shares(shares)
        self._partnerships(self._rows(lambda *row: row, PARTNERSHIPS, self._wanting("partnerships")))
        self._waiting(self._rows(lambda *row: row, WAITING, self._wanting("waiting")))
        self._more()
        self._factors()
        self._threads()
        for digest in self.digests:
            for section in frozenset(SECTIONS) - digest.sections:  # type: ignore[attr-defined]
                setattr(self.read[digest.pk], section, [])
        return list(self.read.values())

    def _wanting(self, section: str) -> list[Digest]:
        """The digests in whose circle this section can have something, and is wanted."""
        funders = section == "partnerships"
        return [
            each
            for each in self.digests
            if section in each.sections and (each.of_a_funder or not funders)  # type: ignore[attr-defined]
        ]

    def _rows(self, shape: Any, sql: str, digests: Sequence[Digest]) -> list[Any]:
        if not digests:
            return []
        values = {"soon": DUE_SOON, "most": MOST_SHARES, "person": self.person.pk, "now": timezone.now()}
        said: dict[str, list[Any]] = {
            "digest": [each.pk for each in digests],
            "circle": [each.circle.pk for each in digests],
            "start": [each.period_start for each in digests],
            "end": [each.period_end for each in digests],
            "wait": [each.period_start - WAITED for each in digests],
        }
        if len(digests) == 1:
            return rows(shape, _of_one(sql), values | {name: each[0] for name, each in said.items()})
        return rows(shape, sql, values | {f"{name}s": each for name, each in said.items()})

    def _more(self) -> None:
        for digest_id, section, id, text, by, where, day, _first, _at in self._rows(
            lambda *row: row, MORE, self.digests
        ):
            read = self.read[digest_id]
            if section == "put":
                read.put.append(Put(id, text, by, where))
            elif section == "promises":
                read.promises.append(Promised(id, text, by, where, day))
            elif section == "insights":
                read.insights.append(Thought(id, text, by))
            elif section == "experiments":
                read.experiments.append(Tried(id, text, day))
            elif section == "maps":
                labels = tuple(by.split("\n")) if by else ()
                read.maps.append(MapChanged(id, text, where, read.start, read.end, labels))
            elif section == "answers":
                read.answers.append(CameBack(id, text, by, uuid.UUID(where)))
            else:
                read.adaptations.append(Adapted(id, text, day))

    def _hides(self, digest_id: uuid.UUID, anonymous: bool) -> bool:
        """Whether nothing may be said of something shared with the digest's circle but its words."""
        return anonymous and few(self.read[digest_id].digest.authors)  # type: ignore[attr-defined]

    def _shares(self, shares: list[Any]) -> None:
        """Sorts what was shared; what is hidden stands after the rest, in the order of its random ids."""
        self.live: dict[uuid.UUID, dict[uuid.UUID, Told]] = defaultdict(dict)
        self.speaking: list[tuple[uuid.UUID, uuid.UUID]] = []
        self.touching: list[tuple[uuid.UUID, frozenset[uuid.UUID], CameUp]] = []
        hidden = []
        for digest_id, unsure, anonymous, *told in shares:
            if self._hides(digest_id, anonymous):
                hidden.append((told[0], digest_id, unsure, self._without_a_day(self.tell(*told))))
                continue
            self._put(digest_id, unsure, self.tell(*told))
            self.speaking.append((digest_id, told[0]))
        for _id, digest_id, unsure, told in sorted(hidden, key=lambda each: each[0]):
            self._put(digest_id, unsure, told)

    def _put(self, digest_id: uuid.UUID, unsure: bool, told: Told) -> None:
        read = self.read[digest_id]
        self.live[digest_id][told.id] = told
        (read.unsure if unsure else read.noticed).append(told)

    def _without_a_day(self, told: Told) -> Told:
        return replace(told, day="", to_whom=self.tell.words.to_whom_without % {"author": told.author})

    def _partnerships(self, beside: list[Any]) -> None:
        hidden: list[tuple[uuid.UUID, list[Told], Told]] = []
        for digest_id, anonymous, authors, name, rhythm, *told in beside:
            if self.by_letter and rhythm != Circle.Rhythm.OFF:
                continue
            of = self.read[digest_id].partnerships
            if not of or of[-1].name != name:
                of.append(OfPartnership(name, []))
            if anonymous and few(authors):
                hidden.append((told[0], of[-1].shares, self._without_a_day(self.tell(*told))))
            else:
                of[-1].shares.append(self.tell(*told))
        for _id, shares, told in sorted(hidden, key=lambda each: each[0]):
            shares.append(told)

    def _waiting(self, waiting: list[Any]) -> None:
        """Whoever asks about something did not write it: of a small circle, that alone may say too much."""
        for digest_id, anonymous, *asked in waiting:
            read = self.read[digest_id]
            if not self._hides(digest_id, anonymous):
                read.waiting.append(Waiting(*asked))

    def _factors(self) -> None:
        wanted = {each.pk for each in self._wanting("factors")}
        said = [(digest_id, share) for digest_id, share in self.speaking if digest_id in wanted]
        if not said:
            return
        values = {"of": [digest for digest, _id in said], "shares": [id for _digest, id in said]}
        for digest_id, shares, *factor in rows(lambda *row: row, FACTORS, values):
            self.read[digest_id].factors.append(CameUp(*factor))
            self.touching.append((digest_id, frozenset(shares), CameUp(*factor)))

    def _threads(self) -> None:
        """Of a small circle, no thread leads from what was shared without a name to anything else."""
        speaking = {share for _digest, share in self.speaking}
        everywhere: dict[uuid.UUID, Any] = {}
        for digest_id, id, theme, name, ids in self._rows(
            lambda *row: row, THREADS, self._wanting("threads")
        ):
            live = self.live[digest_id]
            shares = [live[each] for each in ids if each in live and each in speaking]
            if len(shares) > 1:
                if digest_id not in everywhere:
                    everywhere[digest_id] = in_how_many([told.words for told in live.values()])
                words = words_apart([told.words for told in shares], everywhere[digest_id], among=len(live))
                of_thread = {told.id for told in shares}
                factors = [
                    factor
                    for where, touching, factor in self.touching
                    if where == digest_id and touching & of_thread
                ]
                self.read[digest_id].threads.append(ReadThread(id, theme, name, words, shares, factors))
