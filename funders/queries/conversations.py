"""What the pages about conversations read: what each side heard, who was there, what was asked, how long preparing took."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hls_platform.rows import rows
from hls_platform.templatetags.plain_words import hours as spoken_hours
from hls_platform.web.paging import Page, page_after
from learning.models import LearningQuestion
from relationships.models import (
    Conversation,
    Heard,
    Membership,
    Organisation,
    Partnership,
    Person,
    Presence,
)

MOST_QUARTERS = 8
BURDEN = """
    SELECT date_trunc('quarter', starts_at AT TIME ZONE %(zone)s)::date AS begins, circle.name, sum(hours),
        (SELECT count(*) FROM relationships_conversation other
         WHERE other.partnership_id = %(partnership)s AND other.cancelled_at IS NULL
           AND date_trunc('quarter', other.starts_at AT TIME ZONE %(zone)s) =
               date_trunc('quarter', talk.starts_at AT TIME ZONE %(zone)s) AND other.starts_at <= %(now)s)
    FROM relationships_conversation talk
    JOIN relationships_heard heard ON heard.conversation_id = talk.id AND hours IS NOT NULL
    JOIN relationships_circle circle ON circle.id = organisation_id
    JOIN relationships_partnershipparty party USING (partnership_id, organisation_id)
    WHERE partnership_id = %(partnership)s AND starts_at > %(since)s
    GROUP BY 1, 2, 4, side ORDER BY 1 DESC, side <> 'resourcing', circle.name"""


@dataclass(frozen=True)
class Quarter:
    """Three months: how often people talked, and how long each side had prepared."""

    begins: datetime.date
    conversations: int
    sides: list[tuple[str, Decimal]] = field(default_factory=list)

    @property
    def ends(self) -> datetime.date:
        month = self.begins.month + 2
        return datetime.date(self.begins.year, month, 1)

    @property
    def in_words(self) -> str:
        """ "For 2 conversations: Quay Foundation 1 hour, Harbour Trust 6 hours." """
        sides = ", ".join(
            _("%(organisation)s %(hours)s") % {"organisation": name, "hours": spoken_hours(hours)}
            for name, hours in self.sides
        )
        said = ngettext(
            "For %(number)s conversation: %(sides)s.",
            "For %(number)s conversations: %(sides)s.",
            self.conversations,
        )
        return said % {"number": self.conversations, "sides": sides}


def burden_of(partnership: Partnership) -> list[Quarter]:
    """How long preparing took each side, in each of the last two years' quarters in which somebody said so; the latest first."""
    now = timezone.now()
    values = {
        "partnership": partnership.pk,
        "now": now,
        "since": now - datetime.timedelta(days=92 * MOST_QUARTERS),
        "zone": timezone.get_default_timezone_name(),
    }
    found = rows(lambda *row: row, BURDEN, values)
    return [
        Quarter(begins, number, [(name, hours) for _begins, name, hours, _number in each])
        for (begins, number), each in groupby(found, key=lambda row: (row[0], row[3]))
    ]


def _what_was_heard(person: Person) -> tuple[Prefetch, Prefetch]:
    """For conversations: `told` (what each side heard) and `there` (who was)."""
    heard = Heard.objects.visible_to(person).select_related("organisation").order_by("organisation__name")
    there = Presence.objects.visible_to(person).select_related("person").order_by("person__name", "id")
    return Prefetch("heard", heard, to_attr="told"), Prefetch("presences", there, to_attr="there")


def conversations_of(person: Person, partnership: Partnership, after: str | None) -> Page:
    """Those of a partnership, the one furthest ahead first, each with `told` (as Heard) and `there` (as Presence)."""
    seen = Conversation.objects.visible_to(person).filter(partnership=partnership)
    return page_after(
        seen.prefetch_related(*_what_was_heard(person)), order=("-starts_at", "-id"), after=after, size=10
    )


def around(person: Person, conversation: Conversation) -> dict[str, Any]:
    """What stands around one of them: what each side heard, who was there, what was asked, who is in the partnership."""
    prefetch_related_objects([conversation], *_what_was_heard(person))
    questions = LearningQuestion.objects.filter(conversation=conversation).select_related("put_to")
    return {
        "told": conversation.told,  # type: ignore[attr-defined]
        "there": conversation.there,  # type: ignore[attr-defined]
        "questions": questions.order_by("created_at"),
        "people": people_in(conversation.partnership),
        "ours": spoken_for(person, conversation.partnership),
    }


def people_in(partnership: Partnership) -> QuerySet[Person]:
    """Who is in it now, by name."""
    now_there = Membership.objects.current().filter(circle_id=partnership.pk)
    return Person.objects.filter(pk__in=now_there.values("person_id")).order_by("name", "id")


def people_of(conversation: Conversation) -> QuerySet[Person]:
    """Who can have been there: who is in the partnership now, and who was noted."""
    noted = Presence.objects.filter(conversation=conversation).values("person_id")
    standing = people_in(conversation.partnership).order_by().values("pk")
    return Person.objects.filter(Q(pk__in=standing) | Q(pk__in=noted)).order_by("name", "id")


def spoken_for(person: Person, partnership: Partnership) -> Organisation | None:
    """The organisation that `person` stands for there, if it is one."""
    standing = Membership.objects.current().filter(person=person, circle_id=partnership.pk)
    return Organisation.objects.filter(pk__in=standing.values("on_behalf_of_id")).first()
