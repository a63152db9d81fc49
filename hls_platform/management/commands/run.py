"""Everything one person needs to run the place on one machine: `make run` calls this."""

import hashlib
import io
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from hls_platform import supervisor
from hls_platform.embedded import CannotStart, Services
from hls_platform.settings import env


class Command(BaseCommand):
    help = (
        "Migrates, fills an empty embedded place with the demo, and runs web, worker and beat until Ctrl-C."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.run()
        except CannotStart as reason:
            self.stderr.write(str(reason))
            sys.exit(1)

    def run(self) -> None:
        local: Path = settings.LOCAL_DIR.resolve()
        local.mkdir(parents=True, exist_ok=True)
        port = int(env("PORT", "8000"))
        lock = supervisor.only_one(local)
        supervisor.end_leftovers(str(local))
        supervisor.must_be_free(port)
        family = supervisor.Family(str(local), local / "logs")
        supervisor.on_goodbye(family.stop)
        try:
            self.prepare(local)
            python = sys.executable
            family.start(
                "web", python, "-m", "uvicorn", "hls_platform.asgi:application",
                "--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--no-access-log",
            )  # fmt: skip
            celery = (python, "-m", "celery", "-A", "hls_platform.celery")
            family.start("worker", *celery, "worker", "--concurrency", "2", "--loglevel", "INFO")
            family.start(
                "beat",
                *celery,
                "beat",
                "--schedule",
                str(local / "beat"),
                "--pidfile",
                "",
                "--loglevel",
                "INFO",
            )
            supervisor.wait_until_ready(f"http://127.0.0.1:{port}/health/ready", family)
            self.welcome()
            supervisor.watch(family)
        finally:
            family.stop()
            lock.close()

    def prepare(self, local: Path) -> None:
        """Tables, static files, and the demo place where it belongs."""
        try:
            call_command("migrate", database="owner", interactive=False, verbosity=0)
        except DatabaseError as error:
            raise CannotStart(
                f"The database cannot be prepared: {str(error).strip().splitlines()[0]}."
            ) from error
        self.collect_static(local)
        ours = settings.DATABASES["default"]["HOST"] == str(Services(local).sockets)
        if settings.DEMO and ours and not get_user_model().objects.exists():
            self.stdout.write("Loading the demo place …")
            self.stdout.flush()
            call_command("load_demo", stdout=io.StringIO())

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
        elif not get_user_model().objects.exists():
            self.stdout.write("Set the place up with this link; it works once:")
            call_command("set_up_link", stdout=self.stdout)
        self.stdout.write("\nCtrl-C stops everything.")
        self.stdout.flush()
