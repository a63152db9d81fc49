"""The supervisor: one a folder, and nobody left behind however it ends."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from hls_platform import supervisor
from hls_platform.embedded import ROOT, CannotStart

pytestmark = pytest.mark.processes

A_FAMILY = """
import sys
from pathlib import Path
from hls_platform import supervisor
family = supervisor.Family(sys.argv[1], Path(sys.argv[1]))
supervisor.on_goodbye(family.stop)
family.start("sleeper", "sleep", "600")
print(family.members["sleeper"].pid, flush=True)
supervisor.watch(family, None)
"""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nobody_outlives_the_supervisor(tmp_path: Path, sent: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", A_FAMILY, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        sleeper = psutil.Process(int(process.stdout.readline()))
        process.send_signal(sent)
        assert process.wait(30) == (-signal.SIGKILL if sent == signal.SIGKILL else 0)
    _gone, left = psutil.wait_procs([sleeper], timeout=10)
    assert left == []


def test_what_did_not_notice_is_ended_by_the_next_supervisor(tmp_path: Path) -> None:
    deaf = subprocess.Popen(["sleep", "600"], env={supervisor.MARK: str(tmp_path), "PATH": "/usr/bin:/bin"})
    other = subprocess.Popen(["sleep", "600"], env={supervisor.MARK: "elsewhere", "PATH": "/usr/bin:/bin"})
    try:
        supervisor.end_leftovers(str(tmp_path))
        assert not psutil.pid_exists(deaf.pid)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_second_supervisor_of_a_folder_is_refused(tmp_path: Path) -> None:
    with supervisor.only_one(tmp_path), pytest.raises(CannotStart, match=r"runs already.*stop that one"):
        supervisor.only_one(tmp_path)


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} is taken.*PORT=\d+ make run"):
            supervisor.must_be_free(port)


def test_one_of_the_family_that_ends_is_started_again_with_nothing_of_it_left(tmp_path: Path) -> None:
    family = supervisor.Family(str(tmp_path), tmp_path)
    family.start("parent", "sh", "-c", "sleep 600 & wait", COLOUR="green")
    try:
        first = psutil.Process(family.members["parent"].pid)
        (child,) = _children(first)
        first.kill()
        first.wait(10)
        family.revive()
        _gone, left = psutil.wait_procs([child], timeout=10)
        second = psutil.Process(family.members["parent"].pid)
        assert left == []
        assert second != first
        assert second.environ()["COLOUR"] == "green"
    finally:
        family.stop()


def _children(process: psutil.Process) -> list[psutil.Process]:
    for _nth in range(200):
        if found := process.children():
            return found
        time.sleep(0.05)
    return []


def test_one_that_cannot_live_is_not_started_for_ever(tmp_path: Path) -> None:
    family = supervisor.Family(str(tmp_path), tmp_path)
    family.start("mayfly", "false")
    with pytest.raises(CannotStart, match="mayfly process stopped by itself"):
        supervisor.watch(family, None)
    family.stop()
