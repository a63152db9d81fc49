"""What circles shared, newest first."""

import datetime
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hls_platform.rows import rows
from hls_platform.spoken import once_in_each_language
from hls_platform.templatetags.plain_words import day
from hls_platform.web.addresses import address_of
from hls_platform.web.paging import Page, cursor_of, read_cursor
from learning.models import Reflection, Share
from learning.models.attachment import brought_in_words
from learning.prompts import answered
from relationships.models import Circle, Membership, Person
from systems.models import Factor

NEWEST_FIRST = ("-shared_at", "-id")
SIZE = 20

WRITTEN = """text, what, so_what, now_what,
        CASE WHEN answers <> '[]' THEN jsonb_build_array(prompts, questions, answers)::text END, voices, pictures"""
"""What a list tells of a reflection's row; of its answers, the set, its questions and they themselves, and nothing where
there are none."""

NEWEST = """
    WITH mine AS (
        SELECT DISTINCT circle_id FROM relationships_membership
        WHERE person_id = %(person)s AND circle_id = ANY (%(circles)s)
          AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    ), newest AS (
        SELECT share.* FROM mine CROSS JOIN LATERAL (
            SELECT id, shared_at, circle_id, reflection_id, anonymous FROM learning_share
            WHERE circle_id = mine.circle_id AND withdrawn_at IS NULL
              AND (%(after)s::timestamptz IS NULL OR (shared_at, id) < (%(after)s::timestamptz, %(after_id)s::uuid))
              {touching}
            ORDER BY shared_at DESC, id DESC LIMIT %(most)s
        ) share ORDER BY shared_at DESC, id DESC LIMIT %(most)s
    )
    SELECT newest.id, shared_at, circle_id, kind, happened_on, {written}, author.name,
        again.circles, again.newer
    FROM newest JOIN learning_reflection reflection ON reflection.id = reflection_id
    LEFT JOIN relationships_person author ON author.id = author_id AND NOT anonymous
    LEFT JOIN LATERAL (
        SELECT array_agg(circle_id) AS circles,
            bool_or((share.shared_at, share.id) > (newest.shared_at, newest.id)) AS newer
        FROM learning_share share
        WHERE share.reflection_id = newest.reflection_id AND share.id <> newest.id AND withdrawn_at IS NULL
          AND NOT (share.anonymous OR newest.anonymous) AND circle_id IN (SELECT circle_id FROM mine)
    ) again ON TRUE
    ORDER BY shared_at DESC, newest.id DESC"""
"""Reads each circle from its own index, newest first, and no further than it has to, however much was ever shared.

With each share, in which of the circles else the same words can be read by name, and whether more recently: only named
shares are joined, because an anonymous one that is joined to a named one has an author.
"""
TOUCHING = """
    AND (NOT anonymous OR circle_id = %(map_circle)s) AND (
        SELECT TRUE FROM learning_mention mention
        WHERE mention.reflection_id = learning_share.reflection_id AND factor_id = %(factor)s LIMIT 1
    )"""
"""Those that mention a factor, looked up one share after the other until the page is full; without a name only where the map is of the same circle: see `Mention.visible_to`."""

MY_CIRCLES = """
    SELECT circle.*, people FROM (
        SELECT circle_id, count(*) AS people FROM relationships_membership
        WHERE circle_id = ANY (ARRAY(
            SELECT circle_id FROM relationships_membership
            WHERE person_id = %(person)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
        )) AND since <= %(now)s AND (until IS NULL OR until > %(now)s) GROUP BY circle_id
    ) inside JOIN relationships_circle circle ON circle.id = circle_id ORDER BY circle.name"""


@dataclass(frozen=True)
class Told:
    """Something shared, as a list shows it: who said it as they consented, when, and who can see it."""

    id: uuid.UUID
    shared_at: datetime.datetime
    url: str
    author: str
    day: str
    kind: str
    said: SafeString
    """Each box that holds something, as a paragraph, with what stands above it."""
    to_whom: str
    """What a link to it says to those who only hear it."""
    seen_by: list[str]
    """Who can see it, circle by circle."""
    told_above: bool
    """Whether a list of several circles has said it already, where it was shared more recently."""
    text: str
    what: str
    so_what: str
    now_what: str
    answered: list[tuple[str, str]]
    """Each answer to a set of questions, with its question."""
    brings: str
    """What stands on its page beside the words: a recording, a picture."""

    @property
    def words(self) -> str:
        """All that was written, as one text."""
        boxes = (
            self.text,
            self.what,
            self.so_what,
            self.now_what,
            *(answer for _asked, answer in self.answered),
        )
        return "\n\n".join(box for box in boxes if box)


class Teller:
    """Makes a `Told` of the columns of `NEWEST`. The name is not even read where something was shared without."""

    def __init__(self, seen_by: Mapping[uuid.UUID, str]) -> None:
        """`seen_by` says for each circle in words who that is."""
        self.seen_by = seen_by
        self.words = _words()

    def __call__(
        self,
        id: uuid.UUID,
        shared_at: datetime.datetime,
        circle_id: uuid.UUID,
        kind: str,
        happened_on: datetime.date,
        text: str,
        what: str,
        so_what: str,
        now_what: str,
        given: str | None,
        voices: int,
        pictures: int,
        name: str | None,
        also: Sequence[uuid.UUID] | None = None,
        told_above: bool | None = None,
    ) -> Told:
        author, on = name or self.words.someone, day(happened_on)
        boxes = zip(self.words.above, (text, what, so_what, now_what), strict=True)
        pairs = _answered(given) if given else []
        said = "".join(f'{above}<p class="said">{escape(words)}</p>' for above, words in boxes if words)
        for asked, answer in pairs:
            said += f'<h3>{escape(asked)}</h3><p class="said">{escape(answer)}</p>'
        brings = brought_in_words(voices, pictures)
        if brings:
            said += f'<p class="quiet">{escape(brings)}</p>'
        return Told(
            id=id,
            shared_at=shared_at,
            url=address_of("learning:shared", id),
            author=author,
            day=on,
            kind=self.words.kinds[kind],
            said=SafeString(said),
            to_whom=self.words.to_whom % {"author": author, "day": on},
            seen_by=[self.seen_by[each] for each in (circle_id, *(also or ())) if each in self.seen_by],
            told_above=bool(told_above),
            text=text,
            what=what,
            so_what=so_what,
            now_what=now_what,
            answered=pairs,
            brings=brings,
        )

    def own(self, id: uuid.UUID, *columns: Any) -> Told:
        """A reflection of the reader's own, by its id and the same columns."""
        told = self(id, *columns)
        return replace(
            told,
            url=address_of("learning:reflection", id),
            author="",
            to_whom=self.words.own % {"day": told.day},
        )


def written(reflection: Reflection) -> tuple[str, str, str, str, str | None, int, int]:
    """The same columns of a reflection that is read already, as a `Teller` takes them."""
    said = reflection
    given = json.dumps([said.prompts, said.questions, said.answers]) if said.answers else None
    return said.text, said.what, said.so_what, said.now_what, given, said.voices, said.pictures


def _answered(given: str) -> list[tuple[str, str]]:
    """Each answer with its question, as `WRITTEN` gives them."""
    return answered(*json.loads(given))


@dataclass(frozen=True)
class _Words:
    """What a list of what was shared says of its own."""

    someone: str
    to_whom: str
    to_whom_without: str
    """Without the day."""
    own: str
    above: tuple[SafeString, ...]
    """What stands above each box of a reflection: nothing above the free one."""
    kinds: dict[str, str] = field(hash=False)


@once_in_each_language
def _words() -> _Words:
    return _Words(
        someone=_("Someone in this circle"),
        to_whom=_("to %(author)s, %(day)s"),
        to_whom_without=_("to %(author)s"),
        own=_("of %(day)s"),
        above=(
            SafeString(""),
            *(format_html("<h3>{}</h3>", each) for each in (_("What?"), _("So what?"), _("Now what?"))),
        ),
        kinds={value: capfirst(str(label)) for value, label in Reflection.Kind.choices},
    )


def with_people_counted(circles: QuerySet[Circle]) -> QuerySet[Circle]:
    """The circles, each with `people`: how many can see what is shared with it."""
    inside = (
        Membership.objects.current()
        .filter(circle_id=OuterRef("pk"))
        .order_by()
        .values("circle_id")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return circles.annotate(people=Coalesce(Subquery(inside), 0))


def my_circles(person: Person) -> list[Circle]:
    """The circles that `person` is in now, by name, each with `people`."""
    return list(Circle.objects.raw(MY_CIRCLES, {"person": person.pk, "now": timezone.now()}))


def shared_with(
    person: Person, circles: Sequence[Circle], after: str | None = None, size: int = SIZE
) -> Page:
    """What was shared with those of `circles` that `person` is in now, newest first, each as `Told`."""
    return _newest(person, circles, after, size, NEWEST.format(touching="", written=WRITTEN))


def mentioning(person: Person, factor: Factor, circles: Sequence[Circle], after: str | None = None) -> Page:
    """As `shared_with`, of reflections that mention `factor`, which `person` may see."""
    return _newest(
        person,
        circles,
        after,
        SIZE,
        NEWEST.format(touching=TOUCHING, written=WRITTEN),
        factor=factor.pk,
        map_circle=factor.map.circle_id,
    )


def _newest(
    person: Person, circles: Sequence[Circle], after: str | None, size: int, sql: str, **values: Any
) -> Page:
    shared_at, share_id = read_cursor(after, Share, NEWEST_FIRST) or (None, None)
    seen_by = {circle.pk: circle.seen_by for circle in circles}
    values |= {
        "person": person.pk,
        "circles": list(seen_by),
        "now": timezone.now(),
        "after": shared_at,
        "after_id": share_id,
        "most": size + 1,
    }
    found = rows(Teller(seen_by), sql, values)
    more = len(found) > size
    shown = [told for told in found[:size] if not told.told_above]
    return Page(shown, cursor_of(found[size - 1], NEWEST_FIRST) if more else None)
