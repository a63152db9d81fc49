"""The place that is broken: one `manage.py run` with servers, folder and port of its own, and its processes by name."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from hls_platform.embedded import ROOT, Services

READY_WITHIN_SECONDS = 180
PAST_WALLS = "hls_faults"
"""The role, on these servers alone, that arranges and counts."""
KINDS = ("web", "worker", "beat", "valkey", "postgres")
KNOWN_BY = {
    "web": "uvicorn",
    "worker": "worker",
    "beat": "beat",
    "valkey": "valkey-server",
    "postgres": "postgres",
}


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


class Place:
    def __init__(self, office_port: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hls-faults-"))
        self.local = self.folder / "local"
        self.services = Services(self.local)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        environment = {
            "PATH": os.environ["PATH"], "LOCAL_DIR": str(self.local), "PORT": str(self.port), "DEMO": "0",
            "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(office_port), "EMAIL_USE_TLS": "0",
            "WEBHOOK_ALLOW_PRIVATE": "1", "LOG_LEVEL": "WARNING",
        }  # fmt: skip
        with (self.folder / "run.log").open("wb") as log:
            self.run = subprocess.Popen(
                [sys.executable, "manage.py", "run", "--ends-with-its-parent"],
                cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait_until_healed(
        self, to_go: Sequence[psutil.Process] = (), seconds: float = READY_WITHIN_SECONDS
    ) -> float:
        """Wait until those `to_go` have gone, every kind is there, and `/health/ready` says 200; for how many seconds.

        SystemExit when it never does.
        """
        begun = time.monotonic()
        while any(map(_lives, to_go)) or not (
            all(self.processes(kind) for kind in KINDS) and self.is_ready()
        ):
            if self.run.poll() is not None:
                sys.exit(f"It ended by itself: {(self.folder / 'run.log').read_text()[-2000:]}")
            if time.monotonic() - begun > seconds:
                sys.exit(f"It did not heal within {seconds} s; {self.folder} holds its logs.")
            time.sleep(0.05)
        return time.monotonic() - begun

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=5) as answer:
                return all(json.load(answer).values())
        except (urllib.error.URLError, OSError, ValueError):
            return False

    def processes(self, kind: str) -> list[psutil.Process]:
        """The processes of a kind, that which all others stand under first; none while it is away."""
        with suppress(psutil.NoSuchProcess):
            for each in psutil.Process(self.run.pid).children():
                with suppress(psutil.NoSuchProcess):
                    words = each.cmdline()
                    known = words[:1] if kind in {"valkey", "postgres"} else words[1:]
                    if each.status() != psutil.STATUS_ZOMBIE and any(
                        word == KNOWN_BY[kind] or word.endswith(f"/{KNOWN_BY[kind]}") for word in known
                    ):
                        return [each, *each.children(recursive=True)]
        return []

    def environment(self) -> dict[str, str]:
        """What lets this process look at the place: past its walls, to arrange and to count."""
        with self.as_superuser() as connection:
            connection.execute(f"CREATE ROLE {PAST_WALLS} LOGIN BYPASSRLS IN ROLE hls_owner, hls_app")
            for job in ("hls_app", "hls_sign_in", "hls_clock", "hls_post", "hls_door"):
                connection.execute(f"GRANT {job} TO {PAST_WALLS} WITH SET TRUE")
        address = self.services.database_address(PAST_WALLS, "hls")
        return {
            "DJANGO_SETTINGS_MODULE": "hls_platform.settings",
            "DATABASE_URL": address,
            "DATABASE_OWNER_URL": address,
            "REDIS_URL": self.services.environment()["REDIS_URL"],
            "SECRET_KEY": (self.local / "secret_key").read_text(),
            "LOCAL_DIR": str(self.folder / "ours"),
            "WEBHOOK_ALLOW_PRIVATE": "1",
            "LOG_LEVEL": "ERROR",
        }

    @contextmanager
    def as_superuser(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        with psycopg.connect(
            self.services.database_address("postgres", "hls"), autocommit=True, connect_timeout=5
        ) as connection:
            yield connection

    def close(self) -> None:
        """End everything that was started here, and throw its folder away."""
        self.run.send_signal(signal.SIGTERM)
        try:
            self.run.wait(90)
        except subprocess.TimeoutExpired:
            for process in [
                *psutil.Process(self.run.pid).children(recursive=True),
                psutil.Process(self.run.pid),
            ]:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        self.services.discard()
        shutil.rmtree(self.folder, ignore_errors=True)
