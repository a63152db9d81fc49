"""Bringing in notes that somebody already has, as reflections of theirs: all of a file or nothing, and the same again changes nothing."""

import datetime
import uuid
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from hls_platform.actions import NotFound, action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import as_job
from learning import access
from learning.bringing_in.notes import Note
from learning.bringing_in.problems import Problem
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person

TELL_EVERY = 1000
HELD = "CREATE TEMP TABLE brought_in (day date, kind text, text text, what text, so_what text, now_what text)"
"""PostgreSQL copies into no table that has a wall, so rows wait here and pass the wall from here, like any others."""
NOTE = """WITH note AS (
    SELECT *, overlay(overlay(left(encode(sha256(convert_to(concat_ws(
        chr(31), %(author)s::text, coalesce(to_char(day, 'YYYY-MM-DD'), ''), kind, text, what, so_what, now_what
    ), 'UTF8')), 'hex'), 32) PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid AS id,
        coalesce(day, %(today)s::date) AS happened_on
    FROM brought_in)"""
"""The notes with their ids, which are the same for the same author, day, kind and words: UUIDs of version 8 (RFC 9562)."""
KEEP = """
    INSERT INTO learning_reflection
        (id, author_id, kind, happened_on, text, what, so_what, now_what, created_at, updated_at)
    SELECT id, %(author)s, kind, happened_on, text, what, so_what, now_what, moment, moment
    FROM (SELECT *, %(at)s - (%(today)s::date - happened_on) * interval '1 microsecond' AS moment FROM note) AS note
    ON CONFLICT DO NOTHING"""
"""What happened later was kept a little later, so that a list of the newest has them in their order."""
WOULD_KEEP = """
    SELECT count(DISTINCT id) FROM note
    WHERE NOT EXISTS (SELECT FROM learning_reflection known WHERE known.id = note.id)"""
SHARE = """
    INSERT INTO learning_share (id, reflection_id, circle_id, anonymous, shared_at)
    SELECT gen_random_uuid(), id, %(circle)s, false, %(at)s FROM (SELECT DISTINCT id FROM note) AS note
    WHERE NOT EXISTS (
        SELECT FROM learning_share share WHERE share.reflection_id = note.id AND share.circle_id = %(circle)s
    )
    RETURNING id"""
"""What was shared with the circle before is not shared again: it may have been withdrawn since."""


@dataclass
class BroughtIn:
    """How many rows were read, how many are new here, how many were here already, how many are shared by it; and what was wrong."""

    read: int = 0
    imported: int = 0
    already: int = 0
    shared: int = 0
    problems: list[Problem] = field(default_factory=list)


@action
def bring_in(
    *,
    by: Person | None,
    author: Person,
    notes: Iterable[Note | Problem],
    circle: Circle | None = None,
    tell: Callable[[int], None] = lambda read: None,
    at: datetime.datetime | None = None,
) -> BroughtIn:
    """Keep `notes` as reflections of `author`, and share them, with their name, with `circle` where one is given.

    With a problem in any of them nothing is kept, and all problems are named. A note that is here already (its id is made
    of its author, its day and its words), or stands in the file twice, is not kept again. `tell` hears how many were read.
    `by` is the author; None is the command line of whoever runs the place, and the author is told in their trail.
    Raises NotFound for a circle that the author is not in, Ended for one that has ended.
    """
    at = at or timezone.now()
    if by is not None and by.pk != author.pk:
        raise NotFound
    if circle is not None:
        if not access.is_in(author, circle):
            raise NotFound
        must_go_on(circle)
    in_turn(author.pk)
    named = {
        "author": author.pk,
        "circle": circle.pk if circle else None,
        "at": at,
        "today": timezone.localtime(at).date(),
    }
    with connection.cursor() as cursor:
        found = _hold(cursor, notes, tell)
        if not found.problems:
            cursor.execute(NOTE + KEEP, named)
            found.imported = cursor.rowcount
            found.already = found.read - found.imported
        shares: list[uuid.UUID] = []
        if circle is not None and not found.problems:
            cursor.execute(NOTE + SHARE, named)
            shares = [share for (share,) in cursor.fetchall()]
            found.shared = len(shares)
        cursor.execute("DROP TABLE brought_in")
    _record(by, author, circle, found, shares)
    return found


@action
def look_through(*, by: Person | None, author: Person, notes: Iterable[Note | Problem]) -> BroughtIn:
    """What `bring_in` would find, keeping nothing: its `already` says how many are here, and nothing is imported."""
    audit.nothing_changed()
    with connection.cursor() as cursor:
        found = _hold(cursor, notes, lambda read: None)
        if not found.problems:
            cursor.execute(NOTE + WOULD_KEEP, {"author": author.pk, "today": timezone.localdate()})
            found.already = found.read - cursor.fetchone()[0]
        cursor.execute("DROP TABLE brought_in")
    return found


def _hold(cursor: Any, notes: Iterable[Note | Problem], tell: Callable[[int], None]) -> BroughtIn:
    """Put the notes where they wait; after the first problem they are only counted, and looked at for more."""
    found = BroughtIn()
    cursor.execute(HELD)
    with cursor.copy("COPY brought_in FROM STDIN") as into:
        for read, note in enumerate(notes, start=1):
            if isinstance(note, Problem):
                found.problems.append(note)
            elif not found.problems:
                into.write_row(note)
            if not read % TELL_EVERY:
                tell(read)
            found.read = read
    found.read -= sum(problem.row == 0 for problem in found.problems)
    return found


def _record(
    by: Person | None, author: Person, circle: Circle | None, found: BroughtIn, shares: list[uuid.UUID]
) -> None:
    if not (found.imported or shares):
        return audit.nothing_changed()
    with nullcontext() if by else as_job("hls_door"):
        audit.record(
            by=by,
            verb="reflections.brought_in",
            subject=author,
            concerns=author.pk,
            imported=found.imported,
            already=found.already,
        )
        if circle is not None and shares:
            audit.record_many(
                by=by,
                verb="reflection.shared",
                subject_type="learning.share",
                concerning=[(share, circle.pk) for share in shares],
                concerns=author.pk,
                anonymous=False,
            )
