"""Finds migrations that would stop a place in use, or the previous release's code. Run by `make lint`; asks no database.

A deployment migrates while the release before still answers people: expand first, contract in a later release. A finding
that is all right in its place gets its reason in the migration: `reasons = {"RunPython": "the table has ten rows"}`.
docs/extend.md tells what to write instead.
"""

import os
import re
import sys
from collections.abc import Iterator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hls_platform.settings")

import django
from django.contrib.postgres import operations as postgres
from django.db import connections, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, CheckConstraint, Expression, Field, GeneratedField, Value

BASELINE = {
    "hls_platform": "0002_the_trail_is_sealed",
    "relationships": "0002_trust_stays_sealed",
    "systems": "0001_first",
    "learning": "0002_the_wider_cycle_has_that_scale",
    "funders": "0003_the_ledger_adds_up",
}
"""The last migration of each app that no place in use has had to bear: up to the first release."""

BODY = re.compile(r"\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*.*?\*/", re.DOTALL)
SQL = {
    r"\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)": "builds an index while nobody can write: CONCURRENTLY",
    r"\bREINDEX\b(?!.*\bCONCURRENTLY\b)": "rebuilds an index while nobody can write: CONCURRENTLY",
    r"\bADD\s+CONSTRAINT\b(?!.*\b(NOT\s+VALID|USING\s+INDEX)\b)": "checks every row while nobody can write: NOT VALID, then VALIDATE",
    r"\bADD\s+(CHECK|FOREIGN|UNIQUE|PRIMARY|EXCLUDE)\b(?!.*\bNOT\s+VALID\b)": "checks every row while nobody can write: NOT VALID, then VALIDATE",
    r"\bSET\s+NOT\s+NULL\b": "checks every row while nobody can read: a constraint NOT VALID, then VALIDATE",
    r"\bALTER\s+(COLUMN\s+)?\S+\s+(SET\s+DATA\s+)?TYPE\b": "writes the table anew: add a column, fill it, change over",
    r"\b(DROP|RENAME)\s+(TABLE|COLUMN|TO)\b": "takes away what the previous release's code uses",
    r"\b(VACUUM\s+FULL|CLUSTER|LOCK\s+TABLE)\b": "locks the table",
    r"^\s*(UPDATE|DELETE\s+FROM|INSERT\s+INTO)\b": "writes rows in one go: RunPython in batches, with atomic = False",
}  # fmt: skip
"""What in a statement of SQL takes long, or takes away, and what to do about it."""

Found = tuple[str, str]
"""What was found ("AddIndex person"), and what is wrong with it."""


def findings(migration: migrations.Migration, before: ProjectState) -> list[Found]:
    """What in `migration` should not meet a place in use; `before` is how the models were until then."""
    state, new = before.clone(), set[str]()
    found: list[Found] = []
    reasons: dict[str, str] = getattr(migration, "reasons", {})
    for operation in _flat(migration.operations):
        if isinstance(operation, migrations.CreateModel):
            new.add(operation.name.lower())
        elif _model_of(operation) not in new:
            found += _of(operation, migration, state)
        operation.state_forwards(migration.app_label, state)
    kinds = [type(each) for each in migration.operations]
    if migration.atomic and postgres.AddConstraintNotValid in kinds and postgres.ValidateConstraint in kinds:
        found.append(("ValidateConstraint", "in one transaction with what it validates: a migration of its own, or atomic = False"))  # fmt: skip
    return [each for each in found if each[0] not in reasons]


def _flat(operations: list[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def _model_of(operation: Operation) -> str:
    name = getattr(operation, "model_name", None) or getattr(operation, "name", None)
    return (name if isinstance(name, str) else "").lower()


def _of(operation: Operation, migration: migrations.Migration, state: ProjectState) -> Iterator[Found]:
    what = f"{type(operation).__name__} {_model_of(operation)}".strip()
    match operation:
        case postgres.AddIndexConcurrently() | postgres.RemoveIndexConcurrently() if migration.atomic:
            yield what, "cannot run in a transaction: atomic = False"
        case (
            postgres.AddIndexConcurrently()
            | postgres.RemoveIndexConcurrently()
            | postgres.AddConstraintNotValid()
        ):
            pass
        case migrations.AddIndex() | migrations.RemoveIndex():
            yield what, "locks the table: AddIndexConcurrently, RemoveIndexConcurrently, with atomic = False"
        case migrations.AddConstraint(constraint=CheckConstraint()):
            yield (
                what,
                "checks every row while nobody can write: AddConstraintNotValid, then ValidateConstraint",
            )
        case migrations.AddConstraint():
            yield what, "builds an index while nobody can write: RunSQL with CREATE UNIQUE INDEX CONCURRENTLY, then USING INDEX"  # fmt: skip
        case migrations.AddField():
            for wrong in _of_new(operation.field):
                yield f"{what}.{operation.name}", wrong
        case migrations.AlterField():
            old = state.models[migration.app_label, _model_of(operation)].get_field(operation.name)
            for wrong in _of_changed(old, operation.field):
                yield f"{what}.{operation.name}", wrong
        case migrations.RemoveField() | migrations.RenameField():
            yield f"{what}.{getattr(operation, 'name', None) or operation.old_name}", "takes away what the previous release's code uses: a release later, with the reason"  # fmt: skip
        case migrations.DeleteModel() | migrations.RenameModel() | migrations.AlterModelTable():
            yield what, "takes away what the previous release's code uses: a release later, with the reason"
        case migrations.AlterUniqueTogether() | migrations.AlterIndexTogether():
            yield what, "builds an index while nobody can write"
        case migrations.RunPython() if migration.atomic:
            yield (
                what,
                "holds its locks to the end: atomic = False, and rows in batches, each in a transaction of its own",
            )
        case migrations.RunSQL():
            for wrong in _of_sql(operation.sql):
                yield what, wrong


def _of_new(field: Field) -> Iterator[str]:
    if field.many_to_many:
        return
    if isinstance(field, GeneratedField):
        yield "writes the table anew: a plain column that is filled in batches"
    elif not field.null and field.db_default is NOT_PROVIDED:
        yield "refuses what the previous release's code writes, which does not know it: null=True or db_default"
    elif isinstance(field.db_default, Expression) and not isinstance(field.db_default, Value):
        yield "writes the table anew where the default is another for each row: null=True, filled in batches"
    if field.unique or field.db_index:
        yield "builds an index while nobody can write: db_index=False, then AddIndexConcurrently"


def _of_changed(old: Field, new: Field) -> Iterator[str]:
    was, will = _type_of(old), _type_of(new)
    if was != will and not _wider(was, will):
        yield f"writes the table anew, from {was} to {will}: add a column, fill it, change over"
    if old.null and not new.null:
        yield "checks every row while nobody can read, and refuses what the previous release's code may write"
    if ((new.unique or new.db_index) and not (old.unique or old.db_index)) or (new.unique and not old.unique):
        yield "builds an index while nobody can write: AddIndexConcurrently"


def _type_of(field: Field) -> str:
    """As PostgreSQL calls it; of a key that leads to another table, that table. The owner's connection is not opened."""
    if field.remote_field:
        return str(field.remote_field.model).lower()
    return field.db_type(connections["owner"]) or ""


def _wider(was: str, will: str) -> bool:
    """Whether text of the type `was` is text of the type `will` without a look at it."""
    lengths = [re.fullmatch(r"varchar\((\d+)\)", each) for each in (was, will)]
    if lengths[0] and lengths[1]:
        return int(lengths[1][1]) >= int(lengths[0][1])
    return bool(lengths[0]) and will in ("text", "varchar")


def _of_sql(sql: object) -> Iterator[str]:
    each = sql if isinstance(sql, list | tuple) else [sql]
    text = ";".join(part[0] if isinstance(part, list | tuple) else str(part) for part in each)
    for statement in BODY.sub(" ", text).split(";"):
        for pattern, wrong in SQL.items():
            if re.search(pattern, statement, re.IGNORECASE | re.DOTALL):
                yield wrong


def main() -> int:
    django.setup()
    loader = MigrationLoader(None)
    exempt = {key for app, name in BASELINE.items() for key in loader.graph.forwards_plan((app, name))}
    bad = [
        f"{app}.{name}: {what}: {wrong}"
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if app in BASELINE and (app, name) not in exempt
        for what, wrong in findings(migration, loader.project_state((app, name), at_end=False))
    ]
    for line in bad:
        print(line)  # noqa: T201 - what a command says
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
