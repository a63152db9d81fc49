"""What a report tells of what its partnership came to think, with the doubts, and of what it does differently.

Of what an insight rests on the report says how much there was, and never the words: those stand in their own sections,
where a withdrawal finds them.
"""

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funders.models import Report
from funders.reports.document import Item
from hls_platform.midnight import midnight
from learning.models import (
    Adaptation,
    AdaptationSource,
    Insight,
    InsightSource,
    InsightVoice,
    LearningQuestion,
    Understanding,
)
from learning.queries.insights import traced


def with_all(insights: QuerySet[Insight], report: Report) -> QuerySet[Insight]:
    """The insights of the report's partnership, with what is told of them at the end of its period."""
    end = midnight(report.period_end)
    said = InsightVoice.objects.filter(Q(until=None) | Q(until__gte=end), created_at__lt=end)
    seen = InsightSource.objects.filter(circle=report.partnership_id).select_related("share", "earlier")
    return (
        insights.filter(circle=report.partnership_id)
        .select_related("written_by")
        .prefetch_related(
            Prefetch("voices", said.select_related("person"), to_attr="said"),
            Prefetch("sources", seen, to_attr="seen"),
        )
        .order_by("created_at", "id")
    )


def insight_items(insights: Iterable[Insight]) -> list[Item]:
    """Each insight (of `with_all`) and after it what people say to it, each in the name of whoever said it."""
    items = []
    for insight in insights:
        items.append(
            Item(
                kind="insight",
                key=f"insight:{insight.pk}",
                rests_on=_keys(insight.seen),  # type: ignore[attr-defined]
                title=_("We now think (%(sure)s)") % {"sure": insight.get_how_sure_display()},
                text=_paragraphs(
                    insight.text,
                    _("What changed our minds: %(reason)s") % {"reason": insight.what_changed}
                    if insight.what_changed
                    else "",
                    _how_much(insight, insight.seen),  # type: ignore[attr-defined]
                ),
                attribution=insight.written_by.name,
                date=_day_of(insight.created_at),
                person_id=str(insight.written_by_id),
            )
        )
        items += [
            Item(
                kind="voice",
                key=f"voice:{voice.pk}",
                title=capfirst(str(voice.get_kind_display())),
                text=voice.reason,
                attribution=voice.person.name,
                date=_day_of(voice.created_at),
                person_id=str(voice.person_id),
            )
            for voice in insight.said  # type: ignore[attr-defined]
        ]
    return items


def thought_in(report: Report) -> QuerySet[Insight]:
    """The insights that the partnership wrote in the period."""
    start, end = midnight(report.period_start), midnight(report.period_end)
    return with_all(Insight.objects.filter(created_at__gte=start, created_at__lt=end), report)


def asked_in(report: Report) -> QuerySet[LearningQuestion]:
    """The questions that were open at some time of the period."""
    start, end = midnight(report.period_start), midnight(report.period_end)
    asked = LearningQuestion.objects.filter(Q(circle=report.partnership_id), created_at__lt=end)
    return asked.filter(Q(closed_at=None) | Q(closed_at__gte=start))


def told_of_no_question(report: Report) -> QuerySet[Insight]:
    """The insights of the period that no step of a question in the report has told of."""
    steps = Understanding.objects.filter(
        question__in=asked_in(report), written_at__lt=midnight(report.period_end), insights__isnull=False
    )
    return thought_in(report).exclude(pk__in=steps.values("insights"))


def adaptation_items(report: Report, whose: Q = Q()) -> list[Item]:  # noqa: B008 - a Q is never changed
    """What began in the period, and what ended in it, with the reason; of all, or of those who are `whose`."""
    inside = {"gte": report.period_start, "lt": report.period_end}
    began = Q(**{f"since__{edge}": day for edge, day in inside.items()})
    ended = Q(**{f"ended_on__{edge}": day for edge, day in inside.items()})
    seen = AdaptationSource.objects.filter(circle=report.partnership_id).select_related("share", "insight")
    adaptations = (
        Adaptation.objects.filter(began | ended, whose, circle=report.partnership_id)
        .select_related("written_by", "ended_by")
        .prefetch_related(Prefetch("sources", seen, to_attr="seen"))
        .order_by("since", "id")
    )
    items = []
    for adaptation in adaptations:
        items.append(
            Item(
                kind="adapted",
                key=f"adaptation:{adaptation.pk}",
                rests_on=_keys(adaptation.seen),
                title=_("Since %(day)s") % {"day": date_format(adaptation.since, "j F Y")},
                text=_paragraphs(adaptation.text, _how_much(adaptation, adaptation.seen)),
                attribution=adaptation.written_by.name,
                date=adaptation.since.isoformat(),
                person_id=str(adaptation.written_by_id),
            )
        )
        if adaptation.ended_by and adaptation.ended_on and adaptation.ended_on < report.period_end:
            items.append(
                Item(
                    kind="adapted",
                    key=f"adaptation-end:{adaptation.pk}",
                    rests_on=(f"adaptation:{adaptation.pk}",),
                    title=_("Why not any more"),
                    text=adaptation.ended_because,
                    attribution=adaptation.ended_by.name,
                    date=adaptation.ended_on.isoformat(),
                    person_id=str(adaptation.ended_by_id),
                )
            )
    return items


def _keys(seen: Sequence[InsightSource | AdaptationSource]) -> tuple[str, ...]:
    """The keys of what it rests on; of what was taken back, or is of another report, there is no item."""
    keys = []
    for source in seen:
        insight = source.earlier_id if isinstance(source, InsightSource) else source.insight_id
        if source.share and source.share.withdrawn_at is None:
            keys.append(f"share:{source.share_id}")
        elif insight:
            keys.append(f"insight:{insight}")
    return tuple(sorted(keys))


def _how_much(thing: Insight | Adaptation, seen: Sequence[InsightSource | AdaptationSource]) -> str:
    """In sentences, on how much it rests: what the partnership can read, what was taken back, what is of other circles."""
    rests_on = traced(thing, seen)
    number = len(rests_on.causes)
    said = [
        ngettext(
            "It rests on one thing that the partnership can read.",
            "It rests on %(number)s things that the partnership can read.",
            number,
        )
        % {"number": number}
    ]
    if rests_on.taken_back:
        said.append(
            ngettext("One source was taken back.", "%(number)s sources were taken back.", rests_on.taken_back)
            % {"number": rests_on.taken_back}
        )
    if rests_on.hidden:
        said.append(
            ngettext(
                "One more is of another circle.", "%(number)s more are of other circles.", rests_on.hidden
            )
            % {"number": rests_on.hidden}
        )
    return " ".join(said if number else said[1:])


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _day_of(moment: datetime.datetime) -> str:
    return timezone.localtime(moment).date().isoformat()
