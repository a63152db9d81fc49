"""A real streaming replica of the tests' PostgreSQL, whose replay can be held and let go."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from hls_platform.embedded import POSTGRES_VERSION, POSTGRES_VERSIONS, Services, _postgres_identity

PROGRAMS = POSTGRES_VERSIONS[POSTGRES_VERSION]


def wait_until(what: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


class Standby:
    """A copy of all databases of `services`, made by pg_basebackup, that follows them."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services, self.folder = services, folder
        self.data, self.process = folder / "data", None
        identity = _postgres_identity()
        folder.mkdir(mode=0o700)
        if identity:
            shutil.chown(folder, identity["user"], identity["group"])
            for parent in folder.parents:
                if not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o001)
        subprocess.run(
            [
                str(PROGRAMS / "pg_basebackup"), "--pgdata", str(self.data), "--write-recovery-conf", "--no-sync",
                "--checkpoint", "fast", "--dbname", f"host={services.sockets} user=postgres",
            ],
            check=True, cwd="/", capture_output=True, **identity,
        )  # fmt: skip
        self.process = subprocess.Popen(
            [
                str(PROGRAMS / "postgres"), "-D", str(self.data), "-k", str(folder),
                "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "fsync=off",
            ],
            stdin=subprocess.DEVNULL, stdout=(folder / "log").open("wb"), stderr=subprocess.STDOUT, cwd="/",
            start_new_session=True, **identity,
        )  # fmt: skip
        wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def ask(self, sql: str, *values: object) -> object:
        """The first column of the first row that the standby answers."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as there:
            return there.execute(sql, values).fetchone()[0]

    def catch_up(self) -> None:
        """Return when it has replayed what the primary has done until now."""
        with psycopg.connect(
            self.services.database_address("postgres", "postgres"), autocommit=True
        ) as primary:
            (done,) = primary.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        wait_until(lambda: self.ask("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", done) is True)

    def hold(self) -> None:
        """Let it hear of nothing more, until `let_go`."""
        self.ask("SELECT pg_wal_replay_pause()::text")
        wait_until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")

    def let_go(self) -> None:
        self.ask("SELECT pg_wal_replay_resume()::text")
        self.catch_up()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)
