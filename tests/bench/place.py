"""Two places with the same people and circles, one with few and one with many reflections, and a web server for each."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg

from hls_platform.embedded import ROOT, Services

PATIENCE_SECONDS = 30
PAST_WALLS = "hls_bench"
"""The role, on these servers alone, as which the bench looks around."""
BARE = """
    CREATE TABLE bench_reflection AS SELECT * FROM learning_reflection;
    ALTER TABLE bench_reflection ADD PRIMARY KEY (id);
    GRANT SELECT ON bench_reflection TO hls_app;
    ANALYZE bench_reflection;
"""
"""What the bare page shows: the reflections once more, with no wall around them."""


@dataclass
class Place:
    """One database on the throw-away servers, and the web server in front of it."""

    services: Services
    name: str
    number: int
    port: int
    made_in: float = 0
    past_walls: bool = False
    server: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "DATABASE_URL": self.services.database_address("hls_app", self.name),
            "DATABASE_OWNER_URL": self.services.database_address("hls_owner", self.name),
            "REDIS_URL": f"unix://{self.services.valkey_socket}?db={self.number}",
            "DATABASE_POOL_SIZE": "8",
            "LOCAL_DIR": str(self.services.folder / "local"),
            "LOG_LEVEL": "WARNING",
        }

    def command(self, *words: str, past_walls: bool = False) -> Any:
        """Run `python words…` in this place; what the last line of its output says in JSON, if anything.

        Past the walls it asks as a role that no policy binds, until it says for whom it asks, as all code of ours does.
        """
        address = self.services.database_address(PAST_WALLS, self.name)
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment | ({"DATABASE_URL": address} if past_walls else {}),
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            timeout=3600,
        )
        lines = done.stdout.decode().strip().splitlines()
        return json.loads(lines[-1]) if lines else None

    def make(self, people: int, circles: int, reflections: int) -> None:
        self.services.make_database(self.name)
        self.command("manage.py", "migrate", "--database", "owner", "--verbosity", "0")
        self.make_role_past_walls()
        wanted = {"people": people, "circles": circles, "reflections": reflections}
        made = self.command(
            "manage.py",
            "make_world",
            *(word for name, n in wanted.items() for word in (f"--{name}", str(n))),
        )
        self.made_in = made["seconds"]
        with psycopg.connect(self.services.database_address("postgres", self.name)) as connection:
            connection.execute(BARE)

    def make_role_past_walls(self) -> None:
        """A role like that of the tests: no policy binds it, and it may take the part of the application and its jobs."""
        with psycopg.connect(self.services.database_address("postgres", self.name)) as connection:
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [PAST_WALLS]).fetchone() is None:
                connection.execute(f"CREATE ROLE {PAST_WALLS} LOGIN BYPASSRLS IN ROLE hls_owner, hls_app")
                for job in ("hls_app", "hls_sign_in", "hls_clock", "hls_post", "hls_door"):
                    connection.execute(f"GRANT {job} TO {PAST_WALLS} WITH SET TRUE")

    def collect_static(self) -> None:
        (self.services.folder / "local").mkdir(exist_ok=True)
        self.command("manage.py", "collectstatic", "--no-input", "--verbosity", "0")

    def beside(self, port: int) -> "Place":
        """The same place once more, its web server another whose pages ask past the walls."""
        return replace(self, port=port, past_walls=True, server=None)

    def open(self) -> None:
        """Start the web server of `make run`, with one process."""
        door = "tests.bench.past_walls" if self.past_walls else "hls_platform.asgi"
        address = self.services.database_address(PAST_WALLS, self.name)
        command = [
            sys.executable, "-m", "uvicorn", f"{door}:application",
            "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1", "--no-access-log", "--log-level", "warning",
        ]  # fmt: skip
        environment = self.environment | ({"DATABASE_URL": address} if self.past_walls else {})
        self.server = subprocess.Popen(command, env=environment, cwd=ROOT)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return when the web server answers that it is ready."""
        until = monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready"):
                    return
            except (urllib.error.URLError, OSError):
                if monotonic() > until or (self.server and self.server.poll() is not None):
                    raise
                sleep(0.1)

    def close(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait(PATIENCE_SECONDS)


def about_this_machine() -> str:
    """Its processor, cores and memory, in words."""
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "unknown processor",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GB of memory"
