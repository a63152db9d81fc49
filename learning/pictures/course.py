"""How a cycle was planned and how it ran: two lines through four rows, one for each stage, and the same in words."""

import datetime
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hls_platform.templatetags.plain_words import day
from learning.models import STAGES, CycleStep, Stage

WIDTH, LEFT, RIGHT, ROW, TOP = 400, 96, 12, 34, 20


@dataclass(frozen=True)
class Row:
    """One stage: its name at `y` in the picture; in the table when it was planned and when the cycle entered it."""

    name: str
    y: int
    planned: str
    ran: str


@dataclass(frozen=True)
class Course:
    rows: tuple[Row, ...]
    planned: str
    """The points of the planned line; empty where nothing was planned."""
    ran: str
    end: tuple[float, int] | None
    """Where the cycle came to its end."""
    first_day: str
    last_day: str
    otherwise: tuple[str, ...]
    """In sentences, how it ran otherwise than planned."""
    width: int = WIDTH
    height: int = TOP + ROW * len(STAGES) + 24


def course_of(
    planned: Mapping[str, datetime.date | None], steps: Sequence[CycleStep], today: datetime.date
) -> Course:
    """The course of a cycle with these days planned by stage, and these steps (at least one, the earliest first)."""
    plan = [(stage, on) for stage in STAGES if (on := planned.get(stage.value))]
    ended = steps[-1].stage == Stage.ENDED
    days = [on for _stage, on in plan] + [step.entered_on for step in steps] + ([] if ended else [today])
    first, last = min(days), max(days)
    length = max((last - first).days, 1)

    def x(on: datetime.date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (on - first).days / length, 1)

    ran = [(step.stage, step.entered_on) for step in steps if step.stage != Stage.ENDED]
    until = steps[-1].entered_on if ended else today
    return Course(
        rows=tuple(_row(place, stage, planned, steps) for place, stage in enumerate(STAGES)),
        planned=_line([(_y(stage) + 4, x(on)) for stage, on in plan], x(last)) if plan else "",
        ran=_line([(_y(stage) - 2, x(on)) for stage, on in ran], x(until)),
        end=(x(until), _y(ran[-1][0]) - 2) if ended and ran else None,
        first_day=day(first),
        last_day=day(last) if last > first else "",
        otherwise=tuple(_otherwise(dict(plan), steps)),
    )


def _y(stage: str) -> int:
    return TOP + ROW * [each.value for each in STAGES].index(stage)


def _line(stands: list[tuple[int, float]], until: float) -> str:
    """From each stand to the next, along and then up or down."""
    points = []
    for place, (y, began) in enumerate(stands):
        goes_to = stands[place + 1][1] if place + 1 < len(stands) else until
        points += [(began, y), (max(goes_to, began), y)]
    return " ".join(f"{px},{py}" for px, py in points)


def _row(
    place: int, stage: Stage, planned: Mapping[str, datetime.date | None], steps: Sequence[CycleStep]
) -> Row:
    entered = [day(step.entered_on) for step in steps if step.stage == stage]
    on = planned.get(stage.value)
    return Row(
        name=capfirst(str(stage.label)),
        y=TOP + ROW * place,
        planned=day(on) if on else "",
        ran=_("; again ").join(entered),
    )


def _otherwise(plan: Mapping[Stage, datetime.date], steps: Sequence[CycleStep]) -> list[str]:
    said = []
    order = [each.value for each in STAGES]
    for before, after in itertools.pairwise(steps):
        names = {
            "from": Stage(before.stage).label,
            "to": Stage(after.stage).label,
            "day": day(after.entered_on),
        }
        if after.stage == Stage.ENDED:
            if before.stage != Stage.EMBED:
                said.append(_("It came to its end from “%(from)s”, %(day)s.") % names)
        elif before.stage == Stage.ENDED:
            said.append(_("It began again with “%(to)s”, %(day)s.") % names)
        elif order.index(after.stage) < order.index(before.stage):
            said.append(_("It went back from “%(from)s” to “%(to)s”, %(day)s.") % names)
        elif order.index(after.stage) > order.index(before.stage) + 1:
            said.append(_("It went on from “%(from)s” to “%(to)s” at once, %(day)s.") % names)
    for stage, on in plan.items():
        entered = next((step.entered_on for step in steps if step.stage == stage), None)
        if entered and entered != on:
            said.append(
                _("“%(stage)s” was planned from %(planned)s and began %(ran)s.")
                % {"stage": capfirst(str(stage.label)), "planned": day(on), "ran": day(entered)}
            )
    return said
