"""The second wall: row-level security, declared table by table in each app's `walls.py` and built after migrating.

The conditions are SQL, written from docs and concepts and not from `visible_to`, so that the two can disagree and a
test can find it. A table that no app declares has no grants: the application cannot read it at all.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.utils.module_loading import module_has_submodule

from hls_platform.security.asking import APPLICATION, GLASS, SIGN_IN
from hls_platform.security.held import RIGHTS, rights_on

KEEPER = "hls_wall"
"""The role that owns the functions which policies ask; it may read the tables that say who is where."""
BACK_UP = "hls_back_up"
"""The role that reads every row and changes none. The owner of the tables can become it, the application cannot."""
VERBS = {"see": "SELECT", "add": "INSERT", "change": "UPDATE", "remove": "DELETE"}


@dataclass(frozen=True, kw_only=True)
class Wall:
    """Who may do what with the rows of one table: an SQL condition on the row for each verb; None is nobody.

    `asked` lets the functions of `wall` read the table. `jobs` names for each role of the platform's jobs the verbs
    it may use, each with the columns it is granted ("" for all); with an SQL condition too, only on those rows.
    What a person has a right to, each app's `held.py` says, and not this.
    What is seen is seen through a broken glass too (there, one more circle is one's own), unless `through_glass` is False.
    """

    table: str
    see: str
    add: str | None = None
    change: str | None = None
    becomes: str | None = None
    """What a changed row must be, where that is not what `change` says."""
    remove: str | None = None
    asked: bool = False
    through_glass: bool = True
    jobs: Mapping[str, Mapping[str, str | tuple[str, str]]] = field(default_factory=dict)

    def statements(self) -> Iterator[str]:
        """The SQL that builds this wall, from whatever stood there before."""
        yield f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY"
        yield from self._policy(BACK_UP, "see", "SELECT", "true", "true")
        yield f"GRANT SELECT ON {self.table} TO {BACK_UP}"
        for verb, command in VERBS.items():
            condition: str | None = getattr(self, verb)
            if condition is not None:
                yield from self._policy(APPLICATION, verb, command, condition, self.becomes or condition)
                yield f"GRANT {command} ON {self.table} TO {APPLICATION}"
        if self.through_glass:
            yield from self._policy(GLASS, "see", "SELECT", self.see, "true")
            yield f"GRANT SELECT ON {self.table} TO {GLASS}"
        if self.asked:
            yield from self._policy(KEEPER, "see", "SELECT", "true", "true")
            yield f"GRANT SELECT ON {self.table} TO {KEEPER}"
        for role, verbs in self.jobs.items():
            for verb, granted in verbs.items():
                columns, rows = (granted, "true") if isinstance(granted, str) else granted
                yield from self._for_job(role, verb, columns, rows)
        for verb, columns, rows in rights_on(self.table):
            yield from self._for_job(RIGHTS, verb, columns, rows)

    def _for_job(self, role: str, verb: str, columns: str, rows: str) -> Iterator[str]:
        yield from self._policy(role, verb, VERBS[verb], rows, rows)
        yield f"GRANT {VERBS[verb]} {f'({columns})' if columns else ''} ON {self.table} TO {role}"

    def _policy(self, role: str, verb: str, command: str, using: str, check: str) -> Iterator[str]:
        said = {
            "see": f"USING ({using})",
            "add": f"WITH CHECK ({using})",
            "change": f"USING ({using}) WITH CHECK ({check})",
            "remove": f"USING ({using})",
        }[verb]
        yield f"CREATE POLICY {role}_{verb} ON {self.table} FOR {command} TO {role} {said}"


@dataclass(frozen=True, kw_only=True)
class NoWall:
    """A table without row-level security, and the reason; the application may use these verbs on it."""

    table: str
    reason: str
    verbs: str = ""

    def statements(self) -> Iterator[str]:
        """The grants."""
        yield f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY"
        yield f"GRANT SELECT ON {self.table} TO {BACK_UP}"
        if self.verbs:
            yield f"GRANT {self.verbs} ON {self.table} TO {APPLICATION}, {SIGN_IN}"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A function in the schema `wall` that policies ask about who asks. One that `reads` tables sees past policies."""

    name: str
    returns: str
    body: str
    reads: bool = True

    def statement(self) -> str:
        """The SQL that makes it, or puts it in the place of an earlier one."""
        past = "SECURITY DEFINER SET search_path = public, pg_temp" if self.reads else ""
        return (
            f"CREATE OR REPLACE FUNCTION wall.{self.name} RETURNS {self.returns} LANGUAGE sql STABLE PARALLEL SAFE "
            f"{past} AS $wall${self.body}$wall$"
        )


def declared(app: AppConfig) -> tuple[list[Asked], list[Wall | NoWall]]:
    """The functions and the walls that an app declares in its `walls.py`; none where it has no such file."""
    if not module_has_submodule(app.module, "walls"):
        return [], []
    module = import_module(f"{app.name}.walls")
    return getattr(module, "ASKED", []), module.WALLS


def all_walls() -> dict[str, Wall | NoWall]:
    """Every declared wall by its table."""
    return {wall.table: wall for app in apps.get_app_configs() for wall in declared(app)[1]}


@contextmanager
def owner_past_them(cursor: Any) -> Iterator[None]:
    """Let the owner of the tables, whose transaction `cursor` is in, write past every wall until the block ends.

    Only for filling an empty place whole. Nobody else gains anything meanwhile: the tables are locked, and an
    error undoes it with the rest of the transaction.
    """
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace"
    )
    tables = [table for (table,) in cursor.fetchall()]
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def build(*, app_config: AppConfig, using: str, **_more: Any) -> None:
    """Build the walls that an app declares and that do not stand yet; called by Django after each migration."""
    functions, walls = declared(app_config)
    connection = connections[using]
    if not (functions or walls) or using == "default":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {KEEPER}")
        for function in functions:
            cursor.execute(function.statement())
        cursor.execute("RESET ROLE")
        for wall in walls:
            statements = list(wall.statements())
            mark = "wall " + hashlib.sha256("\n".join(statements).encode()).hexdigest()
            cursor.execute("SELECT obj_description(%s::regclass, 'pg_class')", [wall.table])
            if cursor.fetchone() == (mark,):
                continue
            _take_down(cursor, wall.table)
            for statement in statements:
                cursor.execute(statement)
            cursor.execute(f"COMMENT ON TABLE {wall.table} IS '{mark}'")


def _take_down(cursor: Any, table: str) -> None:
    cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s", [table])
    for (policy,) in cursor.fetchall():
        cursor.execute(f"DROP POLICY {policy} ON {table}")
    cursor.execute(
        "SELECT DISTINCT grantee FROM information_schema.column_privileges"
        " WHERE table_name = %s AND grantee LIKE 'hls\\_%%' AND grantee <> 'hls_owner'",
        [table],
    )
    for (role,) in cursor.fetchall():
        cursor.execute(f"REVOKE ALL ON {table} FROM {role}")
