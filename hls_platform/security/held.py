"""What is held of a person, declared table by table in each app's `held.py`, and read or taken away as that person's own.

One line for each noun, and three things follow from it: what the page My data and the download show, what an erasure takes
away, and what the database role `hls_rights` may do. That role sees and touches the rows of the one person who is told
to the database, and no other row, whoever takes it on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.utils.module_loading import module_has_submodule
from django.utils.translation import override

from hls_platform.replica import database_now
from hls_platform.security.asking import as_job

RIGHTS = "hls_rights"
ME = "(SELECT wall.me())"


@dataclass(frozen=True, kw_only=True)
class Held:
    """What `table` holds of a person: which rows, what of them is theirs to read, and what an erasure does.

    `by` are the columns that the row is found by, and `whose` the SQL condition on them (that the first of them names the
    person, when left out). `shown` are the columns that the download holds, `names` SQL in place of an id. What has no
    `title` is on no page and in no download: it is there for the erasure alone.

    An erasure does the first of these that is given: `goes`, the rows are deleted; `words`, what stands in the place of each
    text that is not empty; `becomes`, SQL for any other column (together with `words`). With none of them the row
    stays as it is, and `stays` says why.
    """

    table: str
    by: tuple[str, ...]
    whose: str = ""
    title: Any = ""
    seen_by: Any = ""
    done_at: str = ""
    """The name of the address where it is changed, taken back or ended."""
    shown: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    """The column that names a file of theirs in the storage, if there is one; the download holds the file too."""
    goes: bool = False
    words: Mapping[str, Any] = field(default_factory=dict)
    becomes: Mapping[str, str] = field(default_factory=dict)
    stays: str = ""

    @property
    def theirs(self) -> str:
        """The condition under which a row is the person's."""
        return self.whose or f"{self.by[0]} = {ME}"

    @property
    def read(self) -> tuple[str, ...]:
        """The columns that have to be read to find, show and empty it."""
        return tuple(dict.fromkeys((*self.by, *self.shown, *self.words)))

    @property
    def changed(self) -> tuple[str, ...]:
        return (*self.words, *self.becomes)


def all_held() -> list[Held]:
    """Every declaration, those of the ground floor first."""
    return [
        held
        for app in apps.get_app_configs()
        if app.module is not None and module_has_submodule(app.module, "held")
        for held in import_module(f"{app.name}.held").HELD
    ]


def rights_on(table: str) -> Iterator[tuple[str, str, str]]:
    """What `hls_rights` may do with `table`: each verb of a wall, the columns, and the SQL condition on the row."""
    held = [each for each in all_held() if each.table == table]
    if not held:
        return

    def any_of(some: list[Held]) -> str:
        return " OR ".join(f"({each.theirs})" for each in some)

    columns = {
        verb: dict.fromkeys(c for each in held for c in getattr(each, verb)) for verb in ("read", "changed")
    }
    yield "see", ", ".join(columns["read"]), any_of(held)
    if columns["changed"]:
        yield "change", ", ".join(columns["changed"]), any_of([each for each in held if each.changed])
    if going := [each for each in held if each.goes]:
        yield "remove", "", any_of(going)


def counted() -> list[tuple[Held, int]]:
    """Each thing that has a title with how many there are of the person who asks; those of which there are none left out."""
    listed = [each for each in all_held() if each.title]
    counts = " UNION ALL ".join(
        f"SELECT {number}, count(*) FROM {each.table} WHERE {each.theirs}"  # our own names
        for number, each in enumerate(listed)
    )
    with as_job(RIGHTS), connections[database_now()].cursor() as cursor:
        cursor.execute(counts)
        found = dict(cursor.fetchall())
    return [(each, found[number]) for number, each in enumerate(listed) if found[number]]


def gathered(held: Held) -> list[dict[str, Any]]:
    """What there is of one thing of the person who asks, row by row, with the names of its columns."""
    columns = [*held.shown, *(f"{sql} AS {name}" for name, sql in held.names.items())]
    with as_job(RIGHTS), connections[database_now()].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {held.table} WHERE {held.theirs}")  # our own names
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def take_away() -> dict[str, int]:
    """Do to every table what its declaration says becomes of the person who asks; how many rows of which were touched.

    The upper floors first, and in each app the last declared first: what hangs on a row goes before the row. In the
    language of the place, since others read what stands in the place of words.
    """
    touched: dict[str, int] = {}
    with as_job(RIGHTS), connections[database_now()].cursor() as cursor, override(settings.LANGUAGE_CODE):
        for held in reversed(all_held()):
            if held.goes:
                cursor.execute(f"DELETE FROM {held.table} WHERE {held.theirs}")  # our own names
            elif held.changed:
                put = [f"{name} = CASE WHEN {name} = '' THEN '' ELSE %s END" for name in held.words]
                put += [f"{name} = {sql}" for name, sql in held.becomes.items()]
                cursor.execute(
                    f"UPDATE {held.table} SET {', '.join(put)} WHERE {held.theirs}",  # our own names
                    [str(words) for words in held.words.values()],
                )
            else:
                continue
            if cursor.rowcount:
                touched[held.table] = touched.get(held.table, 0) + cursor.rowcount
    return touched
