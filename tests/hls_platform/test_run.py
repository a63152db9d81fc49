"""`manage.py run`, which `make run` calls: it starts everything, ends everything, and comes back."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import psycopg
import pytest

from hls_platform.embedded import ROOT, Services
from hls_platform.supervisor import MARK
from tests.hls_platform.test_embedded import servers_of

pytestmark = pytest.mark.processes


def family_of(local: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(local) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


class Running:
    """One `manage.py run` in a session of its own, as a terminal would have it."""

    def __init__(self, local: Path, port: int) -> None:
        self.said = local.parent / "said"
        environment = {"PATH": os.environ["PATH"], "LOCAL_DIR": str(local), "PORT": str(port), "DEMO": "0"}
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip

    def wait_for_the_welcome(self) -> str:
        """What it said, once it has said all of it."""
        until = time.monotonic() + 300
        while "Ctrl-C" not in (said := self.said.read_text()):
            assert self.process.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.1)
        return said


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_everything_runs_survives_being_killed_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    local, port = (tmp_path / "local").resolve(), a_free_port()

    running = Running(local, port)
    try:
        said = running.wait_for_the_welcome()
        assert f"e-mail is not sent, but written to {local / 'outbox'}" in said
        link = re.search(rf"http://localhost:{port}(/join/\S+/)", said)
        assert link
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{link[1]}", timeout=30) as page:
            assert page.status == 200
        for process in [running.process, *family_of(local), *servers_of(local)]:
            process.send_signal(signal.SIGKILL)
        running.process.wait()

        running = Running(local, port)
        running.wait_for_the_welcome()
        with psycopg.connect(Services(local).database_address("postgres", "hls")) as connection:
            offered = connection.execute(
                "SELECT count(*) FROM hls_platform_auditentry WHERE verb = 'set_up.offered'"
            )
            assert offered.fetchone() == (2,)  # the first start's is still known
        assert len(family_of(local)) >= 3
        os.killpg(running.process.pid, signal.SIGINT)
        assert running.process.wait(60) == 0
    finally:
        running.process.kill()
        running.process.wait()
        left = [*family_of(local), *servers_of(local)]
        for process in left:
            process.kill()
    assert left == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PORT": "eight"}, r"PORT is “eight”, and must be a whole number"),
        ({"DATABASE_OWNER_URL": ""}, r"DATABASE_OWNER_URL is not set"),
        ({"SECRET_KEY": ""}, r"SECRET_KEY is not set"),
        ({"DATABASE_URL": "postgresql://hls_app@127.0.0.1:1/hls"}, r"The database cannot be prepared"),
    ],
)
def test_what_it_cannot_start_with_is_one_sentence(
    process_environment: dict[str, str], given: dict[str, str], sentence: str
) -> None:
    if "DATABASE_URL" in given:
        given = given | {"DATABASE_OWNER_URL": given["DATABASE_URL"]}
    done = subprocess.run(
        [sys.executable, "manage.py", "run"],
        cwd=ROOT, env={**process_environment, **given}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert re.search(sentence, done.stderr)
