"""Composes a report's document from what was shared with its partnership in its half-open period.

One small function per section, in the order in which people read them. Nothing is written here.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from funders.models import Agreement, Payment, Report
from funders.money import said
from funders.reports.challenges import challenges
from funders.reports.document import Document, Figure, Item, Meta, Section
from funders.reports.figures.map import map_figure
from funders.reports.funder import funder_learned, of_the_funder, theirs, who_gives
from funders.reports.map_changes import what_changed, what_led_there
from funders.reports.practice import cycles_and_experiments, measures
from funders.reports.shared import said_of, shares_of
from funders.reports.thinking import adaptation_items, asked_in, insight_items, told_of_no_question, with_all
from funders.reports.together import together
from hls_platform.midnight import midnight
from hls_platform.security.asking import as_circles
from learning.models import Insight, Reflection, Share, Understanding
from learning.queries.map_work import explained_for_all
from relationships.models import Membership, PartnershipParty
from systems.comparing import compared_in
from systems.models import Snapshot, SystemMap
from systems.queries import drawing_of

Kind = Reflection.Kind
NOTICED = (Kind.MOMENT, Kind.SURPRISE, Kind.STRENGTH)
UNSURE = (Kind.MISTAKE, Kind.UNCERTAINTY)
ADAPTED = (Kind.ADAPTATION,)


def compose(report: Report, progress: Callable[[int], None] = lambda percent: None) -> Document:
    """The document of `report` as things stand now, in its language.

    `progress` is called with the percentage done after each section.
    """
    language = report.language or settings.LANGUAGE_CODE
    with override(language):
        circle = [report.partnership_id]
        with as_circles(circle):
            shared, partnership = shares_of(report), report.partnership
        sections: list[Section] = []
        steps: list[Callable[[], Section]] = [
            lambda: _people(report),
            lambda: _questions(report),
            lambda: _thought(report),
            lambda: cycles_and_experiments(report),
            lambda: said_of("noticed", _("What was noticed"), NOTICED, shared),
            lambda: said_of("unsure", _("Mistakes and uncertainties"), UNSURE, shared),
            lambda: _adapted(report, shared),
            lambda: funder_learned(report, shared),
            lambda: together(report),
            lambda: _map(report),
            lambda: measures(report),
            lambda: _money(report),
            lambda: challenges(report),
            lambda: _not_here(report, sections),
        ]
        for done, step in enumerate(steps, start=1):
            with as_circles(circle):
                sections.append(step())
            progress(done * 100 // len(steps))
        return Document(
            meta=Meta(
                report=str(report.pk),
                title=_("Accountability for learning: %(partnership)s") % {"partnership": partnership},
                partnership=partnership.name,
                purpose=partnership.purpose,
                period_start=report.period_start.isoformat(),
                period_end=report.period_end.isoformat(),
                composed_at=timezone.now().isoformat(),
                language=language,
            ),
            sections=tuple(sections),
        )


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")


def _local(moment: datetime.datetime) -> datetime.date:
    return timezone.localtime(moment).date()


def _people(report: Report) -> Section:
    start, end = midnight(report.period_start), midnight(report.period_end)
    parties = (
        PartnershipParty.objects.filter(partnership=report.partnership_id)
        .select_related("organisation")
        .order_by("side", "organisation__name")
    )
    named = (
        Membership.objects.filter(Q(until=None) | Q(until__gt=start), circle=report.partnership_id)
        .filter(since__lt=end)
        .select_related("person", "on_behalf_of")
        .order_by("person__name", "person_id")
    )
    people = {
        membership.person_id: Item(
            kind="person",
            key=f"person:{membership.person_id}",
            title=membership.person.name,
            text=membership.on_behalf_of.name if membership.on_behalf_of else "",
            person_id=str(membership.person_id),
        )
        for membership in named
    }
    organisations = [
        Item(
            kind="organisation",
            key=f"organisation:{party.organisation_id}",
            title=party.organisation.name,
            text=str(party.get_side_display()),
        )
        for party in parties
    ]
    return Section(
        key="people",
        title=_("Purpose and people"),
        intro=report.partnership.purpose,
        items=(*organisations, *people.values()),
    )


def _questions(report: Report) -> Section:
    start, end = midnight(report.period_start), midnight(report.period_end)
    asked = asked_in(report).select_related("put_to").order_by("created_at", "id")
    trail: dict[object, list[Any]] = {}  # each step with the insights that led there
    for step in (
        Understanding.objects.filter(question__in=asked, written_at__lt=end)
        .select_related("written_by")
        .prefetch_related(Prefetch("insights", with_all(Insight.objects.all(), report), to_attr="led_here"))
        .order_by("written_at", "id")
    ):
        trail.setdefault(step.question_id, []).append(step)
    items: list[Item] = []
    told = set[object]()
    for question in asked:
        put_to = _("put to %(organisation)s") % {"organisation": question.put_to} if question.put_to else ""
        items.append(
            Item(
                kind="question",
                key=f"question:{question.pk}",
                title=question.text,
                text=question.why,
                attribution=put_to,
                # Of one that was raised nobody here knows who it was: its own key finds it.
                person_id=str(question.asked_by_id or question.pk),
            )
        )
        steps = trail.get(question.pk, [])
        before = [step for step in steps if step.written_at < start][-1:]
        for step in before + [step for step in steps if step.written_at >= start]:
            items.append(
                Item(
                    kind="understanding",
                    key=f"understanding:{step.pk}",
                    rests_on=tuple(f"insight:{each.pk}" for each in step.led_here),
                    title=_("Where we started") if step in before else _("What we understood"),
                    text=step.text,
                    attribution=step.written_by.name,
                    date=_local(step.written_at).isoformat(),
                    person_id=str(step.written_by_id),
                )
            )
            items += insight_items(each for each in step.led_here if each.pk not in told)
            told |= {each.pk for each in step.led_here}
    return Section(
        key="questions",
        title=_("Learning questions"),
        intro="" if items else _("No learning question was open in this period."),
        items=tuple(items),
    )


def _thought(report: Report) -> Section:
    """The insights of the period that no step of a question has told of."""
    items = insight_items(told_of_no_question(report).exclude(theirs(who_gives(report))))
    return Section(
        key="insights",
        title=_("What we now think"),
        intro="" if items else _("No other insight was written in this period."),
        items=tuple(items),
    )


def _adapted(report: Report, shared: list[Share]) -> Section:
    """What the partnership does differently, and what people shared of the kind."""
    gives = who_gives(report)
    rest = [share for share in shared if not of_the_funder(share, gives)]
    said = said_of("adaptations", _("What we do differently now"), ADAPTED, rest)
    items = (*adaptation_items(report, ~theirs(gives)), *said.items)
    return replace(said, items=items, intro="" if items else said.intro)


def _map(report: Report) -> Section:
    start, end = midnight(report.period_start), midnight(report.period_end)
    items: list[Item] = []
    figures: list[Figure] = []
    for drawn in SystemMap.objects.filter(circle=report.partnership_id, created_at__lt=end).order_by(
        "name", "id"
    ):
        items.append(Item(kind="map", key=f"map:{drawn.pk}", title=drawn.name, text=drawn.description))
        compared = compared_in(drawn, start, end)
        before = compared.before.drawing if compared else None
        now = compared.after.drawing if compared else drawing_of(drawn)
        if figure := map_figure(drawn.name, before, now, items[-1].id):
            figures.append(figure)
        kept = Snapshot.objects.filter(map=drawn, taken_at__gte=start, taken_at__lt=end)
        items += [
            Item(
                kind="snapshot",
                key=f"snapshot:{snapshot.pk}",
                title=snapshot.name,
                text=snapshot.reason,
                attribution=_("A version of the map that was kept"),
                date=_local(snapshot.taken_at).isoformat(),
            )
            for snapshot in kept.order_by("taken_at", "id")
        ]
        items += what_changed(compared)
        first, last = (compared.before.at, compared.after.at) if compared else (start, end)
        items += what_led_there(explained_for_all(drawn, first, last))
    return Section(
        key="map",
        title=_("The map, and what changed on it"),
        intro="" if items else _("This partnership has drawn no map yet."),
        items=tuple(items),
        figures=tuple(figures),
    )


def _money(report: Report) -> Section:
    agreements = (
        Agreement.objects.agreed()
        .filter(
            partnership=report.partnership_id,
            starts_on__lt=report.period_end,
            ends_on__gte=report.period_start,
        )
        .select_related("fund")
        .order_by("starts_on", "id")
    )
    inside = {"gte": report.period_start, "lt": report.period_end}
    paid = Q(**{f"paid_on__{edge}": day for edge, day in inside.items()})
    due = Q(**{f"due_on__{edge}": day for edge, day in inside.items()})
    payments = (
        Payment.objects.filter(paid | due, agreement__partnership=report.partnership_id, called_off_at=None)
        .select_related("agreement")
        .order_by("due_on", "id")
    )
    items = [
        Item(
            kind="agreement",
            key=f"agreement:{agreement.pk}",
            title=agreement.fund.name if agreement.fund else _("An agreement"),
            text="\n\n".join(
                part
                for part in (
                    _("%(amount)s from %(start)s until %(end)s.")
                    % {
                        "amount": said(agreement.amount, agreement.currency),
                        "start": _day(agreement.starts_on),
                        "end": _day(agreement.ends_on),
                    },
                    _("It can be used as the partner sees fit.") if agreement.unrestricted else "",
                    agreement.accountable_for,
                )
                if part
            ),
            amount=str(agreement.amount),
            currency=agreement.currency,
            date=agreement.starts_on.isoformat(),
        )
        for agreement in agreements
    ]
    for payment in payments:
        was_paid = payment.paid_on is not None and payment.paid_on < report.period_end
        items.append(
            Item(
                kind="payment",
                key=f"payment:{payment.pk}",
                title=_("Paid") if was_paid else _("Due, not paid in this period"),
                text=said(payment.amount, payment.agreement.currency),
                amount=str(payment.amount),
                currency=payment.agreement.currency,
                date=str(payment.paid_on if was_paid else payment.due_on),
            )
        )
    items += [
        Item(
            kind="total",
            key=f"total:{currency}",
            title=_("Paid in this period, together"),
            text=said(amount, currency),
            amount=str(amount),
            currency=currency,
        )
        for currency, amount in _paid_in(report, payments).items()
    ]
    return Section(
        key="money",
        title=_("Money"),
        intro="" if items else _("No agreement ran and no payment was due in this period."),
        items=tuple(items),
    )


def _paid_in(report: Report, payments: Iterable[Payment]) -> dict[str, Decimal]:
    """What was paid within the period, exactly; each currency by itself."""
    paid: dict[str, Decimal] = {}
    for payment in payments:
        if payment.paid_on and report.period_start <= payment.paid_on < report.period_end:
            currency = payment.agreement.currency
            paid[currency] = paid.get(currency, Decimal(0)) + payment.amount
    return dict(sorted(paid.items()))


def _not_here(report: Report, sections: list[Section]) -> Section:
    reasons = [
        _("Reflections that people kept to themselves or shared elsewhere. Sharing is theirs to choose."),
        _("What was shared before %(start)s, or from %(end)s on. It belongs to another period.")
        % {"start": _day(report.period_start), "end": _day(report.period_end)},
        _("What people had withdrawn before this report was composed."),
        _("Targets and scores. Both sides are accountable for learning, adapting and working together."),
    ]
    return Section(
        key="not_here",
        title=_("What is not in this report, and why"),
        items=tuple(Item(kind="reason", text=reason) for reason in reasons)
        + tuple(
            Item(kind="reason", title=section.title, text=section.intro)
            for section in sections
            if not section.items and section.intro
        ),
    )
