"""Celery's doors of learning. Each can run twice, at once, or be killed, without harm."""

import datetime
import uuid

from celery import shared_task
from django.utils import timezone

from hls_platform.errands import errand
from learning import files
from learning.actions import arrivals, digests, note_files, nudges, returning

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
    """Give everybody whose moment has come their digest, and send the letters; tried again while the post office does not answer."""
    digests.deliver_waiting()


@shared_task(name="learning.send_nudges")
def send_nudges() -> None:
    """Send every nudge whose moment has come, and leave out what is too late; see `send_due_nudges`."""
    nudges.send_due_nudges()


@errand("learning.bring_file_in")
def bring_file_in(id: uuid.UUID, person_id: str) -> None:
    """Bring in the file that a person has matched; done already, or left, nothing happens."""
    note_files.bring_file_in(person_id=uuid.UUID(person_id))


@shared_task(name="learning.forget_files")
def forget_files() -> None:
    """Delete files of notes that nobody brought in for days."""
    note_files.forget_files()


@shared_task(name="learning.forget_arrivals")
def forget_arrivals() -> None:
    """Delete what is remembered of entries that no device sends again."""
    arrivals.forget_arrivals()


@shared_task(name="learning.mind_returns")
def mind_returns() -> None:
    """Announce what goes back to its authors, and give back what was announced and is due."""
    returning.announce_returns()
    returning.return_words()


@shared_task(name="learning.forget_lost_files")
def forget_lost_files() -> None:
    """Delete the files that belong to no attachment; can run twice, at once, or be killed, without harm."""
    files.forget_lost_files()
