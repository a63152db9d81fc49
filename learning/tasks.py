"""Celery's doors of learning. Each can run twice, at once, or be killed, without harm."""

import datetime

from celery import shared_task
from django.utils import timezone

from learning import files
from learning.actions import digests, returning

SETTLED = datetime.timedelta(minutes=5)
"""A digest is built this long after its period ended, when what was shared in the last moment is committed."""


@shared_task(name="learning.build_due_digests")
def build_due_digests() -> None:
    """Build every digest whose period has ended, and send its letters."""
    built, _skipped = digests.build_due_digests(until=timezone.now() - SETTLED)
    if built:
        deliver_waiting_digests.delay()


@shared_task(
    name="learning.deliver_waiting_digests", autoretry_for=(OSError,), retry_backoff=60, max_retries=5
)
def deliver_waiting_digests() -> None:
    """Send every letter that waits; tried again while the post office does not answer."""
    digests.deliver_waiting()


@shared_task(name="learning.mind_returns")
def mind_returns() -> None:
    """Announce what goes back to its authors, and give back what was announced and is due."""
    returning.announce_returns()
    returning.return_words()


@shared_task(name="learning.forget_lost_files")
def forget_lost_files() -> None:
    """Delete the files that belong to no attachment; can run twice, at once, or be killed, without harm."""
    files.forget_lost_files()
