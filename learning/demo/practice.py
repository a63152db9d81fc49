"""Lets the demo's circles learn in cycles: moved, nested and stopped by something; experiments, and measures over the weeks."""

from decimal import Decimal
from typing import Any

from learning import actions
from learning.demo.known import Known, read
from learning.models import LearningCycle

Said = dict[str, Any]


def load(known: Known) -> None:
    """Begin every cycle, the wider ones first, then every experiment, the earlier ones first; and keep the measures."""
    said = read("cycles.toml")
    for cycle in said["cycle"]:
        _begin_cycle(known, cycle)
    for experiment in said["experiment"]:
        _try(known, experiment)
    for measure in read("measures.toml")["measure"]:
        _measure(known, measure)


def _begin_cycle(known: Known, said: Said) -> None:
    by = known.by(said)
    cycle = actions.begin_cycle(
        by=by,
        circle=known.demo.circle(said["circle"]),
        name=said["name"],
        to_learn=said["to_learn"],
        scale=said["scale"],
        question=known.questions[said["question"]] if "question" in said else None,
        planned={stage: known.demo.date(day) for stage, day in said.get("planned", {}).items()},
        at=known.at(said),
    )
    if "within" in said:
        actions.nest_cycle(by=by, cycle=cycle, wider=known.cycles[said["within"]])
    for obstacle in said.get("obstacle", []):
        _raise(known, cycle, obstacle)
    for step in said.get("step", []):
        actions.move_cycle(
            by=by, cycle=cycle, stage=step["stage"], why=step["why"], at=known.at(step | {"by": said["by"]})
        )
    known.cycles[said["key"]] = cycle


def _raise(known: Known, cycle: LearningCycle, said: Said) -> None:
    """What stood in the way becomes the wider circle's question, whose people answer it."""
    obstacle = actions.raise_obstacle(
        by=known.by(said),
        cycle=cycle,
        text=said["text"],
        why=said["why"],
        show_circle=said["show_circle"],
        at=known.at(said),
    )
    for step in said["answer"]:
        actions.record_understanding(
            by=known.by(step), question=obstacle.question, text=step["text"], at=known.at(step)
        )


def _try(known: Known, said: Said) -> None:
    by = known.by(said)
    experiment = actions.begin_experiment(
        by=by,
        circle=known.demo.circle(said["circle"]),
        what=said["what"],
        why=said["why"],
        notice=said["notice"],
        look_on=known.demo.date(said["look"]),
        cycle=known.cycles[said["cycle"]] if "cycle" in said else None,
        follows=known.experiments[said["follows"]] if "follows" in said else None,
        at=known.at(said),
    )
    if "ending" in said:
        actions.end_experiment(
            by=by,
            experiment=experiment,
            ending=said["ending"],
            reason=said["reason"],
            at=known.demo.days_ago(said["ended"]),
        )
    if "key" in said:
        known.experiments[said["key"]] = experiment


def _measure(known: Known, said: Said) -> None:
    by = known.by(said)
    words = ("name", "unit", "definition", "why", "collected_by", "cost")
    measure = actions.keep_measure(
        by=by,
        circle=known.demo.circle(said["circle"]),
        at=known.at(said),
        **{word: said[word] for word in words},
    )
    known.measures[said["name"]] = measure
    for days, value in said["values"]:
        day = known.demo.working_day(days, said["by"])
        actions.observe(
            by=by,
            measure=measure,
            day=known.demo.date(day),
            value=Decimal(value),
            story=said["stories"].get(str(days), ""),
            at=known.demo.days_ago(day, hour=17),
        )
