"""What is a person's own: what waits for them, their drafts, their reflections."""

from django.db.models import Prefetch

from hls_platform.web.paging import Page, page_after
from learning.models import Draft, Reflection, Response, Share
from learning.queries.feed import with_people_counted
from relationships.models import Circle, Person
from systems.models import Factor

MOST_WAITING = 10
DRAFTS = """
    SELECT id, author_id, words, saved_at FROM learning_draft
    WHERE author_id = %(person)s ORDER BY saved_at DESC LIMIT %(most)s"""


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
