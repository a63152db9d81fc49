"""Reading pages from a copy of the database, and never from one that has not yet heard what the reader wrote.

With `REPLICA_URL` given, a request that only reads is asked of the replica: all of it, in one transaction of its own. What a
person writes leaves a mark in the cache, the place in the primary's log that the replica must have replayed before that
person reads from it again. A page that turns out to write after all, or that the replica cannot answer, is made once more
from the primary. docs/decisions/0025-beyond-one-machine.md
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db import DatabaseError, OperationalError, connections
from django.urls import Resolver404, resolve
from psycopg.errors import ReadOnlySqlTransaction
from redis import RedisError

PRIMARY, REPLICA = "default", "replica"
MARK_SECONDS = 3600
"""How long a mark is kept: a replica further behind than this must not be read from at all."""
REST_SECONDS = 10.0
"""How long this process leaves a replica alone that it could not reach."""

_database: ContextVar[str] = ContextVar("database", default=PRIMARY)
_rest_until = 0.0
_write_when_read: set[str] = set()
"""The views, by name, that this process has seen write although they were only asked to show something."""


class Unanswered(Exception):
    """The replica could not answer this request: it writes, or the replica is away."""


def database_now() -> str:
    """The alias of the database that is asked now."""
    return _database.get()


class ReadsWhereTheRequestReads:
    """Database router: everything goes to the database that the request is asked of; only `owner` may migrate.

    What would be written while the replica is asked goes there too, is refused, and makes the request start again.
    """

    def db_for_read(self, model: type, **hints: Any) -> str:
        return database_now()

    def db_for_write(self, model: type, **hints: Any) -> str:
        return database_now()

    def allow_relation(self, obj1: object, obj2: object, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"


def has_replica() -> bool:
    """Whether this place has one."""
    return REPLICA in connections.settings


def may_read(person: UUID, address: str) -> bool:
    """Whether the replica can be asked for what `person` sees at `address`: it is there, and has heard what they wrote last."""
    if not has_replica() or time.monotonic() < _rest_until or _view_at(address) in _write_when_read:
        return False
    try:
        mark = caches["marks"].get(_mark(person))
        if mark is None:
            return True
        with connections[REPLICA].cursor() as cursor:
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [mark])
            (heard,) = cursor.fetchone()
    except RedisError:
        return False
    except DatabaseError:
        _let_rest()
        return False
    return bool(heard)


def _view_at(address: str) -> str:
    try:
        return resolve(address).view_name
    except Resolver404:
        return ""


def has_written() -> bool:
    """Whether the transaction that is under way on the primary has changed anything."""
    primary = connections[PRIMARY]
    if not has_replica() or primary.needs_rollback:
        return False
    with primary.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return bool(cursor.fetchone()[0])


def wrote(person: UUID) -> None:
    """Note, after the commit, how far the primary's log goes, so that `person` reads what they wrote.

    Where the note cannot be left it could not be read either, and all is asked of the primary.
    """
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        (place,) = cursor.fetchone()
    try:
        caches["marks"].set(_mark(person), place, MARK_SECONDS)
    except RedisError:
        return


@contextmanager
def from_the_replica(address: str) -> Iterator[None]:
    """While this lasts, the replica is asked for what is at `address`. Raises `Unanswered` at the end when it could not answer something."""
    refused: list[DatabaseError] = []

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        try:
            return execute(sql, params, many, context)
        except DatabaseError as error:
            if isinstance(error, OperationalError) or isinstance(error.__cause__, ReadOnlySqlTransaction):
                refused.append(error)
            raise

    token = _database.set(REPLICA)
    try:
        with connections[REPLICA].execute_wrapper(watch):
            yield
    except OperationalError as error:  # the transaction could not even begin
        refused.append(error)
    finally:
        _database.reset(token)
    if refused:
        if isinstance(refused[0].__cause__, ReadOnlySqlTransaction):
            _write_when_read.add(_view_at(address))
        else:
            _let_rest()
        raise Unanswered from refused[0]


def _let_rest() -> None:
    global _rest_until
    _rest_until = time.monotonic() + REST_SECONDS
    connections[REPLICA].close()


def _mark(person: UUID) -> str:
    return f"wrote:{person}"
