"""Putting a back-up into an empty place: all of it, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command, get_commands
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import Cursor

from hls_platform.actions import Refused
from hls_platform.back_ups import files
from hls_platform.back_ups.chunked import as_file
from hls_platform.back_ups.parts import FILE, MANIFEST, SUMS, TABLE, Part, Sums, parts
from hls_platform.back_ups.sealed import Reading
from hls_platform.back_ups.tables import (
    MADE_BY_MIGRATING,
    columns_of,
    quoted,
    references,
)
from hls_platform.back_ups.take import counted
from hls_platform.migrated import named_now, unknown
from hls_platform.security.walls import owner_past_them
from hls_platform.transaction_number import TransactionNumber

Manifest = dict[str, Any]


def restore(file: Path) -> dict[str, object]:
    """Put the back-up in `file` into this empty place, and say what came. Raises Refused, and then nothing was put.

    The whole file is read and checked before anything is touched. Tables that are not there yet are made as they were
    when the back-up was taken; at the end they are brought to what this release needs.
    """
    manifest, sums = _checked(file)
    executor = MigrationExecutor(connections["owner"])
    wanted = named_now(executor.loader, ((app, name) for app, name in manifest["migrations"]))
    there = named_now(executor.loader, executor.loader.applied_migrations)
    _must_fit(executor, wanted, there)
    if columns := _tables():
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor, owner_past_them(cursor):
            _must_be_empty(cursor.cursor, columns)
    if there != wanted:
        executor.migrate([key for key in wanted if not _later_in_its_app(executor, key, wanted)])
    _load(file, manifest, sums)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    erase_again()
    return counted(sums) | {"made_at": manifest["made_at"]}


def erase_again() -> None:
    """Erase once more whoever was erased after the back-up was made; the list of them is kept outside of it."""
    if "replay_erasures" in get_commands():
        call_command("replay_erasures", stdout=StringIO())


def _checked(file: Path) -> tuple[Manifest, Sums]:
    """What the back-up says of itself, once all of it was read and found unchanged. Raises NotTrusted."""
    manifest: Manifest = {}
    sums: Sums = {}
    for part in _parts(file):
        if part.kind == MANIFEST:
            manifest = part.whole()
        elif part.kind == SUMS:
            sums = part.whole()
    return manifest, sums


def _parts(file: Path) -> Iterator[Part]:
    with file.open("rb") as opened:
        yield from parts(Reading(opened, settings.BACK_UP_KEY))


# --- whether it can go here ---------------------------------------------------------------------------


def _must_fit(executor: MigrationExecutor, wanted: set[tuple[str, str]], there: set[tuple[str, str]]) -> None:
    if newer := unknown(executor.loader, wanted):
        raise Refused(
            f"The back-up was made by a newer release (it knows {'.'.join(newer[-1])}): restore it with that one."
        )
    if more := sorted(there - wanted):
        raise Refused(
            f"The back-up is older than the tables here (it does not know {'.'.join(more[-1])}): begin with a "
            "database without tables, restore makes them."
        )


def _later_in_its_app(executor: MigrationExecutor, key: tuple[str, str], among: set[tuple[str, str]]) -> bool:
    children = executor.loader.graph.node_map[key].children
    return any(child.key[0] == key[0] and child.key in among for child in children)


def _tables() -> dict[str, list[str]]:
    with connections["owner"].cursor() as cursor:
        return columns_of(cursor.cursor)


def _must_be_empty(cursor: Cursor[Any], tables: dict[str, list[str]]) -> None:
    for table in tables:
        if table not in MADE_BY_MIGRATING:
            found = cursor.execute(quoted("SELECT EXISTS (SELECT FROM {})", table)).fetchone()
            if found == (True,):
                raise Refused("Somebody is here already: a back-up can only be put into an empty place.")
    if next(files.names(), None):
        raise Refused("Files are here already: a back-up can only be put into an empty place.")


# --- putting it there ---------------------------------------------------------------------------------


def _load(file: Path, manifest: Manifest, sums: Sums) -> None:
    with (
        _files_that_go_again() as saved,
        transaction.atomic("owner"),
        connections["owner"].cursor() as wrapped,
        owner_past_them(wrapped),
    ):
        cursor: Cursor[Any] = wrapped.cursor
        tables = columns_of(cursor)
        _must_be_empty(cursor, tables)
        with _triggers_resting(cursor, tables):
            _check_as_they_come(cursor, list(manifest["tables"]))
            for table in MADE_BY_MIGRATING:
                cursor.execute(quoted("DELETE FROM {}", table))
            for part in _parts(file):
                if part.kind == TABLE:
                    _copy(cursor, part, sums[f"{TABLE} {part.name}"]["rows"])
                elif part.kind == FILE:
                    saved.append(part.name)
                    default_storage.save(part.name, File(as_file(part.chunks), part.name))
            for name, (last, used) in manifest["sequences"].items():
                cursor.execute("SELECT setval(quote_ident(%s)::regclass, %s, %s)", [name, last, used])
            _count_transactions_from_here(cursor, tables)
    with connections["owner"].cursor() as again:
        again.execute("ANALYZE")


def _copy(cursor: Cursor[Any], part: Part, rows: int) -> None:
    names = ", ".join(["{}"] * len(part.columns))
    with cursor.copy(quoted("COPY {} (" + names + ") FROM STDIN", part.name, *part.columns)) as copy:
        for chunk in part.chunks:
            copy.write(chunk)
    if cursor.rowcount != rows:
        raise Refused(f"Of {rows} rows of {part.name} the database took {cursor.rowcount}.")


@contextmanager
def _files_that_go_again() -> Iterator[list[str]]:
    """A list of names of files; an error deletes them again."""
    saved: list[str] = []
    try:
        yield saved
    except BaseException:
        for name in saved:
            default_storage.delete(name)
        raise


@contextmanager
def _triggers_resting(cursor: Cursor[Any], tables: dict[str, list[str]]) -> Iterator[None]:
    """Triggers hold people to the rules while they write; what was written by the rules is put back as it was."""
    for table in tables:
        cursor.execute(quoted("ALTER TABLE {} DISABLE TRIGGER USER", table))
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        cursor.execute(quoted("ALTER TABLE {} ENABLE TRIGGER USER", table))


def _check_as_they_come(cursor: Cursor[Any], order: list[str]) -> None:
    """Let foreign keys be checked table by table, so that no queue of checks grows; those that look ahead wait."""
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name, source, target in references(cursor):
        if source in order and target in order and order.index(target) > order.index(source):
            cursor.execute(quoted("SET CONSTRAINTS {} DEFERRED", name))


def _count_transactions_from_here(cursor: Cursor[Any], tables: dict[str, list[str]]) -> None:
    """Where the other server was further in counting its transactions than ours, take as much from each such number.

    Webhooks are sent in their order (docs/decisions/0014-api.md): what happens from now on must come after what was.
    """
    numbers = [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, TransactionNumber)
        and field.column
        and field.column in tables.get(model._meta.db_table, ())
    ]
    ahead = 0
    for table, column in numbers:
        found = cursor.execute(
            quoted(
                "SELECT coalesce(max({}) - pg_current_xact_id()::text::bigint + 1, 0) FROM {}", column, table
            )
        ).fetchone()
        ahead = max(ahead, found[0] if found else 0)
    if ahead:
        for table, column in numbers:
            cursor.execute(quoted("UPDATE {} SET {} = {} - %s", table, column, column), [ahead])
