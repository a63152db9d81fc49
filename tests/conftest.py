"""What every test stands on: a real PostgreSQL and Valkey, thrown away afterwards, one database per worker."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache

from hls_platform.embedded import Services

FOLDER = Path(os.environ["HLS_TEST_FOLDER"])


@pytest.fixture(scope="session")
def services() -> Services:
    """The throw-away servers; `services.database_address(role, name)` leads to a database."""
    return Services(FOLDER, durable=False)


@pytest.fixture(scope="session")
def django_db_setup(services: Services) -> None:
    """Migrate one template as the owner, once for all workers; then work on a copy, as the application's role."""
    with (FOLDER / "template").open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            environment = os.environ | {"DJANGO_SETTINGS_MODULE": "hls_platform.settings"}
            command = [sys.executable, "manage.py", "migrate", "--database", "owner", "--verbosity", "0"]
            subprocess.run(command, check=True, env=environment, cwd=settings.BASE_DIR)
            with psycopg.connect(
                services.database_address("postgres", settings.DATABASE_TEMPLATE)
            ) as connection:
                # Only here: Django empties the tables between tests that commit.
                connection.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO hls_app")
            lock.write(b"migrated")
            lock.flush()
        services.make_database(settings.DATABASES["default"]["NAME"], copy_of=settings.DATABASE_TEMPLATE)


@pytest.fixture
def process_environment(services: Services) -> dict[str, str]:
    """The environment in which another process (a worker, a beat, manage.py) sees this test's database."""
    name = settings.DATABASES["default"]["NAME"]
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "hls_platform.settings",
        "DATABASE_URL": services.database_address("hls_app", name),
        "DATABASE_OWNER_URL": services.database_address("hls_owner", name),
        "REDIS_URL": settings.REDIS_URL,
        "LOCAL_DIR": str(settings.LOCAL_DIR),
    }


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Each test begins with an empty cache (sign-in throttling counts there)."""
    cache.clear()
