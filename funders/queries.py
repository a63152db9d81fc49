"""What the pages of funders need to read, each in a counted number of queries."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from funders.models import Agreement, Fund, Report
from hls_platform.web.paging import Page, cursor_of, said_in
from learning.models import Digest, LearningQuestion
from relationships.models import (
    Conversation,
    Membership,
    Organisation,
    Partnership,
    PartnershipParty,
    Person,
    Promise,
)

R = TypeVar("R")
SIZE = 20


@dataclass
class Line:
    """One partnership on the page across all of them."""

    partnership: Partnership
    next_conversation: datetime.datetime | None
    put_to_us: list[LearningQuestion] = field(default_factory=list)
    questions: list[LearningQuestion] = field(default_factory=list)


def partnerships_of(person: Person) -> QuerySet[Partnership]:
    """The partnerships that `person` is in now, in the order in which they are talked to next."""
    coming = (
        Conversation.objects.filter(
            partnership=OuterRef("pk"), starts_at__gte=timezone.now(), held_at=None, cancelled_at=None
        )
        .order_by("starts_at")
        .values("starts_at")[:1]
    )
    mine = Membership.objects.current().filter(person=person).values("circle_id")
    return (
        Partnership.objects.filter(pk__in=mine)
        .annotate(next_conversation=Subquery(coming))
        .order_by(F("next_conversation").asc(nulls_last=True), "name", "pk")
    )


IN_ORDER = ("next_conversation", "name", "pk")


def across(person: Person, after: str | None = None) -> Page:
    """The lines that follow the cursor `after`, in order of the next conversation; those without one last, by name."""
    parties = PartnershipParty.objects.select_related("organisation").order_by("side", "organisation__name")
    found = list(
        partnerships_of(person)
        .filter(_further(after))
        .prefetch_related(Prefetch("parties", parties))[: SIZE + 1]
    )
    more = cursor_of(found[SIZE - 1], IN_ORDER) if len(found) > SIZE else None
    lines = {each.pk: Line(each, each.next_conversation) for each in found[:SIZE]}  # type: ignore[attr-defined]
    stands_for = dict(
        Membership.objects.current()
        .filter(person=person, circle_id__in=lines)
        .values_list("circle_id", "on_behalf_of_id")
    )
    open_questions = LearningQuestion.objects.filter(circle_id__in=lines, closed_at=None).order_by(
        "created_at"
    )
    for question in open_questions:
        line = lines[question.circle_id]
        put_to_us = question.put_to_id and question.put_to_id == stands_for.get(question.circle_id)
        (line.put_to_us if put_to_us else line.questions).append(question)
    return Page(list(lines.values()), more)


def _further(after: str | None) -> Q:
    """Partnerships that come after the one that the cursor names; all of them when it makes no sense."""
    try:
        said, name, key = said_in(after) or []
        pk = uuid.UUID(key)
        moment = None if said == "None" else datetime.datetime.fromisoformat(said).astimezone(datetime.UTC)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return Q()
    level = Q(name__gt=name) | Q(name=name, pk__gt=pk)
    if moment is None:
        return Q(next_conversation=None) & level
    return Q(next_conversation__gt=moment) | Q(next_conversation=None) | (Q(next_conversation=moment) & level)


def with_latest_digest(partnerships: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """The partnerships, each with `digest_id` and `digest_from` of its latest digest, None where there is none."""
    latest = Digest.objects.filter(circle=OuterRef("pk")).order_by("-period_start")
    return partnerships.annotate(
        digest_id=Subquery(latest.values("pk")[:1]), digest_from=Subquery(latest.values("period_start")[:1])
    )


def people_of(partnership: Partnership) -> list[Membership]:
    """Who is in the partnership now, by organisation and name."""
    return list(
        Membership.objects.current()
        .filter(circle_id=partnership.pk)
        .select_related("person")
        .order_by("on_behalf_of__name", "person__name", "id")
    )


def conversations_of(partnership: Partnership) -> QuerySet[Conversation]:
    """The partnership's conversations, the one furthest ahead first."""
    return Conversation.objects.filter(partnership=partnership).order_by("-starts_at", "-id")[:6]


def parties_of(partnership: Partnership) -> list[PartnershipParty]:
    """Who stands in the partnership, by side and name."""
    parties = PartnershipParty.objects.filter(partnership=partnership).select_related("organisation")
    return list(parties.order_by("side", "organisation__name"))


def questions_of(partnership: Partnership) -> QuerySet[LearningQuestion]:
    """The partnership's open questions, the oldest first."""
    return LearningQuestion.objects.filter(circle_id=partnership.pk, closed_at=None).order_by("created_at")[
        :20
    ]


def knowing(rows: Iterable[R], parties: Iterable[PartnershipParty], *fields: str) -> list[R]:
    """The rows, their `fields` filled with the organisations that were read with the parties, not read once more."""
    read = {party.organisation_id: party.organisation for party in parties}
    found = list(rows)
    for row in found:
        for name in fields:
            if organisation := read.get(getattr(row, f"{name}_id")):
                setattr(row, name, organisation)
    return found


def promises_of(partnership: Partnership) -> QuerySet[Promise]:
    """Promises both ways on one list: the open ones first by day, then those that ended."""
    return Promise.objects.filter(partnership=partnership).order_by(
        F("closed_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "id"
    )[:20]


def agreements_of(partnership: Partnership) -> QuerySet[Agreement]:
    """The partnership's agreements, newest first, with their payments."""
    return (
        Agreement.objects.filter(partnership=partnership)
        .select_related("fund")
        .prefetch_related("payments")
        .order_by("-starts_on", "id")
    )


def reports_visible_to(person: Person) -> QuerySet[Report]:
    """Reports of the partnerships that `person` is in now, without their content."""
    return Report.objects.visible_to(person).select_related("partnership").defer("content")


def funds_of(funder: Organisation) -> QuerySet[Fund]:
    """The funds of an organisation, by name."""
    return Fund.objects.filter(funder=funder).order_by("name")
