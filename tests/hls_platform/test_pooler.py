"""Behind PgBouncer in transaction mode: people share connections to the database, and never what they may see."""

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import requests
from django.conf import settings
from django.utils import timezone

from hls_platform.embedded import ROOT, Services, _postgres_identity
from learning.digests.periods import ended_periods
from learning.models import Digest
from learning.tasks import build_due_digests
from relationships.actions.tokens import make_token
from relationships.models import Person
from tests.factories import a_peer_group, a_person, a_reflection, a_share
from tests.hls_platform.standby import wait_until

SERVER_CONNECTIONS = 2
PORT = 6432
POOLER = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")


@contextmanager
def pooler(services: Services, database: str, folder: Path) -> Iterator[str]:
    """Debian's PgBouncer before a database of the tests; yields the folder of its socket."""
    identity = _postgres_identity()
    folder.mkdir(mode=0o700)
    (folder / "users").write_text('"hls_app" ""\n')
    (folder / "ini").write_text(
        f"""
        [databases]
        {database} = host={services.sockets} dbname={database}
        [pgbouncer]
        pool_mode = transaction
        default_pool_size = {SERVER_CONNECTIONS}
        listen_port = {PORT}
        unix_socket_dir = {folder}
        auth_type = trust
        auth_file = {folder / "users"}
        max_client_conn = 200
        """.replace("        ", "")
    )
    if identity:
        for each in (folder, folder / "users", folder / "ini"):
            shutil.chown(each, identity["user"], identity["group"])
        for parent in folder.parents:
            if not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o001)
    process = subprocess.Popen(
        [str(POOLER), "-q", str(folder / "ini")],
        stdin=subprocess.DEVNULL, stdout=(folder / "log").open("wb"), stderr=subprocess.STDOUT, cwd="/", **identity,
    )  # fmt: skip
    try:
        yield f"postgresql://hls_app@/{database}?host={folder}&port={PORT}"
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def running(environment: dict[str, str], log: Path, *words: str) -> Iterator[None]:
    """A process of the platform, `python -m words…`, until this ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log.open("wb"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/health/ready", timeout=5).status_code == 200
    except (requests.ConnectionError, requests.Timeout):
        return False


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(POOLER is None, reason="PgBouncer is not here: sudo apt-get install pgbouncer")
def test_two_web_processes_and_a_worker_share_two_connections_and_nobody_reads_anybody_else(
    services: Services, process_environment: dict[str, str], tmp_path: Path
):
    people = [a_person("Amina"), a_person("Ben")]
    group = a_peer_group("Tuesday group", *people)
    last_week = ended_periods("weekly", by=timezone.now())[0].start
    for person in people:
        a_reflection(person, f"Only {person.name} knows this.")
    a_share(a_reflection(people[0], "Everybody knows this."), group, shared_at=last_week)
    secrets = {person: make_token(by=person, name="Test", scopes=["read", "reflect"])[1] for person in people}
    name, port = settings.DATABASES["default"]["NAME"], a_free_port()
    place = f"http://127.0.0.1:{port}"

    def own(person: Person) -> list[str]:
        answer = requests.get(
            f"{place}/api/reflections/", headers={"Authorization": f"Bearer {secrets[person]}"}, timeout=30
        )
        assert answer.status_code == 200, answer.text
        return sorted(each["text"] for each in answer.json()["items"])

    with pooler(services, name, tmp_path / "pooler") as address:
        environment = process_environment | {"DATABASE_URL": address, "DATABASE_POOLED": "1"}
        web = [
            "uvicorn",
            "hls_platform.asgi:application",
            "--port",
            str(port),
            "--workers",
            "2",
            "--no-access-log",
        ]
        worker = ["celery", "-A", "hls_platform.celery", "worker", "--pool", "solo", "--loglevel", "WARNING"]
        with (
            running(environment, tmp_path / "web.log", *web),
            running(environment, tmp_path / "worker.log", *worker),
            ThreadPoolExecutor(6) as crowd,
        ):
            wait_until(lambda: answers(place))
            build_due_digests.delay()
            asked = [people[n % 2] for n in range(80)]
            for person, told in zip(asked, crowd.map(own, asked), strict=True):
                everybody = ["Everybody knows this."] if person is people[0] else []
                assert told == [*everybody, f"Only {person.name} knows this."]
            wait_until(Digest.objects.exists)
            with psycopg.connect(address, prepare_threshold=None, autocommit=True) as stranger:
                for _turn in range(20):
                    left = stranger.execute(
                        "SELECT coalesce(current_setting('hls.person', true), ''), current_user,"
                        " (SELECT count(*) FROM learning_reflection), (SELECT count(*) FROM pg_prepared_statements)"
                    ).fetchone()
                    assert left == ("", "hls_app", 0, 0)
            with psycopg.connect(services.database_address("postgres", name)) as there:
                (connections,) = there.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE usename = 'hls_app' AND datname = %s", [name]
                ).fetchone()
            assert connections <= SERVER_CONNECTIONS
