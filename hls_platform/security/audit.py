"""Who did what when: one row for each change, written in the transaction that makes the change.

Entries name things by id and never hold what people wrote.
"""

import json
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models
from django.db.models import BigIntegerField, Func, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from hls_platform.identifiers import uuid7
from hls_platform.models import AuditEntry
from hls_platform.security.asking import as_job

THIS_TRANSACTION = Cast(Cast(Func(function="pg_current_xact_id"), TextField()), BigIntegerField())
"""The database's own number of the transaction under way."""
_recorded: ContextVar[int] = ContextVar("recorded", default=0)


PLAIN = re.compile(r"[\w.:+-]{0,64}", re.ASCII)
"""What a fact that is text looks like: an identifier, a number, a moment, a word of our own code. No sentence does."""


class Unrecorded(AssertionError):
    """An action ended without saying what it did."""


class SaysTooMuch(AssertionError):
    """A fact of an entry that might be somebody's words."""


def record(
    *,
    by: models.Model | None,
    verb: str,
    subject: models.Model,
    circle: models.Model | uuid.UUID | None = None,
    concerns: uuid.UUID | None = None,
    **facts: Any,
) -> AuditEntry:
    """Write the audit entry of a change.

    `by` is the person who acted (None for the platform itself), `verb` the past tense with its noun
    ("reflection.shared"), `subject` what changed, `circle` the circle it concerns (or its id), `concerns` the person
    whose it is, where somebody else did it. The people of `circle` can read who that is, so for what is there without
    a name one of the two stays away. `facts` are plain values (numbers, dates as text, identifiers): anything that
    could be somebody's words raises SaysTooMuch.
    """
    nothing_changed()
    return AuditEntry.objects.create(
        person_id=by.pk if by else None,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        circle_id=circle.pk if isinstance(circle, models.Model) else circle,
        concerns_id=concerns if by is None or concerns != by.pk else None,
        transaction=THIS_TRANSACTION,
        facts={name: _plain(name, fact) for name, fact in facts.items()},
    )


def _plain(name: str, fact: Any) -> Any:
    """The fact as it is kept. Raises SaysTooMuch."""
    if fact is None or isinstance(fact, bool | int):
        return fact
    if isinstance(fact, list | tuple):
        return [_plain(name, each) for each in fact]
    if not PLAIN.fullmatch(said := str(fact)):
        raise SaysTooMuch(f"“{name}” may hold somebody’s words")
    return said


def record_many(
    *,
    by: models.Model | None,
    verb: str,
    subject_type: str,
    concerning: Iterable[tuple[uuid.UUID, uuid.UUID]],
    concerns: uuid.UUID | None = None,
    **facts: Any,
) -> None:
    """Write one entry for each (subject id, circle id) of a change made to many rows at once.

    `subject_type` is the model's label in lower case ("learning.digest"); the rest is as `record` has it.
    """
    nothing_changed()
    entries = [(uuid7(), str(subject_id), circle_id) for subject_id, circle_id in concerning]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hls_platform_auditentry
                (id, at, person_id, verb, subject_type, concerns_id, facts, subject_id, circle_id, transaction)
            SELECT id, %s, %s, %s, %s, %s::uuid, %s::jsonb, subject_id, circle_id, pg_current_xact_id()::text::bigint
            FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS entry (id, subject_id, circle_id)
            """,
            [
                timezone.now(),
                by.pk if by else None,
                verb,
                subject_type,
                concerns if by is None or concerns != by.pk else None,
                json.dumps({name: _plain(name, fact) for name, fact in facts.items()}),
                *([entry[column] for entry in entries] for column in range(3)),
            ],
        )


def happened(verb: str) -> bool:
    """Whether an entry with this `verb` was ever written: for whoever runs the place, who need not see the entry."""
    with as_job("hls_door"):
        return AuditEntry.objects.filter(verb=verb).exists()


def nothing_changed() -> None:
    """Say that the action found everything already as asked, so that there is nothing to record."""
    _recorded.set(_recorded.get() + 1)


@contextmanager
def must_be_recorded(what: str) -> Iterator[None]:
    """Raise `Unrecorded` when the block ends well without `record` or `nothing_changed`."""
    before = _recorded.get()
    yield
    if _recorded.get() == before:
        raise Unrecorded(f"{what} wrote no audit entry")
