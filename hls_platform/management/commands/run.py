"""Everything one person needs to run the place on one machine: `make run` calls this."""

import hashlib
import io
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader

from hls_platform import embedded, supervisor
from hls_platform.embedded import CannotStart
from hls_platform.migrated import unknown
from hls_platform.security import audit
from hls_platform.security.asking import as_job
from hls_platform.settings import env


class Command(BaseCommand):
    help = (
        "Migrates, fills an empty embedded place with the demo, and runs web, worker and beat until Ctrl-C."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--ends-with-its-parent",
            action="store_true",
            help="stop when the process that started this one ends",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["ends_with_its_parent"]:
            supervisor.end_with_the_parent()
        try:
            self.run()
        except OSError as error:
            raise CannotStart(
                f"{settings.LOCAL_DIR} cannot be written to ({error.strerror or error})."
            ) from error

    def run(self) -> None:
        local: Path = settings.LOCAL_DIR.resolve()
        local.mkdir(parents=True, exist_ok=True)
        port = settings.PORT
        lock = supervisor.only_one(local)
        supervisor.end_leftovers(str(local))
        supervisor.must_be_free(port)
        family = supervisor.Family(str(local), local / "logs")
        supervisor.on_goodbye(family.stop)
        try:
            self.prepare(local)
            python = sys.executable
            plain = {"LOG_FORMAT": env("LOG_FORMAT") or "plain"}
            shutil.rmtree(counts := local / "metrics", ignore_errors=True)
            counts.mkdir()
            family.start(
                "web", python, "-m", "uvicorn", "hls_platform.asgi:application",
                "--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--no-access-log",
                "--log-level", "warning", "--timeout-graceful-shutdown", "5",  # event streams never end by themselves
                DATABASE_POOL_SIZE=env("DATABASE_POOL_SIZE") or "8", METRICS_DIR=str(counts), **plain,
            )  # fmt: skip
            celery = (python, "-m", "celery", "-A", "hls_platform.celery", "--quiet")
            family.start("worker", *celery, "worker", "--concurrency", "2", **plain)
            schedule = ("--schedule", str(local / "beat"), "--pidfile", "")
            family.start("beat", *celery, "beat", *schedule, **plain)
            supervisor.wait_until_ready(f"http://127.0.0.1:{port}/health/ready", family)
            self.welcome()
            supervisor.watch(family, embedded.ours)
        finally:
            family.stop()
            lock.close()

    def prepare(self, local: Path) -> None:
        """Tables, static files, and the demo place where it belongs."""
        try:
            self.must_know_the_tables()
            call_command("migrate", database="owner", interactive=False, verbosity=0)
            self.collect_static(local)
            self.choose_the_place()
        except DatabaseError as error:
            raise CannotStart(
                f"The database cannot be prepared: {str(error).strip().splitlines()[0]}."
            ) from error

    def must_know_the_tables(self) -> None:
        """Raises CannotStart when a newer release of the platform has changed the tables."""
        loader = MigrationLoader(connections["owner"])
        if newer := unknown(loader, loader.applied_migrations):
            raise CannotStart(
                f"The database was last used by a newer version of this platform (it knows {'.'.join(newer[-1])}): "
                "run that version, or put back a copy made before."
            )

    def somebody_is_here(self) -> bool:
        with as_job("hls_door"):
            return get_user_model().objects.exists()

    def choose_the_place(self) -> None:
        """Fill an empty place of our own with the demo; where real people are, go on without it."""
        if not settings.DEMO or audit.happened("demo.loaded"):
            return
        if embedded.ours and embedded.ours.postgres and not self.somebody_is_here():
            self.stdout.write("Loading the demo place …")
            self.stdout.flush()
            call_command("load_demo", stdout=io.StringIO())
        else:
            settings.DEMO = False
            os.environ["DEMO"] = "0"  # for the processes that we start

    def collect_static(self, local: Path) -> None:
        """Collect the static files when they changed since the last time."""
        seen = hashlib.sha256()
        files = [storage.path(path) for finder in get_finders() for path, storage in finder.list([])]
        for file in sorted(map(Path, files)):
            status = file.stat()
            seen.update(f"{file} {status.st_size} {status.st_mtime_ns}\n".encode())
        stamp = local / "static-collected"
        if not stamp.exists() or stamp.read_text() != seen.hexdigest():
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(seen.hexdigest())

    def welcome(self) -> None:
        self.stdout.write(f"\nOpen {settings.PUBLIC_URL}\n")
        if settings.DEMO:
            call_command("who_can_sign_in", stdout=self.stdout)
        elif not self.somebody_is_here():
            self.stdout.write("Set the place up with this link; it works once:")
            call_command("set_up_link", stdout=self.stdout)
        if not (settings.DEMO or settings.EMAIL_HOST):
            self.stdout.write(
                f"\nEMAIL_HOST is not given: e-mail is not sent, but written to {settings.OUTBOX_DIR}"
            )
        self.stdout.write("\nCtrl-C stops everything.")
        self.stdout.flush()
