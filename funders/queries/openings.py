"""First words: what a fund has before it, what one wrote oneself, and how long a fund lets people wait."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import F, Func, QuerySet, TextField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funders.actions.deciding import views_missing
from funders.models import (
    Fund,
    OpeningConversation,
    OpeningDecision,
    OpeningFile,
    OpeningInterest,
    OpeningTalk,
    OpeningView,
)
from hls_platform.web.paging import Page, page_after
from relationships.models import Person

SIZE = 20
BY_ARRIVAL = ("sent_at", "id")
NEWEST_FIRST = ("-begun_at", "-id")


class FunderOf(Func):
    """The name of the organisation whose fund it is, which its open page tells anybody."""

    function = "wall.funder_of"
    output_field = TextField()


def open_funds(after: str | None) -> Page:
    """The funds that anybody may write to, by name."""
    found = Fund.objects.open().annotate(funder_name=FunderOf(F("pk")))
    return page_after(found, order=("name", "id"), after=after, size=SIZE)


def fund_for_anybody(slug: str, person: Person | None) -> Fund | None:
    """The fund with `funder_name`: an open one for anybody, any other for those who may know of it."""
    found = Fund.objects.visible_to(person) if person else Fund.objects.open()
    return found.filter(slug=slug).annotate(funder_name=FunderOf(F("pk"))).first()


def waiting_for(fund: Fund, person: Person, after: str | None) -> Page:
    """What was sent to the fund and not taken back, in the order in which it came: for its people."""
    found = (
        OpeningConversation.objects.held_by(person)
        .going_on()
        .filter(fund=fund)
        .select_related("decision")
        .prefetch_related("talks")
    )
    return page_after(found, order=BY_ARRIVAL, after=after, size=SIZE)


def mine(person: Person, after: str | None) -> Page:
    """What the person wrote to funds themself, the newest first."""
    found = (
        OpeningConversation.objects.filter(applicant=person)
        .select_related("fund", "decision")
        .annotate(funder_name=FunderOf(F("fund_id")))
    )
    return page_after(found, order=NEWEST_FIRST, after=after, size=SIZE)


def one(person: Person, id: Any) -> OpeningConversation | None:
    """One opening that the person may see, with its fund, its funder's name and the decision."""
    return (
        OpeningConversation.objects.visible_to(person)
        .filter(pk=id)
        .select_related("fund", "decision__partnership")
        .annotate(funder_name=FunderOf(F("fund_id")))
        .first()
    )


@dataclass
class Before:
    """What the people of the funder have before them of one opening."""

    opening: OpeningConversation
    file: OpeningFile | None = None
    talks: list[OpeningTalk] = field(default_factory=list)
    interests: list[OpeningInterest] = field(default_factory=list)
    views: list[OpeningView] = field(default_factory=list)
    decision: OpeningDecision | None = None
    own_interest: OpeningInterest | None = None
    own_view: OpeningView | None = None
    missing: int = 0

    @property
    def may_have_a_view(self) -> bool:
        return self.own_interest is not None and not self.own_interest.is_tied and self.decision is None


def before_them(opening: OpeningConversation, person: Person) -> Before:
    """All that the page of `opening` (from `one`) shows the person; to the people of the funder also the views and ties, by
    the names of who wrote them."""
    before = Before(
        opening=opening,
        file=OpeningFile.objects.filter(opening=opening).defer("content").first(),
        talks=list(OpeningTalk.objects.filter(opening=opening)),
        decision=getattr(opening, "decision", None),
    )
    if opening.applicant_id == person.pk:
        return before
    by_name = ("person__name", "id")
    before.interests = list(
        OpeningInterest.objects.filter(opening=opening).select_related("person").order_by(*by_name)
    )
    before.views = list(
        OpeningView.objects.filter(opening=opening).select_related("person").order_by(*by_name)
    )
    before.own_interest = next((each for each in before.interests if each.person_id == person.pk), None)
    before.own_view = next((each for each in before.views if each.person_id == person.pk), None)
    if before.decision is None:
        before.missing = views_missing(opening, before.interests, before.views)
    return before


WAITS = """
    SELECT coalesce(decision.decided_at, %(now)s) - opening.sent_at, decision.id IS NOT NULL
    FROM funders_openingconversation opening
    LEFT JOIN funders_openingdecision decision ON decision.opening_id = opening.id
    WHERE opening.fund_id = %(fund)s AND opening.sent_at > %(since)s AND opening.withdrawn_at IS NULL"""


@dataclass(frozen=True)
class Waits:
    """How many days each wait for a decision was in the last year, and has been until now."""

    decided: tuple[int, ...]
    waiting: tuple[int, ...]

    @property
    def said(self) -> list[str]:
        """Sentences about the fund itself, for its people: nobody's name, and nothing about who asked."""
        sentences = []
        if self.decided:
            middle = sorted(self.decided)[len(self.decided) // 2]
            sentences.append(
                _(
                    "In the last year, half of those who wrote had your decision within %(half)s; the longest wait was %(longest)s."
                )
                % {"half": _days(middle), "longest": _days(max(self.decided))}
                if len(self.decided) > 1
                else _("In the last year you decided once, %(days)s after the first word.")
                % {"days": _days(self.decided[0])}
            )
        if self.waiting:
            number = len(self.waiting)
            sentences.append(
                ngettext(
                    "One waits for your decision now, since %(longest)s.",
                    "%(number)s wait for your decision now; the longest since %(longest)s.",
                    number,
                )
                % {"number": number, "longest": _days(max(self.waiting))}
            )
        return sentences


def _days(days: int) -> str:
    """A span of days as one says it: less than a day, 12 days."""
    if days < 1:
        return _("less than a day")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def waits_of(fund: Fund) -> Waits:
    """How long the fund let people wait between their first word to it and its decision, for its people."""
    now = timezone.now()
    said: dict[str, Any] = {"fund": fund.pk, "now": now, "since": now - datetime.timedelta(days=365)}
    with connection.cursor() as cursor:
        cursor.execute(WAITS, said)
        found = cursor.fetchall()
    return Waits(
        decided=tuple(wait.days for wait, decided in found if decided),
        waiting=tuple(wait.days for wait, decided in found if not decided),
    )


def file_of(person: Person, id: Any) -> OpeningFile | None:
    """The file of an opening that the person may see."""
    return OpeningFile.objects.visible_to(person).filter(opening_id=id).first()


def talk_of(person: Person, id: Any) -> OpeningTalk | None:
    """A conversation about first words that the person may see."""
    return OpeningTalk.objects.visible_to(person).filter(pk=id).select_related("opening__fund").first()


def newest_first_waiting(person: Person) -> QuerySet[OpeningConversation]:
    """What waits for a decision at the funds of one's organisations, in the order in which it came."""
    return (
        OpeningConversation.objects.held_by(person)
        .going_on()
        .filter(decision=None)
        .select_related("fund")
        .order_by("sent_at", "id")
    )
