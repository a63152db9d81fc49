"""The two walls and the plain rule, held against each other: what may one person do with each row of a world?"""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, models, transaction

from hls_platform.security.asking import as_person
from relationships.models import Circle, Person
from tests.obvious import may_see
from tests.obvious_writing import may
from tests.worlds import NOUNS, World


@dataclass
class Comparison:
    """How many pairs of a row and a verb were compared, and where the walls did not agree, in words."""

    compared: int = 0
    differences: list[str] = field(default_factory=list)

    def hold(self, noun: type[models.Model], verb: str, rule: set[Any], **walls: set[Any]) -> None:
        """Compare the keys that the rule names with those that each wall lets through."""
        for wall, keys in walls.items():
            self.compared += len(rule | keys)
            self.differences += [
                f"{noun.__name__} {verb}: the {wall} {'shows too much' if key in keys else 'holds back'}"
                for key in rule ^ keys
            ]


def compare(world: World, person: Person, nouns: Collection[type[models.Model]] = NOUNS) -> Comparison:
    """Every verb on the tables of `nouns`, for one person of a world that is in the database. Changes nothing."""
    found = Comparison()
    for noun in nouns:
        rows = world.rows[noun]
        seen = set(noun._default_manager.visible_to(person).values_list("pk", flat=True))
        rule = {row.pk for row in rows if may_see(world, person, row)}
        with as_person(person.pk):
            in_database = set(keys(noun, ""))
            lockable = set(keys(noun, " FOR UPDATE"))
            removed = _removed(noun)
            added = {row.pk for row in rows if _can_add(noun, row)}
        found.hold(noun, "see", rule, application=seen, database=in_database)
        for verb, done in (("change", lockable), ("remove", removed), ("add", added)):
            found.hold(noun, verb, {row.pk for row in rows if may(verb, world, person, row)}, database=done)
    return found


def keys(noun: type[models.Model], locking: str) -> Iterator[Any]:
    """The keys of the table's own rows that the database shows, or lets through for a change."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {noun._meta.pk.column} FROM {noun._meta.db_table}{locking}"  # noqa: S608 - our own names
            )
            return iter([key for (key,) in cursor.fetchall()])
    except ProgrammingError:  # the application has no such right on this table at all
        return iter(())


def _removed(noun: type[models.Model]) -> set[Any]:
    """The keys that a deletion of everything would take, undone at once."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {noun._meta.db_table} RETURNING {noun._meta.pk.column}"  # noqa: S608 - our own names
            )
            keys = {key for (key,) in cursor.fetchall()}
            transaction.set_rollback(True)
        return keys
    except ProgrammingError:
        return set()


def _can_add(noun: type[models.Model], row: Any) -> bool:
    """Whether the database takes another row like this one; that it is there already is no matter of walls."""
    fields = list(noun._meta.local_concrete_fields)
    values = [
        uuid.uuid4()
        if each.primary_key and not (issubclass(noun, Circle) or each.remote_field)
        else connection.ops.adapt_json_value(getattr(row, each.attname), None)
        if isinstance(each, models.JSONField)
        else getattr(row, each.attname)
        for each in fields
    ]
    columns = ", ".join(connection.ops.quote_name(each.column) for each in fields)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {noun._meta.db_table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})",  # noqa: S608
                values,
            )
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    except ProgrammingError:
        return False
    except DatabaseError as error:
        raise AssertionError(f"{noun.__name__} could not be tried: {error}") from error
    return True
