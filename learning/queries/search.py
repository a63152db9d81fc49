"""Finding again: what one may see that holds some words, and what is like something.

The index (`wall.find`) looks only where the person is now, and gives ids; the things themselves are then read
like on any page, as rows of circles that the person is in, behind the policies of their tables.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hls_platform.midnight import midnight
from hls_platform.rows import rows
from hls_platform.spoken import once_in_each_language
from hls_platform.templatetags.plain_words import day
from hls_platform.web.addresses import address_of
from hls_platform.web.paging import cursor_of, said_in
from learning.finding import alike, slips
from learning.finding.asked import Asked, asked_for
from learning.finding.marks import excerpt, marked, words_of
from learning.finding.nouns import NOUNS, Noun
from learning.models import Reflection
from relationships.models import Circle, Person

SIZE = 20
LOOKED_AT = 2000
"""So many of the newest things one may see are looked at for the words that were meant, and for what is alike."""
Marking = Mapping[str, Collection[str]]
"""The words that are marked, folded, by how a language is read."""
BEST_FIRST = ("-score", "-thing")
BY_NAME = {noun.name: noun for noun in NOUNS}
REFLECTIONS = ("reflection", "shared")

STANDING = "SELECT wall.standing(%(words)s::text[])"
NEWEST = "SELECT noun, thing FROM wall.my_newest(%(nouns)s::text[], %(most)s::int)"
MARKED = """
    SELECT '{config}', word FROM string_to_table(%({config})s, ' ') word
    WHERE to_tsvector('{config}', word) @@ to_tsquery('{config}', %(marking)s)"""
MINE = """
    WITH mine AS (
        SELECT circle_id FROM relationships_membership
        WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    )"""
MY_CIRCLES = f"""{MINE}
    SELECT id, slug, name FROM relationships_circle WHERE id IN (SELECT circle_id FROM mine) ORDER BY name, slug"""
FIND = f"""{MINE}
    SELECT noun, thing, score, NULL, NULL FROM wall.find(
        %(everything)s, %(rest)s, %(beginning)s::text, %(nouns)s::text[], %(places)s::uuid[],
        %(since)s::timestamptz, %(before)s::timestamptz, %(below)s::float8, %(below_thing)s::uuid, %(most)s::int)
    UNION ALL (SELECT '', id, 0, slug, name FROM relationships_circle WHERE id IN (SELECT circle_id FROM mine) ORDER BY name, slug)"""
"""What is found, and then the circles one is in, which the page shows beside it."""


@dataclass(frozen=True)
class Place:
    """What the index says of a thing; or, without a noun, a circle that one is in."""

    noun: str
    thing: uuid.UUID
    score: float = 0.0
    slug: str = ""
    name: str = ""


@dataclass(frozen=True)
class Asking:
    """What is looked for, and among what. Empty filters let everything through."""

    words: str
    kind: str = ""
    """The name of a noun."""
    circle: uuid.UUID | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    """The day itself is among them."""


@dataclass(frozen=True)
class Hit:
    """Something found, as it is shown: with what was asked for marked in it."""

    noun: str
    id: uuid.UUID
    url: str
    what: str
    by: str
    day: datetime.date
    circle: str
    """The name of the circle it is in; empty for one's own things."""
    also: tuple[str, ...]
    """The other circles where one finds the same, by name."""
    title: SafeString
    said: SafeString

    @property
    def where(self) -> str:
        """In which circles one finds it."""
        return ", ".join((self.circle, *self.also)) if self.circle else _("Yours")

    @property
    def name(self) -> SafeString | str:
        """What the link to it says."""
        if self.title:
            return self.title
        who = {"by": self.by, "day": day(self.day)}
        return _("%(by)s, %(day)s") % who if self.by else str(day(self.day))


@dataclass(frozen=True)
class Found:
    """A stretch of hits, the best first, the cursor of the next, and what was looked for in place of a slip."""

    hits: list[Hit] = field(default_factory=list)
    next_after: str | None = None
    circles: list[Circle] = field(default_factory=list)
    """As `my_circles`; empty where nothing was looked for."""
    instead: str = ""


@dataclass(frozen=True)
class Row:
    """A thing that was found, as its tables have it."""

    noun: str
    id: uuid.UUID
    circle: str
    at: datetime.datetime
    on: datetime.date | None
    kind: str
    by: str
    same: uuid.UUID | None
    title: str
    words: str
    keys: list[str]
    config: str
    """How its circle's language is read."""

    @property
    def text(self) -> str:
        return f"{self.title} {self.words}"


def search(person: Person, asking: Asking, after: str | None = None, size: int = SIZE) -> Found:
    """What `person` may see that `asking` asks for, the best first.

    Where nothing is found, words that stand nowhere are taken for slips of words that do, if any is near.
    """
    asked = asked_for(asking.words)
    if asked is None:
        return Found()
    found = _search(person, asking, asked, after, size)
    if found.hits or after:
        return found
    meant = _meant(person, asking.words, asked)
    other = asked_for(meant)
    if meant == asking.words or other is None:
        return found
    return replace(_search(person, asking, other, None, size), instead=meant)


def _search(person: Person, asking: Asking, asked: Asked, after: str | None, size: int) -> Found:
    below, below_thing = place_in(after) or (None, None)
    told = rows(
        Place,
        FIND,
        {
            "person": person.pk,
            "now": timezone.now(),
            "everything": asked.everything,
            "rest": asked.rest,
            "beginning": asked.beginning,
            "nouns": [asking.kind] if asking.kind else None,
            "places": [asking.circle] if asking.circle else None,
            "since": midnight(asking.since) if asking.since else None,
            "before": midnight(asking.until + datetime.timedelta(days=1)) if asking.until else None,
            "below": below,
            "below_thing": below_thing,
            "most": size + 1,
        },
    )
    ids = [each for each in told if each.noun]
    circles = [Circle(id=each.thing, slug=each.slug, name=each.name) for each in told if not each.noun]
    shown = ids[:size]
    things = {row.id: row for row in _read(person, shown, circle=asking.circle)}
    found = [things[place.thing] for place in shown if place.thing in things]
    hits = _hits(found, _words_asked_for(found, asked))
    return Found(hits, cursor_of(shown[-1], BEST_FIRST) if len(ids) > size else None, circles)


def neighbours(person: Person, noun: str, thing: uuid.UUID) -> list[Hit]:
    """What of the newest that `person` may see is like a reflection of theirs or a share; not the same words again."""
    (one,) = _read(person, [Place(noun, thing)]) or (None,)
    if one is None:
        return []
    places = rows(Place, NEWEST, {"nouns": list(REFLECTIONS), "most": LOOKED_AT})
    newest = sorted(_read(person, places), key=lambda row: (row.at, row.id), reverse=True)
    others: dict[str, Row] = {}
    for row in newest:
        if row.words and row.words != one.words:
            others.setdefault(row.words, row)
    near = alike.nearest(one.words, list(others))
    return _hits([others[words] for words in (list(others)[place] for place in near)])


def my_circles(person: Person) -> list[Circle]:
    """The circles that `person` is in now, by name, with their ids, slugs and names."""
    columns = {"person": person.pk, "now": timezone.now()}
    return rows(lambda id, slug, name: Circle(id=id, slug=slug, name=name), MY_CIRCLES, columns)


def _meant(person: Person, words: str, asked: Asked) -> str:
    """The words as they were probably meant, by what `person` may read; those that stand somewhere are meant so."""
    standing = rows(str, STANDING, {"words": list(asked.words)})
    strange = [word for word in asked.words if word not in standing]
    if not strange:
        return words
    places = rows(Place, NEWEST, {"nouns": list(BY_NAME), "most": LOOKED_AT})
    known = slips.words_in(row.text for row in _read(person, places))
    return slips.corrected(words, {word: slips.meant(word, known) for word in strange})


# --- reading what was found -----------------------------------------------------------------------------


def _select(noun: Noun) -> str:
    """The SQL that reads those rows of a noun that are in circles one is in, or one's own."""
    return f"""
    SELECT '{noun.name}', row.id, coalesce(circle.name, ''), {noun.at}, {noun.on or "NULL::date"}, {noun.kind},
        {noun.by}, {noun.same}, {noun.title}, {noun.words}, ARRAY[{_as_text(noun.keys)}],
        CASE coalesce(circle.language, 'en') WHEN 'en' THEN 'english' ELSE 'simple' END
    FROM {noun.rows} {noun.shown_with} LEFT JOIN relationships_circle circle ON circle.id = {noun.place}
    WHERE row.id = ANY (%(ids_{noun.name})s::uuid[]) AND ({noun.where}) AND ({noun.shown_where})
        AND ({noun.place} = %(person)s OR {noun.place} IN (SELECT circle_id FROM mine))"""


def _as_text(keys: str) -> str:
    return ", ".join(f"{key.strip()}::text" for key in keys.split(","))


def _read(
    person: Person,
    places: Iterable[Place],
    *,
    circle: uuid.UUID | None = None,
) -> list[Row]:
    """The things in these places of the index, in no order; those that `person` may not see now are not among them."""
    wanted: dict[str, list[uuid.UUID]] = defaultdict(list)
    for place in places:
        wanted[f"ids_{place.noun}"].append(place.thing)
    if not wanted:
        return []
    sql = MINE + " UNION ALL ".join(_select(noun) for noun in NOUNS if f"ids_{noun.name}" in wanted)
    values = {"person": person.pk, "now": timezone.now(), "circle": circle}
    return rows(Row, sql, {**values, **wanted})


def _words_asked_for(found: Sequence[Row], asked: Asked) -> Marking:
    """Which words of what was found the index takes for what was asked for, by how their circle's language is read."""
    written: dict[str, set[str]] = defaultdict(set)
    for row in found:
        written[row.config].update(words_of(row.text))
    values: dict[str, object] = {"marking": asked.marking}
    firsts = {word[0] for word in asked.words}  # no language we read changes the first letter of a word
    for config, words in written.items():
        values[config] = " ".join(word for word in words if word[0] in firsts)
    sql = " UNION ALL ".join(MARKED.format(config=config) for config in written)
    marking: dict[str, set[str]] = defaultdict(set)
    for config, word in rows(lambda *row: row, sql, values) if sql else ():
        marking[config].add(word)
    return marking


def _hits(found: Sequence[Row], marking: Marking | None = None) -> list[Hit]:
    """The rows as hits, in their order; what is the same in several circles, once."""
    again: dict[uuid.UUID, list[str]] = defaultdict(list)
    for row in found:
        if row.same:
            again[row.same].append(row.circle)
    hits, seen = [], set()
    for row in found:
        if row.same in seen:
            continue
        if row.same:
            seen.add(row.same)
        words = marking.get(row.config, ()) if marking else ()
        hits.append(_hit(row, tuple(again[row.same][1:]) if row.same else (), words))
    return hits


def _hit(row: Row, also: tuple[str, ...], words: Collection[str]) -> Hit:
    noun = BY_NAME[row.noun]
    return Hit(
        noun=row.noun,
        id=row.id,
        url=address_of(noun.view, *row.keys),
        what=_what(row.noun, row.kind),
        by=_("You")
        if noun.name == "reflection"
        else row.by or (_("Someone in this circle") if row.kind else ""),
        day=row.on or timezone.localdate(row.at),
        circle=row.circle,
        also=also,
        title=marked(excerpt(row.title, words), words),
        said=marked(excerpt(row.words, words), words),
    )


@once_in_each_language
def _what(noun: str, kind: str) -> str:
    """What a hit says that it is: the kind of a reflection, or what its noun is called."""
    return capfirst(str(Reflection.Kind(kind).label)) if kind else str(BY_NAME[noun].one)


# --- the place in a list ----------------------------------------------------------------------------------


def place_in(after: str | None) -> tuple[float, uuid.UUID] | None:
    """The score and the id of the hit that a cursor names; None where it makes no sense."""
    said = said_in(after) or []
    try:
        return (float(said[0]), uuid.UUID(said[1])) if len(said) == 2 else None
    except (ValueError, TypeError, AttributeError):
        return None
