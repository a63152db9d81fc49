"""Celery's doors of the frame."""

from celery import shared_task

from hls_platform.api import once
from hls_platform.security import sealing


@shared_task(name="hls_platform.forget_answers")
def forget_answers() -> None:
    """Delete what the API keeps for a day."""
    once.forget_answers()


@shared_task(name="hls_platform.seal_audit")
def seal_audit() -> None:
    """Seal the audit entries that are there; can run twice, at once, or be killed, without harm."""
    sealing.seal_waiting()
