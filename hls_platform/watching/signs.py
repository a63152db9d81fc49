"""Signs of how the whole place is: read when they are asked for, the same whichever web process answers.

An app declares its own in its `signs.py` as `SIGNS`. No label of a sign names a person or a circle.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

import redis
from django.apps import apps
from django.db import DatabaseError
from django.utils.module_loading import module_has_submodule
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from hls_platform.watching.tasks import QUEUE, counted
from hls_platform.watching.tasks import connection as broker

Metric = GaugeMetricFamily | CounterMetricFamily


@dataclass(frozen=True)
class Sign:
    """A number, or several, one for each value of `label`, read from the database as one of the platform's jobs."""

    name: str
    tells: str
    read: Callable[[], Mapping[str, float]]
    label: str = ""


def all_signs() -> list[Sign]:
    """Every declared sign."""
    return [
        sign
        for app in apps.get_app_configs()
        if app.module is not None and module_has_submodule(app.module, "signs")
        for sign in import_module(f"{app.name}.signs").SIGNS
    ]


class Place(Collector):
    """Asks the database and the broker. Whichever is away is said to be, and what it would have told is left out."""

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        answers = GaugeMetricFamily("hls_answers", "1 when it answers, 0 when it does not.", labels=["part"])
        metrics: list[Metric] = []
        for part, ask, away in (
            ("database", self._of_the_database, DatabaseError),
            ("broker", self._of_the_broker, redis.RedisError),
        ):
            try:
                metrics += ask()
                answers.add_metric([part], 1)
            except away:
                answers.add_metric([part], 0)
        yield from [answers, *metrics]

    def _of_the_database(self) -> list[Metric]:
        found: list[Metric] = []
        for sign in all_signs():
            family = GaugeMetricFamily(sign.name, sign.tells, labels=[sign.label] if sign.label else [])
            for value, number in sign.read().items():
                family.add_metric([value] if sign.label else [], number)
            found.append(family)
        return found

    def _of_the_broker(self) -> list[Metric]:
        length = GaugeMetricFamily("hls_queue_length", "Tasks that wait for a worker.", labels=["queue"])
        begun = GaugeMetricFamily("hls_tasks_begun", "Tasks that a worker has taken and not finished.")
        ended = CounterMetricFamily("hls_tasks", "Tasks that ended, and how.", labels=["task", "state"])
        with broker() as asked:
            length.add_metric([QUEUE], float(asked.llen(QUEUE)))
            begun.add_metric([], float(asked.hlen("unacked")))
            for (task, state), number in counted(asked).items():
                ended.add_metric([task, state], number)
        return [length, begun, ended]
