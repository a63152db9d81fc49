"""Celery's doors of the frame."""

import logging
import uuid

from celery import shared_task

from hls_platform import errands
from hls_platform.api import once
from hls_platform.security import sealing

log = logging.getLogger(__name__)


@shared_task(name="hls_platform.forget_answers")
def forget_answers() -> None:
    """Delete what the API keeps for a day."""
    once.forget_answers()


@shared_task(name="hls_platform.seal_audit")
def seal_audit() -> None:
    """Seal the audit entries that are there; can run twice, at once, or be killed, without harm."""
    sealing.seal_waiting()


@shared_task(name="hls_platform.do_errand")
def do_errand(id: str) -> None:
    """Do one errand; while the post office does not answer it waits, and beat comes back to it."""
    try:
        errands.do(uuid.UUID(id))
    except OSError as problem:
        log.warning("errand %s waits: %s", id, type(problem).__name__)


@shared_task(name="hls_platform.do_waiting_errands")
def do_waiting_errands() -> None:
    """Do the errands that the queue has lost, or that could not be done: the net under all of them."""
    errands.do_waiting()
