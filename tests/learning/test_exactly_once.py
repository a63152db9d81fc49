"""One digest for a circle and period, and one letter for a person and moment, whatever happens to the processes."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from hls_platform.embedded import ROOT, Services
from learning.digests.periods import ended_periods
from learning.models import Delivery, Digest, DigestChoice, DigestCopy
from learning.tasks import build_due_digests, deliver_waiting_digests
from tests.factories import a_peer_group, a_person, a_reflection, a_share
from tests.learning.digest_ways import read
from tests.learning.post_office import PostOffice

MEMBERS = 12


def wait_until(what: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def held_up() -> dict[int, str]:
    """The database processes that have begun digests and cannot go on, each with the worker it serves."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pid, application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE NOT granted AND relation = 'hls_platform_auditentry'::regclass
            """
        )
        return dict(cursor.fetchall())


@contextmanager
def building_held(address: str) -> Iterator[None]:
    """While this lasts, whoever builds digests has begun them and cannot go on."""
    with psycopg.connect(address) as held:
        held.execute("LOCK TABLE hls_platform_auditentry IN SHARE MODE")
        yield


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_two_workers_two_beats_two_kills_and_a_restarted_broker_make_one_digest_and_one_letter_each(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    people = [a_person(f"Person {n}") for n in range(MEMBERS)]
    circles = [a_peer_group(f"Group {n}", *people) for n in range(2)]
    last_week = ended_periods("weekly", by=timezone.now())[0].start
    for circle in circles:
        a_share(a_reflection(people[0]), circle, shared_at=last_week)
    for person in people:
        DigestChoice.objects.create(
            person=person, zone="UTC", day=timezone.now().weekday(), hour=0,
            next_at=timezone.now() + timedelta(days=7), covered_until=last_week,
        )  # fmt: skip

    office = PostOffice(seconds_a_letter=0.1, pauses_at=4)
    broker = Services(tmp_path / "broker", postgres=False, durable=True)
    environment = {
        **process_environment,
        **broker.enter(),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(office.port),
        "EMAIL_USE_TLS": "0",
        "DJANGO_SETTINGS_MODULE": "hls_platform.settings",
        "LOCAL_DIR": str(tmp_path),
    }
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str, *command: str) -> subprocess.Popen[bytes]:
        with (tmp_path / f"{len(running)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "tests.learning.often", *command],
                cwd=ROOT, env=environment | {"PGAPPNAME": name}, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        running.append(process)
        return process

    def a_worker(name: str) -> subprocess.Popen[bytes]:
        return start(name, "worker", "--concurrency", "1", "--hostname", f"{name}@test", "--loglevel", "INFO")

    try:
        with building_held(environment["DATABASE_OWNER_URL"]):
            workers = {name: a_worker(name) for name in ("first", "second")}
            for n in range(2):
                start("beat", "beat", "--schedule", str(tmp_path / f"beat-{n}"), "--pidfile", "")
            wait_until(lambda: bool(held_up()))
            building, name = next(iter(held_up().items()))
            os.killpg(workers.pop(name).pid, signal.SIGKILL)  # its digests have begun, and are not committed
            assert not Digest.objects.exists()
        wait_until(lambda: building not in held_up())
        wait_until(lambda: DigestCopy.objects.count() == MEMBERS * len(circles))
        DigestChoice.objects.update(next_at=timezone.now())  # their moment has come, whatever day it is
        wait_until(lambda: office.begun >= 4)
        (other,) = workers.values()
        os.killpg(other.pid, signal.SIGKILL)  # in the middle of a letter, with others sent and others waiting
        other.wait()
        office.goes_on.set()
        a_worker("third")
        a_worker("fourth")
        wait_until(lambda: len(office.letters) >= 8)
        broker.stop()
        environment |= broker.enter()
        wait_until(
            lambda: (
                not DigestCopy.objects.filter(delivery=None).exists()
                and not Delivery.objects.filter(sent_at=None).exists()
            )
        )
        for _nth in range(10):
            build_due_digests()
            deliver_waiting_digests()
        time.sleep(2)  # the beats go on asking
    finally:
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        broker.discard()
        office.goes_on.set()
        office.shutdown()
        office.server_close()

    assert not mail.outbox
    assert Digest.objects.count() == len(circles)
    assert [len(read(digest).noticed) for digest in Digest.objects.all()] == [1, 1]
    assert DigestCopy.objects.count() == MEMBERS * len(circles)
    brought = Counter(DigestCopy.objects.values_list("person_id", flat=True))
    assert set(brought.values()) == {len(circles)}
    assert Delivery.objects.count() == MEMBERS
    assert set(Counter(Delivery.objects.values_list("copies__digest_id", flat=True)).values()) == {MEMBERS}
    assert len(office.letters) == MEMBERS
    assert set(Counter(message for _to, message in office.letters).values()) == {1}
    assert set(Counter(to for to, _message in office.letters).values()) == {1}
