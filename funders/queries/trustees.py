"""What the trustees' page reads: what was chosen, each thing for those who may read it, and what can be chosen."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funders.models import TrusteesLine, TrusteesPage
from hls_platform.midnight import midnight
from hls_platform.versions import version_of
from learning.models import Adaptation, Insight
from relationships.models import Circle, Organisation, Person

MOST_OFFERED = 60


@dataclass(frozen=True)
class Line:
    """Something that was chosen, as one reader may see it."""

    id: uuid.UUID
    why: str
    thing: Insight | Adaptation | None
    """None for who is not where it was written."""

    @property
    def circle(self) -> Circle | None:
        return self.thing.circle if self.thing else None


@dataclass(frozen=True)
class Read:
    """The page as one reader may see it."""

    learned: list[Line]
    changed: list[Line]
    version: str

    @property
    def hidden(self) -> int:
        """How many things this reader may not read."""
        return sum(each.thing is None for each in [*self.learned, *self.changed])


def pages_of(organisation: Organisation) -> QuerySet[TrusteesPage]:
    """The organisation's pages, the newest quarter first."""
    return (
        TrusteesPage.objects.filter(organisation=organisation)
        .select_related("written_by", "reviewed_by")
        .order_by("-quarter")
    )


def read(person: Person, page: TrusteesPage) -> Read:
    """What is on the page: nobody reads through it what they could not read where it was written."""
    lines = list(TrusteesLine.objects.filter(page=page).order_by("chosen_at", "id"))
    insights = _seen(Insight, person, [line.insight_id for line in lines])
    adaptations = _seen(Adaptation, person, [line.adaptation_id for line in lines])
    said = {
        "opening": page.opening,
        "lines": [f"{line.id} {line.why}" for line in sorted(lines, key=lambda each: each.pk)],
    }
    return Read(
        learned=[Line(line.pk, line.why, insights.get(line.insight_id)) for line in lines if line.insight_id],
        changed=[
            Line(line.pk, line.why, adaptations.get(line.adaptation_id))
            for line in lines
            if line.adaptation_id
        ],
        version=version_of(said),
    )


def _seen(noun: Any, person: Person, ids: list[Any]) -> dict[Any, Any]:
    found = noun.objects.visible_to(person).filter(pk__in=[each for each in ids if each])
    return {each.pk: each for each in found.select_related("circle")}


def offered(person: Person, page: TrusteesPage) -> list[tuple[str, str]]:
    """What of the quarter `person` may read and is not chosen yet, the newest first: insights, then what is done differently."""
    chosen = set(TrusteesLine.objects.filter(page=page).values_list("insight_id", flat=True)) | set(
        TrusteesLine.objects.filter(page=page).values_list("adaptation_id", flat=True)
    )
    since, until = midnight(page.quarter), midnight(page.ends)
    insights = Insight.objects.visible_to(person).standing()
    adaptations = Adaptation.objects.visible_to(person)
    found: list[tuple[str, str]] = []
    for key, noun, words in (
        ("insight", insights, _("We now think: %(text)s (%(circle)s)")),
        ("adaptation", adaptations, _("We do differently: %(text)s (%(circle)s)")),
    ):
        inside = noun.filter(created_at__gte=since, created_at__lt=until).exclude(pk__in=chosen - {None})
        for each in inside.select_related("circle").order_by("-created_at", "-id")[:MOST_OFFERED]:
            found.append((f"{key}:{each.pk}", words % {"text": each.text, "circle": each.circle.name}))
    return found


def quarters(today: datetime.date, number: int = 6) -> list[tuple[str, str]]:
    """The quarter of `today` and those before it, to choose from: the first day of each, and its name."""
    first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    found = []
    for _each in range(number):
        found.append((first.isoformat(), quarter_in_words(first)))
        first = (first - datetime.timedelta(days=1)).replace(day=1)
        first = first.replace(month=first.month - (first.month - 1) % 3)
    return found


def quarter_in_words(first: datetime.date) -> str:
    """For reading: "October to December 2026"."""
    last = first.replace(month=first.month + 2)
    return _("%(first)s to %(last)s %(year)s") % {
        "first": date_format(first, "F"),
        "last": date_format(last, "F"),
        "year": first.year,
    }
