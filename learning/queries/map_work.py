"""What the work tells a map: what its factors are tied to, in which weeks they came up, and which insights led to its changes.

What a map shows of the work it shows to all who look at it together, so there it is what the map's own circle may read and no more.
A factor's own page shows one person everything that they may see of it. Nothing here counts people or what they wrote.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hls_platform.rows import rows
from learning.access import FEWEST_POSSIBLE_AUTHORS
from learning.digests.periods import Period
from learning.models import ChangeReason, SenseMaking, Tie
from learning.models.tie import NOUNS, TieQuerySet
from learning.queries.digests import MapChanged
from relationships.models import Organisation, Person
from systems.changing.words import in_words, labels_in
from systems.models import Change, Factor, SystemMap

WEEKS = 12
"""So many weeks back a map shows what came up on it."""
WEEK = datetime.timedelta(days=7)
WORDS = 30
NAMES = {
    "insight": gettext_lazy("we now think"),
    "question": gettext_lazy("we ask"),
    "experiment": gettext_lazy("we try"),
    "measure": gettext_lazy("we measure"),
    "adaptation": gettext_lazy("we do differently"),
    "organisation": gettext_lazy("an organisation"),
}
"""What a tie says, by its noun."""
TEXTS = {
    "insight": "text",
    "question": "text",
    "experiment": "what",
    "measure": "name",
    "adaptation": "text",
    "organisation": "name",
}
IN_THE_CIRCLE = """
    SELECT min(since) FROM relationships_membership
    WHERE circle_id = %(circle)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s) GROUP BY person_id"""
CAME_UP = """
    SELECT factor.id, (date_trunc('week', came.at, %(zone)s) AT TIME ZONE %(zone)s)::date, bool_and(came.hidden)
    FROM systems_factor factor JOIN (
        SELECT mention.factor_id, share.shared_at AS at, share.anonymous AS hidden
        FROM learning_share share JOIN learning_mention mention ON mention.reflection_id = share.reflection_id
        WHERE share.circle_id = %(circle)s AND share.withdrawn_at IS NULL AND share.shared_at >= %(since)s
        UNION ALL SELECT factor_id, insight.created_at, FALSE
        FROM learning_tie JOIN learning_insight insight ON insight.id = insight_id WHERE circle_id = %(circle)s
        UNION ALL SELECT factor_id, question.created_at, FALSE
        FROM learning_tie JOIN learning_learningquestion question ON question.id = question_id WHERE circle_id = %(circle)s
        UNION ALL SELECT factor_id, experiment.begun_at, FALSE
        FROM learning_tie JOIN learning_experiment experiment ON experiment.id = experiment_id WHERE circle_id = %(circle)s
        UNION ALL SELECT factor_id, adaptation.created_at, FALSE
        FROM learning_tie JOIN learning_adaptation adaptation ON adaptation.id = adaptation_id WHERE circle_id = %(circle)s
    ) came ON came.factor_id = factor.id AND came.at >= %(since)s AND came.at <= %(now)s
    WHERE factor.map_id = %(map)s AND NOT factor.removed {which}
    GROUP BY 1, 2"""
THREADS = """
    SELECT thread.id, digest.id, coalesce(theme.name, ''), digest.period_start, digest.period_end
    FROM learning_digest digest
    JOIN learning_digestthread thread ON thread.digest_id = digest.id AND thread.refused_at IS NULL
    LEFT JOIN learning_theme theme ON theme.id = thread.theme_id
    JOIN learning_digestthread_shares tied ON tied.digestthread_id = thread.id
    JOIN learning_share share ON share.id = tied.share_id AND share.withdrawn_at IS NULL AND (
        NOT share.anonymous OR %(fewest)s <= (
            SELECT count(DISTINCT person_id) FROM relationships_membership inside
            WHERE inside.circle_id = digest.circle_id AND since < digest.period_end
              AND (until IS NULL OR until > %(now)s)
        )
    )
    WHERE digest.circle_id = %(circle)s
    GROUP BY thread.id, digest.id, theme.name
    HAVING count(*) > 1 AND bool_or(EXISTS (
        SELECT FROM learning_mention mention
        WHERE mention.reflection_id = share.reflection_id AND mention.factor_id = %(factor)s
    ))
    ORDER BY digest.period_start DESC, thread.position LIMIT 10"""
"""Of a small circle, no thread leads to what was shared without a name: as the digest itself shows it."""

BESIDE_A_SESSION = """
    WITH before AS (
        SELECT coalesce(max(begun_at), %(else)s) AS starts FROM learning_sensemaking
        WHERE circle_id = %(circle)s AND begun_at < %(begun)s
    )
    SELECT map.id, map.name, map.slug, before.starts, (array_agg(DISTINCT touched.label))[1:7], count(touched.at) > 0
    FROM before CROSS JOIN systems_systemmap map
    LEFT JOIN LATERAL (
        SELECT factor.label, change.at
        FROM systems_change change CROSS JOIN LATERAL jsonb_array_elements(change.sets) step
        LEFT JOIN systems_factor factor ON step ->> 'on' = 'factor' AND factor.id = (step ->> 'id')::uuid AND NOT factor.removed
        WHERE change.map_id = map.id AND change.at >= before.starts
          AND step -> 'set' ?| array['label', 'removed', 'cluster', 'description', 'polarity', 'source', 'target']
    ) touched ON TRUE
    WHERE map.circle_id = %(circle)s
    GROUP BY map.id, map.name, map.slug, before.starts ORDER BY map.name, map.id"""
"""The maps of a session's circle, with what was changed on them since the session before it, and whether anything was."""
OF_LATE = datetime.timedelta(days=90)


@dataclass(frozen=True)
class Tied:
    """Something of the work that a factor is tied to."""

    id: uuid.UUID
    noun: str
    text: str
    url: str

    @property
    def says(self) -> str:
        """ "we now think", "we try" …"""
        return str(NAMES[self.noun])


@dataclass(frozen=True)
class Thread:
    """A thread of a digest that speaks of a factor."""

    id: uuid.UUID
    digest_id: uuid.UUID
    name: str
    period: str

    @property
    def url(self) -> str:
        return reverse("learning:digest", args=[self.digest_id]) + "#threads"


@dataclass(frozen=True)
class Heat:
    """In which weeks a factor came up, of those that a map looks back on; as quiet shading, and in words."""

    weeks: tuple[datetime.date, ...]
    """The Mondays of those weeks, the earliest first."""

    @property
    def level(self) -> int:
        """0 to 3: not at all, now and then, again and again, most weeks."""
        return sum(len(self.weeks) >= least for least in (1, 3, 7))

    @property
    def words(self) -> str:
        """How it came up."""
        if not self.weeks:
            return _("It has not come up in the last twelve weeks.")
        last = date_format(self.weeks[-1], "j F")
        return (
            _("It came up now and then, last in the week of %(day)s."),
            _("It came up again and again, last in the week of %(day)s."),
            _("It came up in most weeks, last in the week of %(day)s."),
        )[self.level - 1] % {"day": last}


@dataclass(frozen=True)
class MapBeside:
    """A map of a session's circle, and whether anything changed on it since the session before."""

    map: MapChanged
    changed: bool


@dataclass
class Work:
    """What the work tells of a map."""

    weeks: list[datetime.date]
    heat: dict[uuid.UUID, Heat] = field(default_factory=dict)
    """By factor; those that did not come up are not in it."""
    ties: dict[uuid.UUID, list[Tied]] = field(default_factory=dict)
    """By factor."""


def weeks_back(now: datetime.datetime) -> list[datetime.date]:
    """The Mondays of the weeks that a map looks back on, the earliest first, this week's last."""
    today = timezone.localdate(now)
    monday = today - datetime.timedelta(days=today.weekday())
    return [monday - WEEK * back for back in range(WEEKS - 1, -1, -1)]


def heat_of(map: SystemMap, *, factor: uuid.UUID | None = None) -> dict[uuid.UUID, Heat]:
    """In which weeks the factors of the map came up in its circle; or that one factor alone. Two queries at most.

    A week in which only something without a name touched a factor is told where at least five could have written it.
    """
    now = timezone.now()
    weeks = weeks_back(now)
    begins = timezone.make_aware(datetime.datetime.combine(weeks[0], datetime.time()))
    values = {
        "circle": map.circle_id,
        "map": map.pk,
        "factor": factor,
        "now": now,
        "since": begins,
        "zone": timezone.get_current_timezone_name(),
    }
    found: dict[uuid.UUID, set[datetime.date]] = defaultdict(set)
    which = "AND factor.id = %(factor)s" if factor else ""
    came_up = rows(lambda *row: row, CAME_UP.format(which=which), values)
    without_a_name = any(hidden for _id, _week, hidden in came_up)
    joined = rows(lambda since: timezone.localdate(since), IN_THE_CIRCLE, values) if without_a_name else []
    for id, week, hidden in came_up:
        could_have = sum(day < week + WEEK for day in joined)
        if not hidden or could_have >= FEWEST_POSSIBLE_AUTHORS:
            found[id].add(week)
    return {id: Heat(tuple(sorted(came))) for id, came in found.items()}


def _ties(person: Person, among: TieQuerySet, nouns: Collection[str] = NOUNS) -> TieQuerySet:
    """Those that `person` may see, with what they are tied to. One query."""
    return among.visible_to(person, nouns).select_related(*nouns).order_by("tied_at", "id")


def _tied(tie: Tie) -> Tied:
    thing = tie.thing
    text = Truncator(getattr(thing, TEXTS[tie.noun])).words(WORDS)
    return Tied(tie.pk, tie.noun, text, thing.get_absolute_url())


def ties_of(person: Person, factor: Factor) -> list[Tied]:
    """All that the factor is tied to, as far as `person` may see it.

    Two queries, one where there is nothing: each noun that is asked for makes the second a good deal longer to plan.
    """
    there = Tie.objects.filter(factor=factor)
    nouns = there.nouns()
    return [_tied(each) for each in _ties(person, there, nouns)] if nouns else []


def threads_on(map: SystemMap, factor: Factor) -> list[Thread]:
    """The latest threads in digests of the map's circle that speak of the factor. One query."""
    values = {
        "circle": map.circle_id,
        "factor": factor.pk,
        "fewest": FEWEST_POSSIBLE_AUTHORS,
        "now": timezone.now(),
    }
    return rows(
        lambda id, digest, name, start, end: Thread(id, digest, name, Period(start, end).in_words),
        THREADS,
        values,
    )


def _of_the_circle(map: SystemMap) -> Q:
    """Ties to things that everybody in the map's circle may read. An organisation is known to all who are with it here."""
    of_it = Q(organisation__isnull=False)
    for noun in TEXTS.keys() - {"organisation"}:
        of_it |= Q(**{f"{noun}__circle": map.circle_id})
    return of_it


def work_on(person: Person, map: SystemMap) -> Work:
    """What the work tells of the map, as all who are in its circle may see it. Three queries."""
    found: dict[uuid.UUID, list[Tied]] = defaultdict(list)
    on_it = Tie.objects.filter(_of_the_circle(map), factor__map=map, factor__removed=False)
    for tie in _ties(person, on_it):
        found[tie.factor_id].append(_tied(tie))
    return Work(weeks_back(timezone.now()), heat_of(map), dict(found))


@dataclass(frozen=True)
class Explained:
    """A change on a map: when, what it was in words, and the insights that led to it."""

    change: Change
    words: str
    reasons: list[ChangeReason]


def changes_explained(person: Person, changes: Collection[Change]) -> list[Explained]:
    """Each of `changes` in words, with what led to it as far as `person` may see. Three queries."""
    said = ChangeReason.objects.visible_to(person).filter(change__in=[each.pk for each in changes])
    return _explained(changes, said.select_related("insight"))


def _explained(changes: Collection[Change], said: Iterable[ChangeReason]) -> list[Explained]:
    reasons: dict[uuid.UUID, list[ChangeReason]] = defaultdict(list)
    for reason in said:
        reasons[reason.change_id].append(reason)
    names = labels_in(changes)
    return [Explained(each, f"{capfirst(in_words(each, names))}.", reasons[each.pk]) for each in changes]


MOST_REASONS = 50


def explained_between(
    person: Person, map: SystemMap, start: datetime.datetime, end: datetime.datetime
) -> list[Explained]:
    """The changes in this time for which somebody said which insight led to them, the latest first. Five queries."""
    why = ChangeReason.objects.visible_to(person).filter(
        change__map=map, change__at__gte=start, change__at__lt=end
    )
    changes = list(Change.objects.filter(pk__in=why.values("change_id")).order_by("-number")[:50])
    return changes_explained(person, changes) if changes else []


def explained_for_all(map: SystemMap, start: datetime.datetime, end: datetime.datetime) -> list[Explained]:
    """The same as all in the map's circle may read it, the earliest first, with who wrote the insight. Three queries."""
    said = list(
        ChangeReason.objects.filter(
            change__map=map, change__at__gte=start, change__at__lt=end, insight__circle=map.circle_id
        )
        .select_related("change", "insight__written_by")
        .order_by("change__number", "said_at", "id")[:MOST_REASONS]
    )
    return _explained({each.change_id: each.change for each in said}.values(), said) if said else []


def maps_beside(session: SenseMaking) -> list[MapBeside]:
    """The maps of the session's circle, each with what was changed on it since the session before. One query."""
    now = timezone.now()
    values = {"circle": session.circle_id, "begun": session.begun_at, "else": session.begun_at - OF_LATE}
    return rows(
        lambda id, name, slug, start, labels, changed: MapBeside(
            MapChanged(id, name, slug, start, now, tuple(each for each in labels or () if each)), changed
        ),
        BESIDE_A_SESSION,
        values,
    )


def things_to_tie(person: Person, map: SystemMap) -> dict[str, list[tuple[uuid.UUID, str]]]:
    """What a factor of the map can be tied to, by noun: the latest of the map's circle, and the organisations one knows there."""
    found: dict[str, list[tuple[uuid.UUID, str]]] = {}
    for noun, text in TEXTS.items():
        things = NOUNS[noun]._default_manager.visible_to(person)  # type: ignore[attr-defined]
        if noun == "organisation":
            things = Organisation.objects.visible_to(person).order_by("name")
        else:
            things = things.filter(circle=map.circle_id).order_by("-pk")
        found[noun] = [
            (id, Truncator(said).words(14)) for id, said in things.values_list("pk", text)[:MOST_TO_CHOOSE]
        ]
    return found


MOST_TO_CHOOSE = 60
