"""Our own PostgreSQL and Valkey: killed, spoilt, crowded, and without room."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from hls_platform.embedded import ROOT, CannotStart, Services

pytestmark = pytest.mark.processes


def servers_of(folder: Path) -> list[psutil.Process]:
    """Every living server process that works in `folder`, the children of PostgreSQL among them."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.name().startswith(("postgres", "valkey-server"))
            if (
                ours and process.cwd().startswith(str(folder)) and process.status() != psutil.STATUS_ZOMBIE
            ) or (process.name().startswith("valkey-server") and str(folder) in " ".join(process.cmdline())):
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def test_killed_servers_are_recovered_with_what_they_held_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / ('It\'s a "long" $HOME of many words, ' + "and more of them, " * 5)
    first = Services(folder)
    environment = first.enter()
    with psycopg.connect(environment["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with redis.Redis.from_url(environment["REDIS_URL"]) as client:
        client.set("kept", "42")
    for process in servers_of(folder):
        if process.ppid() == os.getpid():  # their children are left to find out for themselves
            process.send_signal(signal.SIGKILL)
    psutil.wait_procs(
        [each for each in psutil.Process().children() if each in servers_of(folder)], timeout=10
    )
    (folder / "postgres" / "postmaster.pid").write_text("spoilt")
    first.revive()
    with psycopg.connect(environment["DATABASE_OWNER_URL"]) as owner:
        assert owner.execute("SELECT answer FROM kept").fetchone() == (42,)

    second = Services(folder)
    environment = second.enter()

    with psycopg.connect(environment["DATABASE_OWNER_URL"]) as owner:
        assert owner.execute("SELECT answer FROM kept").fetchone() == (42,)
    with redis.Redis.from_url(environment["REDIS_URL"]) as client:
        client.set("kept", "42")
    first.leave()
    with redis.Redis.from_url(environment["REDIS_URL"]) as client:
        assert client.get("kept") == b"42"  # it is still in use
    second.leave()
    assert servers_of(folder) == []
    second.discard()


def made_by(folder: Path, version: str) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text(version)


@pytest.mark.parametrize(
    ("version", "reason"), [("19\n", "made by PostgreSQL 19.*release"), ("", "no whole database.*copy")]
)
def test_a_database_that_is_not_ours_to_start_is_left_alone(
    tmp_path: Path, version: str, reason: str
) -> None:
    made_by(tmp_path, version)
    with pytest.raises(CannotStart, match=reason):
        Services(tmp_path).enter()
    assert (tmp_path / "postgres" / "PG_VERSION").read_text() == version
    assert servers_of(tmp_path) == []


def test_a_folder_that_cannot_be_written_to_is_named() -> None:
    with pytest.raises(CannotStart, match=r"/proc/here cannot be used .*LOCAL_DIR"):
        Services(Path("/proc/here")).enter()


def test_without_room_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "LOCAL_DIR": str(tmp_path / "small")}
    done = subprocess.run(
        [sys.executable, "manage.py", "list_circles"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)),
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        f"The disk that holds {tmp_path / 'small'} is full: free at least 200 MB and try again."
    ]
    assert servers_of(tmp_path) == []
