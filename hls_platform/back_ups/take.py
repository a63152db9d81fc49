"""Taking a back-up: one moment of the whole place, while people go on using it."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from psycopg import Cursor, errors

from hls_platform.actions import Refused
from hls_platform.back_ups import files
from hls_platform.back_ups.parts import FILE, MANIFEST, TABLE, PartsWriting, Sums, parts
from hls_platform.back_ups.sealed import NotTrusted, Reading, Writing
from hls_platform.back_ups.tables import columns_of, quoted, sequences
from hls_platform.security.walls import BACK_UP


def back_up(file: Path) -> dict[str, object]:
    """Write everything the place holds to `file`, read it back, and say what is in it. Raises Refused.

    It comes under its name only once it was read back, so that a file of that name is always a whole back-up.
    """
    if file.exists():
        raise Refused(f"{file} is there already: name another file.")
    begun = file.with_name(f".{file.name}.being-made")
    try:
        with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            written = _write(out)
            out.flush()
            os.fsync(out.fileno())
        with begun.open("rb") as back:
            _must_be(written, back)
        begun.rename(file)
    finally:
        begun.unlink(missing_ok=True)
    with file.open("rb") as made:
        sha256 = hashlib.file_digest(made, "sha256").hexdigest()
    return {**counted(written), "bytes": file.stat().st_size, "sha256": sha256, "encrypted": bool(settings.BACK_UP_KEY)}  # fmt: skip


def counted(sums: Sums) -> dict[str, object]:
    """How many tables, rows and files the parts of a back-up are."""
    tables = [total for name, total in sums.items() if name.startswith(TABLE)]
    return {
        "tables": len(tables),
        "rows": sum(total["rows"] for total in tables),
        "files": sum(name.startswith(FILE) for name in sums),
    }


def _write(out: IO[bytes]) -> Sums:
    """Tables first, as of one moment; then the files, so that each one a row tells of is among them."""
    writing = PartsWriting(Writing(out, settings.BACK_UP_KEY))
    with transaction.atomic("owner"), connections["owner"].cursor() as wrapped:
        cursor: Cursor[Any] = wrapped.cursor
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        columns = columns_of(cursor)
        manifest = {
            "made_at": timezone.now().isoformat(),
            "migrations": sorted(MigrationRecorder(connections["owner"]).applied_migrations()),
            "tables": columns,
            "sequences": sequences(cursor),
        }
        writing.put_whole(MANIFEST, manifest)
        _read_everything(cursor)
        for table, names in columns.items():
            writing.put(TABLE, table, _rows(cursor, table, names), names)
    for name in files.names():
        writing.put(FILE, name, files.chunks(name))
    return writing.finish()


def _read_everything(cursor: Cursor[Any]) -> None:
    """For the rest of the transaction: past every wall, changing nothing, and in a form any server reads back alike."""
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL datestyle = 'ISO, YMD'")
    cursor.execute("SET LOCAL intervalstyle = 'postgres'")
    cursor.execute("SET LOCAL extra_float_digits = 3")
    try:
        cursor.execute(f"SET LOCAL ROLE {BACK_UP}")
    except (errors.UndefinedObject, errors.InvalidParameterValue, errors.InsufficientPrivilege) as error:
        raise Refused(
            "The database does not know who may read everything: make the roles with manage.py make_roles, "
            "then the walls with manage.py migrate --database owner."
        ) from error


def _rows(cursor: Cursor[Any], table: str, columns: list[str]) -> Iterator[bytes]:
    with cursor.copy(
        quoted("COPY {} (" + ", ".join(["{}"] * len(columns)) + ") TO STDOUT", table, *columns)
    ) as copy:
        for chunk in copy:
            yield bytes(chunk)


def _must_be(written: Sums, back: IO[bytes]) -> None:
    """Raise NotTrusted when the file does not hold what was `written` to it, part by part."""
    for part in parts(Reading(back, settings.BACK_UP_KEY)):
        if part.kind == "sums" and part.whole() != written:
            raise NotTrusted("The back-up does not read back as it was written: is the disk full, or broken?")
