"""What every test stands on: a real PostgreSQL and Valkey, thrown away afterwards, one database per worker."""

import copy
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from hls_platform.embedded import Services
from tests.database import prepare
from tests.world import a_world

FOLDER = Path(os.environ["HLS_TEST_FOLDER"])


@pytest.fixture(scope="session")
def services() -> Services:
    """The throw-away servers; `services.database_address(role, name)` leads to a database."""
    return Services(FOLDER, durable=False)


@pytest.fixture(scope="session")
def django_db_setup(services: Services) -> None:
    """A migrated database for this worker."""
    prepare(services)


@pytest.fixture(scope="module")
def for_the_file(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a fixture of a whole file makes under it is undone after the file; what a test changes, after that test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def made_for_the_file(for_the_file: None) -> SimpleNamespace:
    return a_world()


@pytest.fixture
def w(made_for_the_file: SimpleNamespace, db: None) -> SimpleNamespace:
    """The world of `tests/world.py`, or what a file makes instead: made once for all its tests, since it takes seconds."""
    return copy.deepcopy(made_for_the_file)


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


@pytest.fixture
def at_most_queries() -> Callable[[int], AbstractContextManager[None]]:
    """`with at_most_queries(10):` fails when the block asks the database more often.

    Telling who is asking is one question more in each transaction, and what a person's organisations ask of their
    sign-in one more in each request; the pages are not blamed for them.
    """

    @contextmanager
    def counted(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        asked = [
            each["sql"]
            for each in captured.captured_queries
            if not each["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config"))
            and 'FROM "relationships_signinrule"' not in each["sql"]
        ]
        if len(asked) > most:
            pytest.fail(f"{len(asked)} queries, not {most}:\n" + "\n".join(asked))

    return counted


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Each test begins with an empty cache (sign-in throttling counts there)."""
    cache.clear()
