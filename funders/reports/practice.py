"""The sections of a report that tell how its partnership learned: cycles and experiments with their endings, measures with their stories."""

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funders.models import Report
from funders.reports.document import Figure, Item, Section
from funders.reports.figures.measure import measure_figure
from hls_platform.midnight import midnight
from learning.models import CycleStep, Experiment, LearningCycle, Measure, Observation
from learning.models.measure import plain


def cycles_and_experiments(report: Report) -> Section:
    """Each cycle with the steps it took in the period, and each experiment that ran then, with its ending if it came by then."""
    items = [*_cycles(report), *_experiments(report)]
    return Section(
        key="cycles",
        title=_("Cycles, experiments and their endings"),
        intro=""
        if items
        else _("No learning cycle and no experiment of the partnership ran in this period."),
        items=tuple(items),
    )


def _cycles(report: Report) -> list[Item]:
    steps: dict[object, list[CycleStep]] = {}
    taken = CycleStep.objects.filter(
        cycle__circle=report.partnership_id,
        entered_on__gte=report.period_start,
        entered_on__lt=report.period_end,
    )
    for step in taken.select_related("written_by").order_by("written_at", "id"):
        steps.setdefault(step.cycle_id, []).append(step)
    items = []
    begun = LearningCycle.objects.filter(
        circle=report.partnership_id, created_at__lt=midnight(report.period_end)
    )
    for cycle in begun.order_by("created_at", "id"):
        if cycle.ended and cycle.pk not in steps:
            continue
        items.append(
            Item(
                kind="cycle",
                key=f"cycle:{cycle.pk}",
                title=cycle.name,
                text=cycle.to_learn,
                person_id=str(cycle.tended_by_id),
            )
        )
        items += [
            Item(
                kind="step",
                key=f"step:{step.pk}",
                title=capfirst(str(step.get_stage_display())),
                text=step.why,
                attribution=step.written_by.name,
                date=step.entered_on.isoformat(),
                person_id=str(step.written_by_id),
            )
            for step in steps.get(cycle.pk, [])
        ]
    return items


def _experiments(report: Report) -> list[Item]:
    start, end = midnight(report.period_start), midnight(report.period_end)
    ran = (
        Experiment.objects.filter(circle=report.partnership_id, begun_at__lt=end)
        .filter(Q(ended_at=None) | Q(ended_at__gte=start))
        .select_related("tended_by")
        .order_by("begun_at", "id")
    )
    items = []
    for tried in ran:
        ended = tried.ended_at is not None and tried.ended_at < end
        day = tried.ended_at if ended and tried.ended_at else tried.begun_at
        items.append(
            Item(
                kind="experiment",
                key=f"experiment:{tried.pk}",
                title=_("An experiment: %(ending)s") % {"ending": tried.get_ending_display()}
                if ended
                else _("An experiment that goes on"),
                text="\n\n".join(
                    part
                    for part in (
                        tried.what,
                        _("Why it might help: %(why)s") % {"why": tried.why},
                        _("What we would notice: %(notice)s") % {"notice": tried.notice},
                        _("Why: %(reason)s") % {"reason": tried.reason} if ended else "",
                    )
                    if part
                ),
                attribution=tried.tended_by.name,
                date=timezone.localdate(day).isoformat(),
                person_id=str(tried.tended_by_id),
            )
        )
    return items


def measures(report: Report) -> Section:
    """Each measure with its reason and what was observed in the period, told by its stories. No target, and no comparison."""
    observed: dict[object, list[Observation]] = {}
    inside = Observation.objects.filter(
        measure__circle=report.partnership_id, day__gte=report.period_start, day__lt=report.period_end
    )
    for each in inside.select_related("written_by").order_by("day"):
        observed.setdefault(each.measure_id, []).append(each)
    items: list[Item] = []
    figures: list[Figure] = []
    kept = Measure.objects.filter(circle=report.partnership_id, created_at__lt=midnight(report.period_end))
    for measure in kept.order_by("name", "id"):
        here = observed.get(measure.pk, [])
        if measure.ended_at is not None and not here:
            continue
        told = Item(
            kind="measure",
            key=f"measure:{measure.pk}",
            title=measure.name,
            text="\n\n".join(part for part in (measure.why, _span(measure, here)) if part),
            person_id=str(measure.kept_by_id),
        )
        items.append(told)
        if here:
            figures.append(measure_figure(measure, here, _span(measure, here), told.id))
        items += [
            Item(
                kind="observation",
                key=f"observation:{each.pk}",
                title=f"{each.in_words} {measure.unit}".strip(),
                text=each.story,
                attribution=each.written_by.name,
                date=each.day.isoformat(),
                person_id=str(each.written_by_id),
            )
            for each in here
            if each.story
        ]
    return Section(
        key="measures",
        title=_("Measures with the story of each"),
        intro="" if items else _("The partnership keeps no measure."),
        items=tuple(items),
        figures=tuple(figures),
    )


def _span(measure: Measure, here: list[Observation]) -> str:
    """How many observations there were, and between which values."""
    if not here:
        return _("Nothing was observed in this period.")
    values = [each.value for each in here]
    return ngettext(
        "%(number)s observation in this period: %(low)s %(unit)s",
        "%(number)s observations in this period, between %(low)s and %(high)s %(unit)s",
        len(here),
    ).strip() % {
        "number": len(here),
        "low": plain(min(values)),
        "high": plain(max(values)),
        "unit": measure.unit,
    }
