"""Words whose time in a circle is over go back to their authors: told well before, once, by a job of its own.

A circle's rule or its end says what goes (relationships/actions/ending.py). The database lets this job take nothing
else: see `wall.is_over`. Authors keep their reflections; only the circle does not read them any more.
"""

import datetime
import uuid
from typing import Any

from django.db import connection
from django.utils import timezone

from hls_platform.actions import action
from hls_platform.midnight import midnight
from hls_platform.security import audit
from hls_platform.security.asking import as_job
from learning.models import Note, Share
from learning.signals import share_withdrawn
from relationships.actions.letters import write_to_members
from relationships.models import Circle, Letter

RETURNER = "hls_returner"
DAYS_BEFORE = 28
"""So many days at least lie between the letter and the day on which words go."""
BATCH = 200

UNANNOUNCED = """
    SELECT id FROM relationships_circle circle
    WHERE words_stay = %(months)s AND ended_at IS NULL AND returns_on IS NULL AND (wall.has_notes(circle.id, %(before)s) OR EXISTS (
        SELECT FROM learning_share share WHERE share.circle_id = circle.id AND withdrawn_at IS NULL
          AND shared_at < %(before)s
    )) ORDER BY id"""
ANNOUNCE = """
    UPDATE relationships_circle SET returns_on = %(on)s, returns_before = %(before)s
    WHERE id = %(circle)s AND words_stay = %(months)s AND ended_at IS NULL AND returns_on IS NULL RETURNING id"""
DUE = "SELECT id FROM relationships_circle WHERE returns_on <= %(at)s ORDER BY id"
OVER = """
    SELECT share.id, author_id FROM learning_share share
    JOIN learning_reflection reflection ON reflection.id = reflection_id
    WHERE circle_id = %(circle)s AND withdrawn_at IS NULL AND shared_at < (
        SELECT returns_before FROM relationships_circle WHERE id = %(circle)s AND returns_on <= %(at)s
    )
    ORDER BY share.id LIMIT %(most)s FOR UPDATE OF share SKIP LOCKED"""
GIVE_BACK = "UPDATE learning_share SET withdrawn_at = %(at)s, returned = TRUE WHERE id = ANY (%(shares)s)"
GIVE_NOTES_BACK = """
    UPDATE learning_note SET gone_back_at = %(at)s WHERE id IN (
        SELECT id FROM learning_note WHERE gone_back_at IS NULL LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ) RETURNING id, author_id"""
"""Of sessions: the database shows this job no other notes than those that are over."""
DONE = """
    UPDATE relationships_circle circle SET returns_on = NULL, returns_before = NULL
    WHERE id = %(circle)s AND returns_on <= %(at)s AND NOT EXISTS (
        SELECT FROM learning_share share
        WHERE share.circle_id = circle.id AND withdrawn_at IS NULL AND shared_at < circle.returns_before
    ) RETURNING id"""


def announce_returns(*, at: datetime.datetime | None = None) -> int:
    """Tell the circles in which words will soon be past their time, once each; how many were told."""
    on = next_return(at or timezone.now())
    told = 0
    for months in Circle.Stay.values:
        for circle in _ids(UNANNOUNCED, months=months, before=months_before(on, months)):
            told += announce(circle=circle, on=on, months=months)
    return told


@action
def announce(*, circle: uuid.UUID, on: datetime.datetime, months: int) -> bool:
    """Say on which day words go back in one circle, and write to its people; False where that was said already."""
    before = months_before(on, months)
    with as_job(RETURNER):
        if not _ids(ANNOUNCE, circle=circle, on=on, before=before, months=months):
            audit.nothing_changed()
            return False
        audit.record(by=None, verb="return.announced", subject=Circle(pk=circle), circle=circle)
    write_to_members(circle, about=Letter.About.RETURN, told_of=on)
    return True


def return_words(*, at: datetime.datetime | None = None) -> int:
    """Give back everything whose announced day has come; how many shares. Several can do this at once.

    Each batch is a transaction of its own: after a crash the next call does the rest.
    """
    at = at or timezone.now()
    returned = 0
    for circle in _ids(DUE, at=at):
        while batch := return_batch(circle=circle, at=at):
            returned += batch
    return returned


@action
def return_batch(*, circle: uuid.UUID, at: datetime.datetime) -> int:
    """Give back up to 200 shares of one circle, then as many notes of sessions; 0 when none is left, which is then noted once.

    Of each its author alone reads in the trail that it went back, so that no name is told of what has none.
    """
    with as_job(RETURNER):
        over = _rows(OVER, circle=circle, at=at, most=BATCH)
        if not over:
            if notes := _rows(GIVE_NOTES_BACK, at=at, most=BATCH):
                for note, writer in notes:
                    audit.record(by=None, verb="note.returned", subject=Note(pk=note), concerns=writer)
                return len(notes)
            audit.nothing_changed()
            if _ids(DONE, circle=circle, at=at):
                audit.record(by=None, verb="return.done", subject=Circle(pk=circle), circle=circle)
            return 0
        _rows(GIVE_BACK, at=at, shares=[share for share, _author in over])
        for share, author in over:
            audit.record(by=None, verb="share.returned", subject=Share(pk=share), concerns=author)
            share_withdrawn.send(sender=Share, share=Share(pk=share))
    return len(over)


def next_return(at: datetime.datetime) -> datetime.datetime:
    """The day on which words can go back next, when that is announced at `at`: the first of a month, as it begins."""
    day_before = timezone.localdate(at) + datetime.timedelta(days=DAYS_BEFORE - 1)
    return midnight((day_before.replace(day=1) + datetime.timedelta(days=31)).replace(day=1))


def months_before(on: datetime.datetime, months: int) -> datetime.datetime:
    """The beginning of the day so many months before `on`, which is the first of a month."""
    day = timezone.localdate(on)
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return midnight(day.replace(year=year, month=month + 1))


def _rows(sql: str, **values: Any) -> list[tuple[uuid.UUID, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def _ids(sql: str, **values: Any) -> list[uuid.UUID]:
    with as_job(RETURNER):
        return [id for (id,) in _rows(sql, **values)]
