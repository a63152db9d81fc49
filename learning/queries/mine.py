"""What is a person's own: what waits for them, their drafts, their reflections."""

import uuid
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.rows import rows
from hls_platform.web.addresses import address_of
from hls_platform.web.paging import Page, page_after
from learning.models import Draft, Reflection, Response, Share
from learning.queries.feed import with_people_counted
from relationships.models import Circle, Person
from systems.models import Factor

MOST_WAITING = 10
DRAFTS = """
    SELECT id, author_id, words, saved_at FROM learning_draft
    WHERE author_id = %(person)s ORDER BY saved_at DESC LIMIT %(most)s"""


WAITING = """
    (SELECT 'asked', share.reflection_id, response.text, asker.name, circle.name
     FROM learning_reflection reflection
     JOIN learning_share share ON share.reflection_id = reflection.id AND share.withdrawn_at IS NULL
     JOIN learning_response response ON response.share_id = share.id
      AND response.kind = 'question' AND response.replied_at IS NULL
     JOIN relationships_person asker ON asker.id = response.author_id
     JOIN relationships_circle circle ON circle.id = share.circle_id
     WHERE reflection.author_id = %(person)s ORDER BY response.created_at LIMIT %(most)s)
    UNION ALL
    (SELECT 'put', question.id, question.text, organisation.name, circle.name
     FROM relationships_membership mine
     JOIN learning_learningquestion question ON question.circle_id = mine.circle_id
      AND question.put_to_id = mine.on_behalf_of_id AND question.closed_at IS NULL
     JOIN relationships_circle circle ON circle.id = question.circle_id
     JOIN relationships_circle organisation ON organisation.id = question.put_to_id
     WHERE mine.person_id = %(person)s AND mine.since <= %(now)s AND (mine.until IS NULL OR mine.until > %(now)s)
     ORDER BY question.created_at LIMIT %(most)s)"""


@dataclass(frozen=True)
class Waiting:
    """A question that waits for a person: a colleague's about what they shared ("asked", of the reflection `key`), or
    one of a partnership put to their organisation ("put", the learning question `key`)."""

    kind: str
    key: uuid.UUID
    text: str
    name: str
    """Of the colleague who asks, or of the organisation that is asked."""
    circle: str

    @property
    def who_asks(self) -> str:
        said = {"name": self.name, "circle": self.circle}
        return (
            _("%(name)s asks you, in %(circle)s") if self.kind == "asked" else _("%(circle)s asks %(name)s")
        ) % said

    @property
    def url(self) -> str:
        return address_of("learning:reflection" if self.kind == "asked" else "learning:question", self.key)


def questions_waiting(person: Person) -> list[Waiting]:
    """What colleagues asked `person` and what was put to an organisation they stand for, each the oldest first."""
    return rows(Waiting, WAITING, {"person": person.pk, "now": timezone.now(), "most": MOST_WAITING})


def drafts(person: Person) -> list[Draft]:
    """What `person` began and has not saved, newest first."""
    return list(Draft.objects.raw(DRAFTS, {"person": person.pk, "most": MOST_WAITING}))


def reflections(person: Person, after: str | None) -> Page:
    """`person`'s own reflections, newest first, each with its live shares and their circles."""
    live = Share.objects.live().select_related("circle").order_by("circle__name")
    return page_after(
        Reflection.objects.filter(author=person).prefetch_related(Prefetch("shares", live, to_attr="live")),
        order=("-created_at", "-id"),
        after=after,
    )


def shares_with_responses(reflection: Reflection) -> list[Share]:
    """Every live share of one's own reflection, its circle with `people` counted, and what came back."""
    responses = Response.objects.select_related("author").order_by("created_at", "id")
    return list(
        Share.objects.live()
        .filter(reflection=reflection)
        .prefetch_related(
            Prefetch("circle", with_people_counted(Circle.objects.all())), Prefetch("responses", responses)
        )
        .order_by("circle__name")
    )


def shared_with_circle(person: Person, circle: Circle, after: str | None) -> Page:
    """What `person` shares with `circle`, newest first, each with `elsewhere`: its live shares with other circles."""
    elsewhere = Share.objects.live().exclude(circle=circle).select_related("circle").order_by("circle__name")
    return page_after(
        Share.objects.live()
        .filter(reflection__author=person, circle=circle)
        .select_related("reflection")
        .prefetch_related(Prefetch("reflection__shares", elsewhere, to_attr="elsewhere")),
        order=("-shared_at", "-id"),
        after=after,
    )


def factors_to_mention(person: Person) -> list[Factor]:
    """Every factor that `person` may mention, by map and name."""
    return list(
        Factor.objects.live().visible_to(person).select_related("map").order_by("map__name", "label", "id")
    )
