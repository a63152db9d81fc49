"""Rows of plain SQL as small frozen things, for pages that only show them: no model is made and no query is compiled."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connections

from hls_platform.replica import database_now

R = TypeVar("R")


def rows(shape: Callable[..., R], sql: str, values: dict[str, Any]) -> list[R]:
    """What `sql` (a constant, with `values` by name) finds, each row handed to `shape` column by column."""
    with connections[database_now()].cursor() as cursor:
        cursor.execute(sql, values)
        return [shape(*row) for row in cursor.fetchall()]


def like(words: str) -> str:
    """`words` as a pattern for ILIKE that finds them anywhere; nothing for none."""
    plain = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%" if plain else ""
