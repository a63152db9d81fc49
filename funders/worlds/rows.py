"""Rows on their way into the database by COPY, and the identifiers they carry."""

import random
from collections.abc import Iterable

from psycopg import Cursor, sql

NOTHING = r"\N"
"""How COPY writes NULL."""


def copy(cursor: "Cursor[object]", table: str, columns: str, rows: Iterable[str]) -> None:
    """Write `rows` (each the columns as text, tabs between them, no backslash in any word) into `table`."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns.split()))
    )
    with cursor.copy(statement) as into:
        for row in rows:
            into.write(f"{row}\n")


class Identifiers:
    """UUIDs as 32 hexadecimal digits, made from chance many at a time."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.digits = ""
        self.place = 0

    def _next(self) -> str:
        if self.place >= len(self.digits):
            self.digits, self.place = self.chance.randbytes(160_000).hex(), 0
        self.place += 32
        return self.digits[self.place - 32 : self.place]

    def at(self, milliseconds: int) -> str:
        """A version 7 of that moment (milliseconds since 1970)."""
        digits = self._next()
        return f"{milliseconds:012x}7{digits[13:16]}a{digits[17:]}"

    def random(self) -> str:
        """A version 4."""
        digits = self._next()
        return f"{digits[:12]}4{digits[13:16]}a{digits[17:]}"
