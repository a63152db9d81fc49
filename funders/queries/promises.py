"""What the pages about promises read: both sides' on one list, each with what was asked about it."""

from django.db.models import Prefetch, QuerySet

from hls_platform.web.paging import Page, page_after
from learning.models import LearningQuestion
from relationships.models import Organisation, Partnership, Person, Promise

MOST_STANDING = 100


def _told(person: Person, partnership: Partnership) -> QuerySet[Promise]:
    questions = LearningQuestion.objects.in_circles_of(person).order_by("created_at")
    return (
        Promise.objects.visible_to(person)
        .filter(partnership=partnership)
        .select_related("by_organisation", "to_organisation", "follows", "followed_by")
        .prefetch_related(Prefetch("questions", questions, to_attr="asked"))
    )


def standing(person: Person, partnership: Partnership) -> list[Promise]:
    """Those that are open, by the day they are due; those without one last."""
    still = _told(person, partnership).filter(state=Promise.State.OPEN)
    return list(still.order_by("due_on", "created_at", "id")[:MOST_STANDING])


def ended(person: Person, partnership: Partnership, after: str | None) -> Page:
    """Those that were kept, renegotiated or let go, the latest first."""
    over = _told(person, partnership).exclude(state=Promise.State.OPEN)
    return page_after(over, order=("-closed_at", "-id"), after=after)


def taken(person: Person, partnership: Partnership) -> list[Promise]:
    """The commitments that stand in the partnership as promises."""
    still = _told(person, partnership).filter(state=Promise.State.OPEN).exclude(commitment="")
    return list(still.order_by("by_organisation__name", "to_organisation__name", "created_at", "id"))


def other_parties(partnership: Partnership, ours: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The organisations of the partnership beside one's own, by name."""
    return Organisation.objects.filter(parties__partnership=partnership).exclude(pk__in=ours).order_by("name")
