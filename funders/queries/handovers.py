"""What a handover's page reads: what the place remembers of the relationship, beside the words of the one who leaves."""

from dataclasses import dataclass

from django.db.models import QuerySet

from funders.queries.conversations import people_in
from learning.models import LearningQuestion
from relationships.models import (
    Conversation,
    Handover,
    Membership,
    Organisation,
    Partnership,
    Person,
    Promise,
)

MOST = 6


@dataclass(frozen=True)
class SoFar:
    """What is written down of the relationship: what waits for the one who comes, and what was."""

    promises: list[Promise]
    """Of their organisation, open."""
    questions: list[LearningQuestion]
    """Put to their organisation, open."""
    conversations: list[Conversation]
    """The latest, and the next."""


def so_far(person: Person, handover: Handover) -> SoFar:
    """What `person` can read of it now."""
    ours, there = handover.organisation_id, handover.partnership_id
    promises = Promise.objects.visible_to(person).filter(
        partnership_id=there, by_organisation_id=ours, state=Promise.State.OPEN
    )
    questions = LearningQuestion.objects.in_circles_of(person).filter(
        circle_id=there, put_to_id=ours, closed_at=None
    )
    conversations = Conversation.objects.visible_to(person).filter(partnership_id=there, cancelled_at=None)
    return SoFar(
        list(promises.select_related("to_organisation").order_by("due_on", "created_at")[:MOST]),
        list(questions.order_by("created_at")[:MOST]),
        list(conversations.order_by("-starts_at")[:MOST]),
    )


def people_who_can_come(
    person: Person, partnership: Partnership, organisation: Organisation
) -> QuerySet[Person]:
    """The others who stand for the organisation in the partnership now, by name."""
    standing = Membership.objects.current().filter(circle_id=partnership.pk, on_behalf_of=organisation)
    return people_in(partnership).filter(pk__in=standing.values("person_id")).exclude(pk=person.pk)
