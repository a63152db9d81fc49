"""Celery's doors of the frame."""

from celery import shared_task

from hls_platform.api import once


@shared_task(name="hls_platform.forget_answers")
def forget_answers() -> None:
    """Delete what the API keeps for a day."""
    once.forget_answers()
