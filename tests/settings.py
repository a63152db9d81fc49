"""The settings under test: the platform's own, on throw-away servers that the first process starts."""

import os
import tempfile
from pathlib import Path

from hls_platform.embedded import celery_broker_url, throw_away

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
if (
    "HLS_TEST_FOLDER" not in os.environ
):  # the workers of a parallel run inherit the servers of the first process
    for name in (
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "REDIS_URL",
        "DEMO",
        "DEBUG",
        "PUBLIC_URL",
        "EMAIL_HOST",
    ):
        os.environ.pop(name, None)
    os.environ["HLS_TEST_FOLDER"] = str(throw_away().folder)
os.environ["LOCAL_DIR"] = tempfile.mkdtemp(prefix=f"local-{WORKER}-", dir=os.environ["HLS_TEST_FOLDER"])

from hls_platform.settings import *  # noqa: E402, F403 - the environment above must come first
from hls_platform.settings import DATABASES, INSTALLED_APPS, REDIS_URL  # noqa: E402

INSTALLED_APPS = ["tests.emptying", *INSTALLED_APPS]
DATABASE_TEMPLATE = "hls"
for database in DATABASES.values():
    database["NAME"] = f"hls_{WORKER}"
    database["USER"] = "hls_tests"
    database["CONN_MAX_AGE"] = 0
REDIS_URL = REDIS_URL.replace("db=0", f"db={1 + int(WORKER.removeprefix('gw') if WORKER != 'main' else 0)}")
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    for name in ("default", "marks")
}
CELERY_BROKER_URL = celery_broker_url(REDIS_URL)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
Path(os.environ["LOCAL_DIR"]).chmod(0o755)


# Django empties "the tables it may migrate" between tests that commit; here these are the application's.
DATABASE_ROUTERS: list[str] = []
