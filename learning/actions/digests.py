"""Building digests, and sending them."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from hls_platform.actions import action
from hls_platform.post import send_waiting
from hls_platform.security import audit
from hls_platform.security.asking import as_circles, as_job
from learning.digests import collect, copies
from learning.digests.letters import letter_of
from learning.digests.threads import find_threads
from learning.models import Delivery, Digest, DigestThread

TOO_LATE = datetime.timedelta(days=92)
"""A letter that could not be sent for so long is not sent any more; until then it takes along what comes after it."""


def build_due_digests(*, until: datetime.datetime, at: datetime.datetime | None = None) -> tuple[int, int]:
    """Build each digest whose period ended by `until` and that is not there yet; how many, and how many not.

    A circle and period counts as skipped when nothing was shared, or somebody else was quicker. Each batch of
    circles is a transaction of its own: after a crash the next call does the rest.
    """
    built = skipped = 0
    for dues in collect.due(until):
        with as_circles({circle for due in dues for circle in due.circles}):
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
    """Write out each digest that is not yet, as a copy for each member; once, whoever else does it too."""
    after = uuid.UUID(int=0)
    while True:
        with as_job("hls_post"):
            digests = copies.not_addressed(after)
            if not digests:
                return
            with as_circles({digest.circle_id for digest in digests}):
                readers = copies.members(digests, at=at)
            copies.address_to_members(digests, readers)
            Digest.objects.filter(pk__in=[digest.id for digest in digests]).update(addressed_at=at)
        after = digests[-1].id


@dataclass(frozen=True)
class Delivered:
    digests: int
    """How many people have a digest of theirs now that they had not before."""
    sent: int
    """How many letters left."""
    skipped: int
    """For how many people there was nothing."""


def deliver_waiting(*, at: datetime.datetime | None = None) -> Delivered:
    """Give everybody whose moment has come what waits for them, and send every letter that waits.

    Several workers can do this at once, and any of them can be killed: what was done is done, and the rest is done next time.
    """
    at = at or timezone.now()
    address_waiting(at=at)
    made = skipped = 0
    while True:
        with as_job("hls_post"):
            choices = copies.due_choices(at)
            if not choices:
                break
            some, none = copies.deliver_to(choices, at=at)
        made, skipped = made + some, skipped + none
    return Delivered(made, send_waiting(Delivery.objects.all(), letter_of, too_late=TOO_LATE, at=at), skipped)
