"""The faults: what is done to the processes of a place, each by name. Nothing is touched that the place did not start."""

import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

import psutil
import psycopg

from tests.faults.place import KINDS, Place

FULL_AT_BYTES = (8 * 1024, 4 * 1024 * 1024)
"""Between these sizes no file may grow any more while the disk is said to be full."""

Fault = Callable[[Place, random.Random], list[psutil.Process]]
"""Does it, and gives the processes that are to go because of it: healed is, when these have gone and others stand there."""


def _each(processes: Iterable[psutil.Process], do: Callable[[psutil.Process], object]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            do(process)


def kill(kind: str) -> Fault:
    """`kill -9` for the whole of a kind's top process, or for one of those under it."""

    def fault(place: Place, chance: random.Random) -> list[psutil.Process]:
        found = place.processes(kind)
        hit = found[:1] if chance.random() < 0.5 else [chance.choice(found)] if found else []
        _each(hit, psutil.Process.kill)
        return hit

    return fault


def pause(kind: str) -> Fault:
    """SIGSTOP for all of a kind, and after a while SIGCONT."""

    def fault(place: Place, chance: random.Random) -> list[psutil.Process]:
        found = place.processes(kind)
        _each(found, psutil.Process.suspend)
        time.sleep(chance.uniform(0.2, 2.5))
        _each(found, psutil.Process.resume)
        return []

    return fault


def restart(kind: str) -> Fault:
    """Ask it to end, as an administrator does; whoever watches over it starts it again."""

    def fault(place: Place, _chance: random.Random) -> list[psutil.Process]:
        politely = signal.SIGINT if kind == "postgres" else signal.SIGTERM
        hit = place.processes(kind)[:1]
        _each(hit, lambda process: process.send_signal(politely))
        return hit

    return fault


def fill_the_disk(kind: str) -> Fault:
    """No file of the server's can grow past a small size, which it meets as a full disk; then there is room again."""

    def fault(place: Place, chance: random.Random) -> list[psutil.Process]:
        _limit_files(place.processes(kind), chance.randint(*FULL_AT_BYTES))
        time.sleep(chance.uniform(0.5, 2))
        _limit_files(place.processes(kind), resource.RLIM_INFINITY)
        return []

    return fault


def _limit_files(processes: Iterable[psutil.Process], size: int) -> None:
    """Let no file of the processes grow past `size`: asked by a child with their user's rights, which root may not have."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            user = process.uids().real
            child = os.fork()
            if child == 0:
                with suppress(OSError):
                    if user != os.getuid():
                        os.setuid(user)
                    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
                os._exit(0)
            os.waitpid(child, 0)


def take_connections(place: Place, chance: random.Random) -> list[psutil.Process]:
    """The application may have one connection only, and loses those it has; then as many as before."""
    _as_superuser(
        place,
        "ALTER ROLE hls_app CONNECTION LIMIT 1",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hls_app'",
    )
    time.sleep(chance.uniform(0.5, 2))
    _as_superuser(place, "ALTER ROLE hls_app CONNECTION LIMIT -1")
    return []


def _as_superuser(place: Place, *statements: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with place.as_superuser() as connection:
                for statement in statements:
                    connection.execute(statement)
            return
        except psycopg.Error:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


FAULTS: dict[str, Fault] = {
    **{f"{kind} killed": kill(kind) for kind in KINDS},
    **{f"{kind} paused": pause(kind) for kind in KINDS},
    **{f"{kind} restarted": restart(kind) for kind in KINDS},
    "disk of postgres full": fill_the_disk("postgres"),
    "disk of valkey full": fill_the_disk("valkey"),
    "connections taken": take_connections,
}
