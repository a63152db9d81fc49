"""A measure over the period: its observations as a line, numbered where a story stands. No target, no middle, no limits."""

import datetime
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funders.reports.document import Figure
from funders.reports.figures.svg import GREEN, SOFT, element, picture, text
from learning.models import Measure, Observation
from learning.pictures.run_chart import run_chart_of


def measure_figure(measure: Measure, observed: Sequence[Observation], words: str, item: str) -> Figure:
    """The picture of at least one observation, the earliest first; `words` say in a sentence what there is to see."""
    stories = [each for each in observed if each.story]
    numbers = {each.pk: str(number) for number, each in enumerate(stories, start=1)}
    words = f"{words.rstrip('.')}."
    if numbers:
        words += " " + _("The small numbers lead to the stories, in their order.")
    return Figure(
        key="measure",
        title=_("Over time: %(measure)s") % {"measure": measure.name},
        words=words,
        svg=_drawn(observed),
        columns=(_("Day"), measure.unit or _("How much"), _("Story")),
        rows=tuple((_day(each.day), each.in_words, numbers.get(each.pk, "")) for each in observed),
        item=item,
    )


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")


def _drawn(observed: Sequence[Observation]) -> str:
    chart = run_chart_of(observed, None)
    parts = [
        text(46, level.y + 5, level.said, fill=SOFT, text_anchor="end")
        for level in dict.fromkeys(chart.scale)
    ]
    parts.append(element("polyline", points=chart.line, fill="none", stroke=GREEN, stroke_width=2))
    for point in chart.points:
        parts.append(element("circle", cx=point.x, cy=point.y, r=3.5, fill=GREEN))
        if point.note:
            parts.append(text(point.x, point.note_y, str(point.note), text_anchor="middle"))
    first, last, foot = observed[0].day, observed[-1].day, chart.height - 6
    parts.append(text(chart.left, foot, _day(first), fill=SOFT))
    if last != first:
        parts.append(text(chart.width - 2, foot, _day(last), fill=SOFT, text_anchor="end"))
    return picture(chart.width, chart.height, parts)
