"""The databases that tests stand on: one template, migrated once for all workers; each worker has a copy."""

import fcntl
import os
import subprocess
import sys

import psycopg
from django.conf import settings

from hls_platform.embedded import Services

JOBS = (
    "sign_in",
    "clock",
    "post",
    "registrar",
    "scrubber",
    "sealer",
    "returner",
    "opener",
    "door",
    "guest",
    "administration",
    "glass",
    "rights",
)


def prepare(services: Services) -> None:
    """Migrate the template as the owner, if nobody has yet, and make this worker's database of it."""
    with (services.folder / "template").open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            environment = os.environ | {"DJANGO_SETTINGS_MODULE": "hls_platform.settings"}
            command = [sys.executable, "manage.py", "migrate", "--database", "owner", "--verbosity", "0"]
            subprocess.run(command, check=True, env=environment, cwd=settings.BASE_DIR)
            with psycopg.connect(
                services.database_address("postgres", settings.DATABASE_TEMPLATE)
            ) as connection:
                # Tests arrange as a role of their own that no policy binds; what they then try is asked, as in
                # life, by hls_app on behalf of a person, because whoever tells who is asking takes that role.
                connection.execute("CREATE ROLE hls_tests LOGIN BYPASSRLS IN ROLE hls_owner, hls_app")
                connection.execute("GRANT hls_app TO hls_tests WITH SET TRUE")
                connection.execute("GRANT hls_wall TO hls_tests")  # to plant faults in the walls
                connection.execute("GRANT SET ON PARAMETER session_replication_role TO hls_tests")
                for job in JOBS:
                    connection.execute(f"GRANT hls_{job} TO hls_tests WITH INHERIT FALSE, SET TRUE")
            lock.write(b"migrated")
            lock.flush()
        services.make_database(settings.DATABASES["default"]["NAME"], copy_of=settings.DATABASE_TEMPLATE)
