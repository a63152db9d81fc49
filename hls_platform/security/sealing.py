"""The trail of what was done, made tamper-evident: each entry is sealed with a hash of itself and of the seal before.

Actions write their entries unsealed, so that no two of them wait for each other. A clock of its own gives those that
are there a place and a seal, one batch after the other, under one lock. See docs/decisions/0020-the-trail-is-sealed.md.
"""

import datetime
import hashlib
import json
import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import connection, transaction

from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_job

SEALER = "hls_sealer"
BATCH = 1000
"""Entries in one transaction, and in memory, at a time."""
LATE = datetime.timedelta(hours=1)
"""So much older than one that stands before it may an entry say that it is: no transaction of ours lasts longer."""
MOST_TOLD = 100
FIRST = b"\0" * 32
"""What the first entry has for the seal before it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Head:
    """How far the chain reaches: the last place, and the seal there. Whoever keeps one can tell later if it changed."""

    place: int = 0
    seal: bytes = FIRST

    def __str__(self) -> str:
        return f"{self.place}:{self.seal.hex()}"

    @classmethod
    def read(cls, said: str) -> "Head":
        """The head that `str` wrote. Raises ValueError."""
        place, _colon, seal = said.strip().partition(":")
        head = cls(int(place), bytes.fromhex(seal))
        if head.place < 1 or len(head.seal) != 32:
            raise ValueError(said)
        return head


@dataclass
class Checked:
    """What a look through the whole trail found; each of `broken` is a sentence, in the order of the chain."""

    sealed: int = 0
    waiting: int = 0
    head: Head = field(default_factory=Head)
    broken: list[str] = field(default_factory=list)

    def tell(self, what: str) -> None:
        """Keep a broken place; of very many only the first ones."""
        if len(self.broken) < MOST_TOLD:
            self.broken.append(what)


def seal_of(before: bytes, place: int, entry: AuditEntry) -> bytes:
    """The seal of `entry` at `place`, after the one whose seal is `before`: SHA-256 over all it says.

    `transaction` is left out: it is the database's own number, and another one where the trail was restored.
    """
    says = [
        place,
        str(entry.pk),
        entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        *(str(each) if each else None for each in (entry.person_id, entry.circle_id, entry.concerns_id)),
        entry.facts,
    ]
    written = json.dumps(says, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(before + written.encode()).digest()


def head() -> Head:
    """How far the chain reaches now."""
    with as_job(SEALER):
        return _head()


def _head() -> Head:
    last = AuditEntry.objects.filter(place__isnull=False).order_by("-place").values_list("place", "seal")
    for place, seal in last[:1]:
        return Head(cast(int, place), bytes(cast(bytes, seal)))
    return Head()


def seal_waiting() -> int:
    """Seal what waits, in the order in which it was written; how many entries. Of two at once one finds nothing to do.

    What can be read is of finished transactions. What is still being written gets its place the next time. The new
    head is logged, so that it stands outside the database as well.
    """
    sealed = 0
    while batch := _seal_batch():
        sealed += batch
    return sealed


@transaction.atomic
def _seal_batch() -> int:
    with as_job(SEALER), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('audit chain', 0))")
        if cursor.fetchone() != (True,):
            return 0
        place, seal = (end := _head()).place, end.seal
        ids, places, seals = [], [], []
        for entry in AuditEntry.objects.filter(place=None).order_by("pk")[:BATCH]:
            place, seal = place + 1, seal_of(seal, place + 1, entry)
            ids.append(entry.pk)
            places.append(place)
            seals.append(seal)
        cursor.execute(
            "UPDATE hls_platform_auditentry entry SET place = due.place, seal = due.seal"
            " FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[]) AS due (id, place, seal) WHERE entry.id = due.id",
            [ids, places, seals],
        )
    if ids:
        log.info("audit sealed up to %s", Head(place, seal))
    return len(ids)


def check(known: Collection[Head] = ()) -> Checked:
    """Look through all of it, with the memory of one batch. `known` are heads that were noted earlier.

    Found are: an entry that was changed, taken away, put in between or moved; one that says it is older than it can
    be; and, with a head that was noted while they were there, ends that were cut off and chains written anew.
    """
    found = Checked()
    wanted = {head.place: head.seal for head in known}
    newest: AuditEntry | None = None
    before: bytes | None = FIRST
    for entry in _sealed():
        place = found.head.place + 1
        if entry.place != place:
            found.tell(f"{_places(place, entry.place - 1)} is missing.")
            before = None
        seal = bytes(entry.seal)
        if before is not None and seal_of(before, entry.place, entry) != seal:
            found.tell(f"What stands at place {entry.place} ({entry}) is not what was sealed there.")
        if wanted.pop(entry.place, seal) != seal:
            found.tell(f"Place {entry.place} has another seal than the one that was noted.")
        newest = _compared(found, entry, newest)
        found.sealed += 1
        found.head, before = Head(entry.place, seal), seal
    for place in sorted(wanted):
        found.tell(f"{_places(found.head.place + 1, place)} is missing: a seal at place {place} was noted.")
        break
    for entry in _stretches("pk", place=None):
        found.waiting += 1
        newest = _compared(found, entry, newest)
    return found


def _places(first: int, last: int) -> str:
    return f"Place {first}" if first == last else f"Each place from {first} to {last}"


def _compared(found: Checked, entry: AuditEntry, newest: AuditEntry | None) -> AuditEntry:
    """Tell of an entry that came in far later than it says. Returns the one that says it is the newest so far."""
    if newest is None or entry.at > newest.at:
        return entry
    if newest.at - entry.at > LATE:
        where = f"at place {entry.place}" if entry.place else "waiting for its seal"
        found.tell(
            f"The entry {where} ({entry}) was put in later than it says: after one of {newest.at:%Y-%m-%d %H:%M}."
        )
    return newest


def _sealed() -> Iterator[Any]:
    return _stretches("place", place__isnull=False)


def _stretches(order: str, **which: Any) -> Iterator[Any]:
    """The entries in their order, read a batch at a time, each batch in a small transaction."""
    after = None
    while True:
        with as_job(SEALER):
            rest = AuditEntry.objects.filter(**which, **({f"{order}__gt": after} if after else {}))
            batch = list(rest.order_by(order)[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        after = getattr(batch[-1], order)
