"""Django's `flush`, which its test case calls: only the rows go, and only where there are any."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections, transaction

KEPT = ("django_migrations", "django_content_type", "auth_permission")
"""What is there before any test is."""
HELD = """
    SELECT string_agg(format('SELECT %%L WHERE EXISTS (SELECT 1 FROM %%I.%%I)', oid::regclass, relnamespace::regnamespace, relname),
                      ' UNION ALL ')
    FROM pg_class
    WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('public', 'wall') AND relname <> ALL (%s)"""


class Command(BaseCommand):
    """Django's own truncates every table and builds the walls anew: a second and more, where this takes 20 ms. A row
    deleted does not wait for who still reads, either."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", default="default")

    stealth_options = ("interactive", "reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def handle(self, *, database: str, **_options: Any) -> None:
        with transaction.atomic(using=database), connections[database].cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # neither keys nor triggers mind
            cursor.execute(HELD, [list(KEPT)])
            [(each_table,)] = cursor.fetchall()
            cursor.execute(each_table)
            for (table,) in cursor.fetchall():
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a name the database has just said
