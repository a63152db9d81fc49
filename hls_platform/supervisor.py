"""Runs the web server, the worker and the beat together for one person on one machine. Imports no domain.

Deployments use docker-compose.yml instead, where each is a container of its own.
"""

import ctypes
import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

import psutil

from hls_platform.embedded import CannotStart, Services

MARK = "HLS_SUPERVISED"
"""In the environment of every process we start, so that what a killed supervisor left is known and ended."""
PATIENCE_SECONDS = 120
GOODBYE_SECONDS = 15
SHORT_LIFE_SECONDS, MOST_SHORT_LIVES = 5, 5
LAST_MOMENTS_SECONDS = 5
PR_SET_PDEATHSIG = 1


def only_one(local: Path) -> IO[bytes]:
    """The lock that a second supervisor of the same folder does not get. Raises CannotStart.

    It waits a moment, since the first may be on its way out.
    """
    lock = (local / "supervisor").open("ab")
    until = time.monotonic() + LAST_MOMENTS_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise CannotStart(
                    "The platform runs already from this folder: stop that one first, with Ctrl-C where it was started."
                ) from error
            time.sleep(0.1)


def end_leftovers(place: str) -> None:
    """Kill what a supervisor of the same `place` left behind when it was killed itself."""
    left = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == place and process.pid != os.getpid():
                process.kill()
                left.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    psutil.wait_procs(left, timeout=GOODBYE_SECONDS)


def must_be_free(port: int) -> None:
    """Raises CannotStart when something else listens on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            other = port + 1 if 1024 <= port < 65535 else 8000
            reason = (
                "may only be used by the system's administrator"
                if error.errno == errno.EACCES
                else "is taken by another program: stop it"
            )
            raise CannotStart(
                f"Port {port} {reason}, or choose another with PORT={other} make run."
            ) from error


def end_with_the_parent() -> None:
    """Ask the kernel to send us SIGTERM when the process that started us ends, however it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Begun:
    """How one of the family was started, when, and how many times it ended soon after that."""

    command: tuple[str, ...]
    environment: dict[str, str]
    at: float
    soon_over: int = 0

    @property
    def age(self) -> float:
        return time.monotonic() - self.at


class Family:
    """The processes we started, by name."""

    def __init__(self, place: str, logs: Path) -> None:
        self.place, self.logs = place, logs
        self.members: dict[str, subprocess.Popen[bytes]] = {}
        self.begun: dict[str, Begun] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, *command: str, **environment: str) -> None:
        """Start one, its output in `<name>.log`, with `environment` added to ours."""
        soon = self.begun[name].soon_over if name in self.begun else 0
        self.begun[name] = Begun(command, environment, time.monotonic(), soon)
        with (self.logs / f"{name}.log").open("ab") as log:
            self.members[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **environment, MARK: self.place},
                start_new_session=True,
                preexec_fn=end_with_the_parent,
            )

    def ended(self) -> str | None:
        """The name of one that has ended by itself, if any has."""
        return next((name for name, each in self.members.items() if each.poll() is not None), None)

    def revive(self) -> None:
        """Start again whoever has ended by itself. Raises CannotStart for one that has hardly lived, several times over."""
        while name := self.ended():
            begun = self.begun[name]
            begun.soon_over = begun.soon_over + 1 if begun.age < SHORT_LIFE_SECONDS else 0
            if begun.soon_over >= MOST_SHORT_LIVES:
                self.must_live()
            with suppress(ProcessLookupError):  # its own children, which nobody would end
                os.killpg(self.members[name].pid, signal.SIGKILL)
            self.start(name, *begun.command, **begun.environment)

    def must_live(self) -> None:
        """Raises CannotStart when one has ended."""
        if name := self.ended():
            raise CannotStart(f"The {name} process stopped by itself; {self.logs / name}.log says why.")

    def stop(self) -> None:
        """Ask all to end, and kill what is left of them after a while."""
        for each in self.members.values():
            if each.poll() is None:
                each.terminate()
        until = time.monotonic() + GOODBYE_SECONDS
        for each in self.members.values():
            try:
                each.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()
        end_leftovers(self.place)


def wait_until_ready(address: str, family: Family) -> None:
    """Return when `address` answers 200. Raises CannotStart when it does not in time, or a process ended."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        family.must_live()
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own http address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise CannotStart(f"The web server does not answer; {family.logs / 'web.log'} says why.")


def watch(family: Family, servers: Services | None) -> NoReturn:
    """Start again whoever of the family, or of our own servers, ends by itself. Raises CannotStart when that is no use."""
    while True:
        family.revive()
        if servers:
            servers.revive()
        time.sleep(0.2)


def on_goodbye(do: Callable[[], None]) -> None:
    """Make Ctrl-C, a request to end and a closed terminal all leave through `SystemExit`, after `do`."""

    def leave(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        do()
        sys.exit(0)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, leave)
