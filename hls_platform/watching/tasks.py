"""One log line and one count for each task; a task's lines carry the id of the request that asked for it."""

import contextlib
import logging
import time
from typing import Any

import redis
from celery import Task, signals
from django.conf import settings

from hls_platform.broker import connect
from hls_platform.watching.lines import where

QUEUE = "celery"
COUNTS = "hls:tasks"
"""A hash in Valkey: "learning.build_due_digests SUCCESS" to how often. Counts begin anew when Valkey does."""
REQUEST = "hls_request"
PATIENCE_SECONDS = 2

log = logging.getLogger(__name__)
_began: dict[str, float] = {}


def connection() -> redis.Redis:
    """The broker, asked with little patience."""
    return connect(
        settings.REDIS_URL, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
    )


def counted(asked: redis.Redis) -> dict[tuple[str, str], int]:
    """How often each task ended in each state."""
    found: dict[bytes, bytes] = asked.hgetall(COUNTS)  # type: ignore[assignment]
    pairs = {tuple(name.decode().rsplit(" ", 1)): int(number) for name, number in found.items()}
    return {(task, state): number for (task, state), number in pairs.items()}


@signals.setup_logging.connect
def as_the_settings_say(**_more: Any) -> None:
    """Being connected is enough: Celery then leaves the logging of `settings.LOGGING` alone."""


@signals.before_task_publish.connect
def carry_the_request(headers: dict[str, Any] | None = None, **_more: Any) -> None:
    """Send the id of the request along with the task that it asks for."""
    if headers is not None and (request := where.get().get("request")):
        headers[REQUEST] = request


@signals.task_prerun.connect
def begin(task_id: str = "", task: Task[..., Any] | None = None, **_more: Any) -> None:
    """Say in each line that follows which task this is."""
    if task is None:
        return
    asked_by = task.request.get(REQUEST)
    where.set({"task": task.name, "task_id": task_id, **({"request": asked_by} if asked_by else {})})
    _began[task_id] = time.perf_counter()


@signals.task_retry.connect
def say_why_again(reason: object = None, **_more: Any) -> None:
    """Of what made the task try again, its type alone."""
    log.warning("task is tried again", extra={"facts": {"why": type(reason).__name__}})


@signals.task_postrun.connect
def end(
    task_id: str = "", task: Task[..., Any] | None = None, state: str | None = None, **_more: Any
) -> None:
    """Tell that the task ended, and count it. While Valkey is away nothing is counted."""
    if task is None:
        return
    seconds = time.perf_counter() - _began.pop(task_id, time.perf_counter())
    log.info("task", extra={"facts": {"state": state, "seconds": round(seconds, 3)}})
    with contextlib.suppress(redis.RedisError), connection() as asked:
        asked.hincrby(COUNTS, f"{task.name} {state}", 1)
    where.set({})
