"""A place goes on where its migrations were put together since, and says so where a newer release has been there."""

from django.db.migrations.loader import MigrationLoader

from hls_platform.migrated import named_now, unknown


def test_migrations_that_were_put_together_are_known_by_their_name_now():
    loader = MigrationLoader(None)
    name, first = next(
        (name, each) for name, each in loader.disk_migrations.items() if len(each.replaces) > 1
    )
    assert named_now(loader, first.replaces) == {name}
    assert named_now(loader, [*first.replaces, name]) == {name}
    assert unknown(loader, [*loader.disk_migrations, *first.replaces]) == []


def test_what_only_a_newer_release_knows_is_named():
    loader = MigrationLoader(None)
    later = ("learning", "9999_later")
    assert unknown(loader, [*loader.disk_migrations, later]) == [later]
    name, first = next(
        (name, each) for name, each in loader.disk_migrations.items() if len(each.replaces) > 1
    )
    assert name not in named_now(loader, first.replaces[1:])  # some of it is not there yet
