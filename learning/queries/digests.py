"""A digest as its circle may read it now, in a counted number of queries."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch

from learning.digests.periods import Period
from learning.digests.prompts import prompts_for
from learning.digests.threads import words_apart
from learning.models import Digest, DigestItem, DigestThread, Mention, Response, Share
from systems.models import Factor

Section = DigestItem.Section


@dataclass
class ReadThread:
    """A thread with at least two texts still shared, and the words that set them apart from the others."""

    thread: DigestThread
    words: list[str]
    shares: list[Share]


@dataclass
class ReadDigest:
    period: str
    noticed: list[Share] = field(default_factory=list)
    unsure: list[Share] = field(default_factory=list)
    waiting: list[Response] = field(default_factory=list)
    factors: list[Factor] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    threads: list[ReadThread] = field(default_factory=list)


def read_digest(digest: Digest) -> ReadDigest:
    """What stands in `digest` now: without what was withdrawn, and without questions answered since.

    Whoever calls this has made sure that the reader is in the circle. Five queries.
    """
    items = (
        DigestItem.objects.filter(digest=digest, share__withdrawn_at=None, share__isnull=False)
        .select_related("share__reflection__author")
        .order_by("section", "position")
    )
    shares: dict[str, list[Share]] = {Section.NOTICED: [], Section.UNSURE: []}
    live: dict[object, Share] = {}
    for item in items:
        if item.share is not None:
            item.share.circle = digest.circle
            shares[item.section].append(item.share)
            live[item.share.pk] = item.share
    waiting = (
        Response.objects.waiting()
        .filter(
            pk__in=DigestItem.objects.filter(digest=digest, section=Section.WAITING).values("response_id")
        )
        .filter(share__withdrawn_at=None)
        .select_related("author", "share")
        .order_by("created_at", "id")
    )
    mentioned = Mention.objects.filter(
        factor=OuterRef("pk"), reflection__in=[share.reflection_id for share in live.values()]
    )
    factors = (
        Factor.objects.filter(
            Exists(mentioned),
            map__circle=digest.circle_id,
            pk__in=DigestItem.objects.filter(digest=digest, section=Section.FACTORS).values("factor_id"),
        )
        .select_related("map")
        .order_by("label", "id")
    )
    return ReadDigest(
        period=Period(digest.period_start, digest.period_end).in_words,
        noticed=shares[Section.NOTICED],
        unsure=shares[Section.UNSURE],
        waiting=list(waiting),
        factors=list(factors),
        prompts=prompts_for(digest.pk),
        threads=_threads(digest, live),
    )


def _threads(digest: Digest, live: dict[object, Share]) -> list[ReadThread]:
    found = []
    stored = DigestThread.objects.filter(digest=digest).prefetch_related(
        Prefetch("shares", Share.objects.live().only("pk"), to_attr="still_shared")
    )
    for thread in stored:
        shares = [live[share.pk] for share in thread.still_shared if share.pk in live]
        if len(shares) < 2:
            continue
        inside = {share.pk for share in shares}
        words = words_apart(
            [share.reflection.words for share in shares],
            [share.reflection.words for key, share in live.items() if key not in inside],
        )
        found.append(ReadThread(thread, words, shares))
    return found
