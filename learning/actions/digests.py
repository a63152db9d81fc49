"""Building digests, and sending them."""

import datetime
import uuid
from collections.abc import Sequence

from django.utils import timezone

from hls_platform.actions import action
from hls_platform.post import send_waiting
from hls_platform.security import audit
from hls_platform.security.asking import as_circles, as_job
from learning.digests import collect
from learning.digests.letters import letter_of
from learning.digests.threads import find_threads
from learning.models import Delivery, Digest, DigestThread

TOO_LATE = datetime.timedelta(days=7)
"""A letter that could not be sent for so long is not sent any more."""


def build_due_digests(*, until: datetime.datetime, at: datetime.datetime | None = None) -> tuple[int, int]:
    """Build each digest whose period ended by `until` and that is not there yet; how many, and how many not.

    A circle and period counts as skipped when nothing was shared, or somebody else was quicker. Each batch of
    circles is a transaction of its own: after a crash the next call does the rest.
    """
    built = skipped = 0
    for dues in collect.due(until):
        with as_circles([due.circle_id for due in dues]):
            begun = build_batch(dues=dues, at=at or timezone.now())
        built += len(begun)
        skipped += len(dues) - len(begun)
    return built, skipped


@action
def build_batch(*, dues: Sequence[collect.Due], at: datetime.datetime) -> list[collect.Begun]:
    """Build the digests of one batch, whole; returns those that were new.

    The unique constraint on circle and period decides who builds: two at once never build the same.
    """
    begun = collect.begin(dues, at=at)
    if not begun:
        audit.nothing_changed()
        return begun
    threads: list[DigestThread] = []
    tied = []
    refused = collect.read_refused(begun)
    for digest_id, shares, words in collect.read_words(begun):
        for position, group in enumerate(find_threads(words, refused=refused[digest_id])):
            thread = DigestThread(digest_id=digest_id, position=position)
            threads.append(thread)
            tied += [
                DigestThread.shares.through(digestthread_id=thread.pk, share_id=shares[place])
                for place in group
            ]
    DigestThread.objects.bulk_create(threads)
    DigestThread.shares.through.objects.bulk_create(tied)
    audit.record_many(
        by=None,
        verb="digest.built",
        subject_type="learning.digest",
        concerning=[(digest.id, digest.circle_id) for digest in begun],
    )
    return begun


def address_waiting(*, at: datetime.datetime) -> None:
    """Write out the letters of each digest that has none yet, one for each member; once, whoever else does it too."""
    after = uuid.UUID(int=0)
    while True:
        with as_job("hls_post"):
            digests = collect.not_addressed(after)
            if not digests:
                return
            with as_circles({digest.circle_id for digest in digests}):
                collect.address_to_members(digests, at=at)
            Digest.objects.filter(pk__in=[digest.id for digest in digests]).update(addressed_at=at)
        after = digests[-1].id


def deliver_waiting(*, at: datetime.datetime | None = None) -> int:
    """Send every letter that waits; how many were sent. Several workers can do this at once."""
    address_waiting(at=at or timezone.now())
    return send_waiting(Delivery.objects.all(), letter_of, too_late=TOO_LATE, at=at)
