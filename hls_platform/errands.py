"""What has to be done after a change is committed, once, whatever happens to the queue, the worker or the post office.

An errand is a row, written in the transaction that makes it necessary, and goes when it is done. The queue only makes it
quick: beat finds what waits. What it needs to know may hold a secret (an invitation's link), and is kept encrypted.
"""

import base64
import datetime
import hashlib
import json
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any, ClassVar

import redis
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from hls_platform.identifiers import uuid7
from hls_platform.models import Errand
from hls_platform.post import refused_for_good
from hls_platform.security.asking import as_job

log = logging.getLogger(__name__)

LEFT_TO_THE_QUEUE = datetime.timedelta(seconds=30)
"""So long an errand is the queue's; after that, beat's."""
TOO_LATE = datetime.timedelta(days=7)
QUEUE_RESTS_SECONDS = 5
"""After the queue did not answer it is not asked for so long: nobody waits for it again and again."""

Do = Callable[..., None]
KINDS: dict[str, Do] = {}
"""What each kind of errand does, by its name; it is given the errand's id, and what it was asked with."""


@dataclass(frozen=True)
class Kind:
    """A kind of errand; `ask` is how one is asked for."""

    name: str
    do: Do

    def ask(self, *words: str) -> None:
        """Have it done once this transaction is committed, and only then."""
        id = uuid7()
        Errand.objects.create(id=id, kind=self.name, sealed=_seal(words))
        from hls_platform.tasks import do_errand

        queue_on_commit(do_errand, str(id))


def errand(name: str) -> Callable[[Do], Kind]:
    """Make a function a kind of errand under `name`, which stays the same while one may wait."""

    def made(do: Do) -> Kind:
        KINDS[name] = do
        return Kind(name, do)

    return made


class Queue:
    """Whether the queue is worth asking, for this process."""

    rests_until: ClassVar[float] = 0.0


def queue_on_commit(task: Any, *words: str) -> None:
    """Put `task` into the queue once this transaction is committed.

    While the queue does not answer, nothing is put there and nothing fails: only for what beat finds by itself.
    """
    transaction.on_commit(partial(_put, task, words))


def _put(task: Any, words: tuple[str, ...]) -> None:
    if time.monotonic() < Queue.rests_until:
        return
    try:
        task.delay(*words)
    except (QueueAway, redis.RedisError, OSError) as away:
        Queue.rests_until = time.monotonic() + QUEUE_RESTS_SECONDS
        log.warning("%s waits for beat: the queue does not answer (%s)", task.name, type(away).__name__)


def do(id: uuid.UUID) -> bool:
    """Do one errand; False when it is done already, is being done, or can never be done.

    It goes in the transaction in which it is done. Raises OSError when trying again may help.
    """
    with transaction.atomic():
        with as_job("hls_post"):
            taken = _take(id)
        if taken is None:
            return False
        try:
            words = _open(taken.sealed)
        except InvalidToken:
            log.error("errand %s (%s) cannot be read: SECRET_KEY was another", taken.pk, taken.kind)
            return False
        if timezone.now() - taken.created_at > TOO_LATE:
            log.error("errand %s (%s) waited too long, and is not done any more", taken.pk, taken.kind)
            return False
        try:
            KINDS[taken.kind](taken.pk, *words)
        except (SMTPRecipientsRefused, SMTPDataError) as refused:
            if not refused_for_good(refused):
                raise
            log.warning("errand %s (%s) is refused by the post office for good", taken.pk, taken.kind)
            return False
        return True


def do_waiting(*, at: datetime.datetime | None = None) -> int:
    """Do every errand that the queue has lost; how many were done. Stops while the post office cannot be reached."""
    done = 0
    with as_job("hls_post"):
        waiting = Errand.objects.filter(created_at__lt=(at or timezone.now()) - LEFT_TO_THE_QUEUE)
        ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:1000])
    for id in ids:
        try:
            done += do(id)
        except SMTPException as problem:
            log.warning("errand %s waits: %s", id, type(problem).__name__)
        except OSError as problem:
            log.warning("errands wait: %s", type(problem).__name__)
            break
    return done


def _take(id: uuid.UUID) -> Errand | None:
    """The errand, gone from the table unless this transaction fails; None when somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [str(id)])
        if not cursor.fetchone()[0]:
            return None
    taken = Errand.objects.filter(pk=id).first()
    if taken is not None:
        Errand.objects.filter(pk=id).delete()
    return taken


def _seal(words: tuple[str, ...]) -> str:
    return _safe().encrypt(json.dumps(words).encode()).decode()


def _open(sealed: str) -> list[str]:
    words: list[str] = json.loads(_safe().decrypt(sealed.encode()))
    return words


def _safe() -> MultiFernet:
    """Seals with SECRET_KEY, and opens what an earlier one has sealed, too."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(f"errands {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each)) for each in digests])
