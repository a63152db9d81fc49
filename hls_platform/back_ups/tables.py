"""The tables of the place as a back-up knows them: which there are, in which order, with which columns.

Asked of PostgreSQL itself and not of the models, so that a back-up of another release can be put back, and no table of
a library is forgotten.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor, sql

OF_THE_PLACE = "django_migrations"
"""Tells which tables there are, so it is told by the manifest and made by migrating."""
MADE_BY_MIGRATING = ("auth_permission", "django_content_type")
"""Django writes these rows itself; those of a back-up take their place."""


def quoted(statement: str, *names: str) -> sql.Composed:
    """A statement with the names of tables and columns where it says {}."""
    return sql.SQL(statement).format(*map(sql.Identifier, names))


def columns_of(cursor: Cursor[Any]) -> dict[str, list[str]]:
    """Each table and those of its columns that are written, not computed; what is referred to comes first."""
    found = cursor.execute(
        """
        SELECT relname, array_agg(attname ORDER BY attnum) FROM pg_class
        JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> %s
          AND pg_has_role(relowner, 'USAGE') -- what others keep in this database is theirs
        GROUP BY relname ORDER BY relname
        """,
        [OF_THE_PLACE],
    ).fetchall()
    columns = dict(found)
    return {table: columns[table] for table in _in_order(list(columns), references(cursor))}


def references(cursor: Cursor[Any]) -> list[tuple[str, str, str]]:
    """Each foreign key: its name, the table it is on, the table it refers to."""
    return cursor.execute(
        """
        SELECT conname, source.relname, target.relname FROM pg_constraint
        JOIN pg_class source ON source.oid = conrelid JOIN pg_class target ON target.oid = confrelid
        WHERE contype = 'f' AND source.relnamespace = 'public'::regnamespace ORDER BY 1
        """
    ).fetchall()


def _in_order(tables: list[str], keys: Sequence[tuple[str, str, str]]) -> list[str]:
    """What is referred to before what refers to it; where tables refer to each other, one of them all the same."""
    ordered: list[str] = []
    left = list(tables)
    while left:
        waits = {source for _name, source, target in keys if target in left and target != source}
        ready = [table for table in left if table not in waits] or left[:1]
        ordered += ready
        left = [table for table in left if table not in ready]
    return ordered


def sequences(cursor: Cursor[Any]) -> dict[str, tuple[int, bool]]:
    """Where each sequence stands: its last number, and whether that was used."""
    names = cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace ORDER BY 1"
    ).fetchall()
    return {
        name: cursor.execute(quoted("SELECT last_value, is_called FROM {}", name)).fetchone()  # type: ignore[misc]
        for (name,) in names
    }
