"""Which migrations a database has behind it, by the names that they have in this release."""

from collections.abc import Iterable

from django.db.migrations.loader import MigrationLoader

Named = tuple[str, str]
"""The label of an app, and the name of one of its migrations."""


def named_now(loader: MigrationLoader, names: Iterable[Named]) -> set[Named]:
    """The same migrations, where several were put together since by the name of the one that took their place."""
    now = set(names)
    for name, migration in loader.disk_migrations.items():
        if migration.replaces and now.issuperset(migration.replaces):
            now = now.difference(migration.replaces) | {name}
    return now


def unknown(loader: MigrationLoader, names: Iterable[Named]) -> list[Named]:
    """Those that only a newer release can know, in order."""
    return sorted(named_now(loader, names) - set(loader.disk_migrations))
