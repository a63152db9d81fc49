"""What circles think and do differently now: what stands, what it rests on as far as one may see, and what it led to."""

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hls_platform.rows import rows
from hls_platform.spoken import once_in_each_language
from hls_platform.web.addresses import address_of
from learning.models import Adaptation, AdaptationSource, DigestThread, Insight, InsightSource, Share, Theme
from relationships.models import Circle, Person

MOST_GATHERED = 20
"""How many shares of a thread or a theme an insight begins with, at most."""
MOST_OFFERED = 8
"""How many of a circle's newest shares, and of its insights, are offered as sources beside those one came from."""
NEWEST = """
    (SELECT TRUE, id, text, how_sure FROM learning_insight insight
     WHERE circle_id = %(circle)s
       AND NOT EXISTS (SELECT FROM learning_insight newer WHERE newer.supersedes_id = insight.id)
     ORDER BY created_at DESC, id DESC LIMIT 3)
    UNION ALL
    (SELECT FALSE, id, text, '' FROM learning_adaptation
     WHERE circle_id = %(circle)s AND ended_on IS NULL ORDER BY created_at DESC, id DESC LIMIT 3)"""
LINEAGE = """
    WITH RECURSIVE older AS (
        SELECT id, {before}, 0 AS place FROM {table} WHERE id = %(id)s
        UNION ALL
        SELECT each.id, each.{before}, place - 1 FROM {table} each JOIN older ON each.id = older.{before}
    ), newer AS (
        SELECT id, 0 AS place FROM {table} WHERE id = %(id)s
        UNION ALL
        SELECT each.id, place + 1 FROM {table} each JOIN newer ON each.{before} = newer.id
    )
    SELECT each.id, place, each.text, {why}, person.name, each.created_at
    FROM (SELECT id, place FROM older UNION SELECT id, place FROM newer) line
    JOIN {table} each ON each.id = line.id
    {join}
    JOIN relationships_person person ON person.id = each.written_by_id
    ORDER BY place DESC"""
OF_INSIGHTS = LINEAGE.format(
    table="learning_insight", before="supersedes_id", why="each.what_changed", join=""
)
OF_ADAPTATIONS = LINEAGE.format(
    table="learning_adaptation",
    before="follows_id",
    why="coalesce(earlier.ended_because, '')",
    join="LEFT JOIN learning_adaptation earlier ON earlier.id = each.follows_id",
)
LED_TO = """
    SELECT 'question', question.id, question.text FROM learning_learningquestion question
    WHERE question.id IN (
        SELECT step.question_id FROM learning_understanding step
        JOIN learning_understanding_insights tied ON tied.understanding_id = step.id AND tied.insight_id = %(insight)s
    )
    UNION ALL
    SELECT 'adaptation', adaptation.id, adaptation.text FROM learning_adaptationsource source
    JOIN learning_adaptation adaptation ON adaptation.id = source.adaptation_id
     AND adaptation.circle_id = %(circle)s
    WHERE source.insight_id = %(insight)s
    UNION ALL
    SELECT 'insight', later.id, later.text FROM learning_insightsource source
    JOIN learning_insight later ON later.id = source.insight_id AND later.circle_id = %(circle)s
    WHERE source.earlier_id = %(insight)s
    ORDER BY 1, 2"""


@dataclass(frozen=True)
class Line:
    """An insight or an adaptation in a list of the newest."""

    is_insight: bool
    id: uuid.UUID
    text: str
    how_sure: str

    @property
    def url(self) -> str:
        return address_of("learning:insight" if self.is_insight else "learning:adaptation", self.id)

    @property
    def sure(self) -> str:
        """How sure the circle is, in words."""
        return _sure(self.how_sure)


@once_in_each_language
def _sure(how_sure: str) -> str:
    return str(Insight.Sure(how_sure).label)


@dataclass(frozen=True)
class Step:
    """One of those that followed each other; `place` counts from the one that is looked at."""

    id: uuid.UUID
    place: int
    text: str
    why: str
    """What changed, so that this one took the place of the one before."""
    author: str
    created_at: datetime.datetime


@dataclass(frozen=True)
class Cause:
    """Something that a reader may see of what a thing rests on: a share or an insight."""

    share: Share | None
    insight: Insight | None


@dataclass(frozen=True)
class RestsOn:
    """What a thing rests on, as one reader may see it, and how much of it they may not."""

    causes: list[Cause]
    taken_back: int
    hidden: int

    @property
    def gaps(self) -> list[str]:
        """What is not shown, in sentences."""
        said = []
        if self.taken_back:
            said.append(
                ngettext("One source was taken back.", "%(number)s sources were taken back.", self.taken_back)
                % {"number": self.taken_back}
            )
        if self.hidden:
            said.append(
                ngettext(
                    "And one more that you may not see.",
                    "And %(number)s more that you may not see.",
                    self.hidden,
                )
                % {"number": self.hidden}
            )
        return said


@dataclass(frozen=True)
class LedTo:
    """What came of an insight."""

    kind: str
    id: uuid.UUID
    text: str

    @property
    def url(self) -> str:
        return address_of(f"learning:{self.kind}", self.id)

    @property
    def in_words(self) -> str:
        return {
            "question": _("How we understand a question"),
            "adaptation": _("What we do differently now"),
            "insight": _("What we think now, too"),
        }[self.kind]


def newest(circle: Circle) -> tuple[list[Line], list[Line]]:
    """The newest insights of the circle and its newest adaptations, those that stand; one query.

    Whoever calls this has made sure that the reader is in the circle.
    """
    found = rows(Line, NEWEST, {"circle": circle.pk})
    return [each for each in found if each.is_insight], [each for each in found if not each.is_insight]


def lineage(thing: Insight | Adaptation) -> list[Step]:
    """The ones before and after it, with itself among them, the newest first."""
    return rows(Step, OF_INSIGHTS if isinstance(thing, Insight) else OF_ADAPTATIONS, {"id": thing.pk})


def rests_on(person: Person, thing: Insight | Adaptation) -> RestsOn:
    """What an insight or adaptation of a circle of `person`'s rests on, in one query."""
    return traced(thing, rows_of(person, thing))


def rows_of(person: Person, thing: Insight | Adaptation) -> Sequence[InsightSource | AdaptationSource]:
    if isinstance(thing, Insight):
        of_insight = InsightSource.objects.visible_to(person).filter(insight=thing)
        return list(of_insight.select_related("share__reflection__author", "share__circle", "earlier"))
    of_adaptation = AdaptationSource.objects.visible_to(person).filter(adaptation=thing)
    return list(of_adaptation.select_related("share__reflection__author", "share__circle", "insight"))


def traced(thing: Insight | Adaptation, sources: Sequence[InsightSource | AdaptationSource]) -> RestsOn:
    """What the `sources` that a reader may see (all of them) tell of what `thing` rests on.

    A share of one's own that one has withdrawn is a gap to its author as well, here.
    """
    causes = []
    for source in sources:
        share = source.share if source.share and source.share.withdrawn_at is None else None
        insight = source.earlier if isinstance(source, InsightSource) else source.insight
        if share or insight:
            causes.append(Cause(share, insight))
    return RestsOn(causes, len(sources) - len(causes), max(thing.sources_told - len(sources), 0))


def led_to(insight: Insight) -> list[LedTo]:
    """The questions, adaptations and further insights of its circle that came of it."""
    return rows(LedTo, LED_TO, {"insight": insight.pk, "circle": insight.circle_id})


def to_rest_on(person: Person, circle: Circle, wanted: Collection[uuid.UUID]) -> list[Share | Insight]:
    """What a new insight or adaptation of `circle` can rest on: those `wanted`, wherever `person` may read them, then
    the circle's newest shares and the insights that stand.
    """
    shares = Share.objects.live().in_circles_of(person).select_related("reflection__author", "circle")
    insights = Insight.objects.visible_to(person).select_related("circle")
    there: list[Share | Insight] = [
        *shares.filter(pk__in=wanted),
        *insights.filter(pk__in=wanted),
        *shares.filter(circle=circle).order_by("-shared_at", "-id")[:MOST_OFFERED],
        *standing(person, circle),
    ]
    return list({each.pk: each for each in there}.values())


def standing(person: Person, circle: Circle) -> list[Insight]:
    """The newest insights of the circle that nothing has taken the place of, to choose from."""
    of_circle = Insight.objects.visible_to(person).standing().filter(circle=circle).select_related("circle")
    return list(of_circle.order_by("-created_at", "-id")[:MOST_OFFERED])


def shares_of_thread(person: Person, thread: uuid.UUID) -> list[uuid.UUID]:
    """The shares that a thread of a digest joins and that are still shared."""
    return _newest_of(person, Q(threads__in=DigestThread.objects.visible_to(person).filter(pk=thread)))


def shares_of_theme(person: Person, theme: uuid.UUID) -> list[uuid.UUID]:
    """The newest of what a theme gathers and that is still shared."""
    return _newest_of(person, Q(themes__in=Theme.objects.visible_to(person).filter(pk=theme)))


def _newest_of(person: Person, gathered: Q) -> list[uuid.UUID]:
    shares = Share.objects.live().in_circles_of(person).filter(gathered).order_by("-shared_at", "-id")
    return list(shares.values_list("pk", flat=True)[:MOST_GATHERED])
