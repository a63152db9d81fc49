"""What a report tells of targets that somebody wanted: the three answers, what the others answered, and what the law asks."""

import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funders.models import ChallengeAnswer, Report, TargetChallenge
from funders.reports.document import Item, Section
from hls_platform.midnight import midnight
from relationships.models import Partnership


def challenges_of(
    partnership: Partnership, start: datetime.date, end: datetime.date
) -> QuerySet[TargetChallenge]:
    """The target challenges that stood in the partnership's agreements in the half-open period, in the order of asking.

    Each with `all_answers`, those that were given by its end.
    """
    answers = ChallengeAnswer.objects.filter(answered_at__lt=midnight(end)).select_related(
        "organisation", "person"
    )
    return (
        TargetChallenge.objects.filter(agreement__partnership=partnership, asked_at__lt=midnight(end))
        .filter(Q(let_go_at=None) | Q(let_go_at__gte=midnight(start)))
        .select_related("organisation", "asked_by", "agreement")
        .prefetch_related(Prefetch("answers", answers.order_by("answered_at", "id"), to_attr="all_answers"))
        .order_by("asked_at", "id")
    )


def challenges(report: Report) -> Section:
    """Each target that was wanted with all that was said of it; and why the law asks for no indicators, where it was recorded.

    In the names of organisations: they asked and answered, and it stays when the person leaves who wrote it.
    """
    items: list[Item] = []
    for challenge in challenges_of(report.partnership, report.period_start, report.period_end):
        items.append(_asked(challenge))
        items += [
            Item(
                kind="answer",
                title=_("%(organisation)s answers") % {"organisation": answer.organisation},
                text=answer.text,
                date=_day(answer.answered_at),
            )
            for answer in _answers(challenge)
        ]
        if challenge.let_go_at and challenge.let_go_at < midnight(report.period_end):
            items.append(
                Item(
                    kind="let_go",
                    title=_("%(organisation)s let it go") % {"organisation": challenge.organisation},
                    text=challenge.let_go_because,
                    date=_day(challenge.let_go_at),
                )
            )
    return Section(
        key="challenges",
        title=_("Targets that somebody wanted, and what was said"),
        intro="" if items else _("Nobody asked for a target in this period."),
        items=tuple(items),
    )


def _asked(challenge: TargetChallenge) -> Item:
    law = capfirst(str(challenge.get_law_display()))
    of_the_law = f"{law}. {challenge.law_reason}" if challenge.law_reason else ""
    mark = ""
    if challenge.wanted:
        mark = (
            _("Reported because the law asks, used to learn.")
            if challenge.law == TargetChallenge.Law.ASKS
            else _("It is no part of the terms. Nobody is paid or judged by it.")
        )
    parts = (
        challenge.wanted,
        mark,
        _said(_("Why this choice?"), challenge.why),
        _said(_("What evidence supports it for work this complex?"), challenge.evidence),
        _said(_("What may it do to the people served?"), challenge.effect),
        of_the_law,
    )
    wanted = (
        _("%(organisation)s wanted a target")
        if challenge.wanted
        else _("%(organisation)s recorded what the law asks")
    )
    return Item(
        kind="challenge",
        title=wanted % {"organisation": challenge.organisation},
        text="\n\n".join(filter(None, parts)),
        date=_day(challenge.asked_at),
    )


def _said(question: str, answer: str) -> str:
    return f"{question} {answer}" if answer else ""


def _answers(challenge: Any) -> list[ChallengeAnswer]:
    found: list[ChallengeAnswer] = challenge.all_answers
    return found


def _day(moment: datetime.datetime) -> str:
    return timezone.localtime(moment).date().isoformat()
