"""What is a person's own: what waits for them, their drafts, their reflections."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from hls_platform.web.paging import Page, page_after
from learning.models import Draft, LearningQuestion, Reflection, Response, Share
from learning.queries.feed import with_people_counted
from relationships.models import Circle, Membership, Person
from systems.models import Factor

MOST_WAITING = 10


def questions_waiting(person: Person) -> Sequence[Mapping[str, Any]]:
    """Open questions that colleagues asked about what `person` shared, the longest waiting first.

    Each with `text`, `author__name`, `share__circle__name` and `share__reflection_id`: all that a line shows.
    """
    return list(
        Response.objects.waiting()
        .filter(share__reflection__author=person, share__withdrawn_at=None)
        .order_by("created_at")
        .values("text", "author__name", "share__circle__name", "share__reflection_id")[:MOST_WAITING]
    )


def questions_put_to(person: Person) -> Sequence[Mapping[str, Any]]:
    """Learning questions of partnerships, put to an organisation that `person` stands there for, and still open.

    Each with `pk`, `text`, `circle__name` and `put_to__name`.
    """
    stands_for = Membership.objects.current().filter(
        person=person, circle_id=OuterRef("circle_id"), on_behalf_of_id=OuterRef("put_to_id")
    )
    return list(
        LearningQuestion.objects.filter(Exists(stands_for), closed_at=None)
        .order_by("created_at")
        .values("pk", "text", "circle__name", "put_to__name")[:MOST_WAITING]
    )


def drafts(person: Person) -> list[Draft]:
    """What `person` began and has not saved, newest first."""
    return list(Draft.objects.visible_to(person).order_by("-saved_at")[:MOST_WAITING])


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


def factors_to_mention(person: Person) -> list[Factor]:
    """Every factor that `person` may mention, by map and name."""
    return list(Factor.objects.visible_to(person).select_related("map").order_by("map__name", "label", "id"))
