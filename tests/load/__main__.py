"""Ten minutes of mixed load on a place with a million reflections; writes docs/load.md.

Exit code 1 when anything but what was asked for is answered, or memory grows. `--minutes` and `--reflections` are for those
who change this; a file is written for the whole length only.
"""

import argparse
import datetime
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psutil

from hls_platform.embedded import ROOT, throw_away
from tests.bench.__main__ import free_port
from tests.bench.place import Place, about_this_machine
from tests.faults.people import Ledger
from tests.load.readers import Reader, Times

PEOPLE = 8
WARM_UP = 0.2
"""The part of the time after which memory is first looked at."""
FLAT = 1.15
AS_ASKED = {"200", "302"}


class Loaded(Place):
    """A place served as `make run` serves it: two web processes, a worker and beat."""

    def open_all(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        celery = ("-m", "celery", "-A", "hls_platform.celery")
        beat = ("beat", "--schedule", str(self.services.folder / "beat"), "--pidfile", "")
        for name, words in {
            "web": (
                "-m", "uvicorn", "hls_platform.asgi:application", "--host", "127.0.0.1", "--port", str(self.port),
                "--workers", "2", "--no-access-log", "--log-level", "warning",
            ),
            "worker": (*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"),
            "beat": (*celery, *beat, "--loglevel", "WARNING"),
        }.items():  # fmt: skip
            self.running[name] = subprocess.Popen([sys.executable, *words], env=self.environment, cwd=ROOT)
        self.wait_until_ready()

    def close_all(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()

    def memory(self) -> dict[str, float]:
        """The memory of web and of worker, all their processes together, in MB."""
        return {name: _megabytes(psutil.Process(self.running[name].pid)) for name in ("web", "worker")}


def _megabytes(process: psutil.Process) -> float:
    total = 0.0
    for each in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            total += each.memory_info().rss / 2**20
    return total


def tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--reflections", type=int, default=1_000_000)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_what: sys.exit(143))
    whole = asked.reflections >= 1_000_000 and asked.minutes >= 10
    services = throw_away()
    place = Loaded(services, "load", 1, free_port())
    people, circles = (20_000, 3000) if asked.reflections >= 1_000_000 else (2000, 300)
    tell(f"Making a place with {asked.reflections:,} reflections …")
    place.make(people, circles, asked.reflections)
    place.collect_static()
    place.command("manage.py", "build_digests")
    targets = place.command(
        "-m", "tests.bench.targets", str(services.folder / "targets.json"), past_walls=True
    )
    place.open_all()
    try:
        page, holds = loaded(place, targets, asked)
    finally:
        place.close_all()
    sys.stdout.write(page)
    if whole:
        (ROOT / "docs" / "load.md").write_text(page)
    return 0 if holds else 1


def loaded(place: Loaded, targets: dict[str, Any], asked: argparse.Namespace) -> tuple[str, bool]:
    """Let people go on for as long as was asked; the page about it, and whether everything holds."""
    ledger, times, over = Ledger(), Times(), threading.Event()
    chance = random.Random(5)
    choices = {
        name: [(session, address) for session, address in target["targets"]]
        for name, target in targets.items() if name != "Baseline"
    }  # fmt: skip
    each_page = [chance.choice(each)[0] for each in choices.values()]
    others = [session for each in choices.values() for session, _address in each]
    sessions = list(dict.fromkeys([*each_page, *chance.sample(others, len(others))]))[:PEOPLE]
    readers = [
        Reader(
            port=place.port, session=session, over=over, ledger=ledger, times=times, seed=n,
            pages=[
                ("Today", "/"),
                *((name, address) for name, each in choices.items() for whose, address in each if whose == session),
            ],
        )
        for n, session in enumerate(sessions)
    ]  # fmt: skip
    tell(f"{len(readers)} people go on for {asked.minutes:g} minutes …")
    begun = time.monotonic()
    for each in readers:
        each.start()
    memory = []
    for part in (WARM_UP, 0.6, 1.0):
        time.sleep(max(0, begun + part * asked.minutes * 60 - time.monotonic()))
        memory.append(place.memory())
    over.set()
    for each in readers:
        each.join(60)
    seconds = time.monotonic() - begun
    errors = {f"{what} {status}": n for (what, status), n in ledger.answers.items() if status not in AS_ASKED}
    errors |= dict(ledger.given_up)
    flat = all(memory[-1][name] <= FLAT * memory[0][name] for name in memory[0])
    return written(asked, times, ledger, errors, memory, seconds, flat=flat), flat and not errors


def written(
    asked: argparse.Namespace, times: Times, ledger: Ledger, errors: dict[str, int],
    memory: Sequence[dict[str, float]], seconds: float, *, flat: bool,
) -> str:  # fmt: skip
    """What was measured, as docs/load.md shows it."""
    rows = [
        "| what | requests | median | 95 of 100 within | 99 of 100 within | longest |",
        "|---|---|---|---|---|---|",
    ]
    for what, took in sorted(times.seconds.items()):
        within = statistics.quantiles(took, n=100, method="inclusive") if len(took) > 1 else took * 99
        shown = (within[49], within[94], within[98], max(took))
        rows.append(f"| {what} | {len(took):,} | {' | '.join(f'{each * 1000:.0f} ms' for each in shown)} |")
    total = sum(map(len, times.seconds.values()))
    kept = ["| | after a fifth of the time | after three fifths | at the end |", "|---|---|---|---|"]
    kept += [f"| {name} | {' | '.join(f'{each[name]:.0f} MB' for each in memory)} |" for name in memory[0]]
    said = ", ".join(f"{what}: {n}" for what, n in sorted(errors.items())) or "none"
    day = datetime.datetime.now(tz=datetime.UTC).date()
    return "\n".join(
        [
            "# Under load",
            "",
            f"`python -m tests.load` on {day:%d %B %Y}; {about_this_machine()}. Written by the command itself: do not edit.",
            "",
            f"{PEOPLE} people who hardly pause, {asked.minutes:g} minutes, {asked.reflections:,} reflections; web (two processes),"
            " worker, beat, PostgreSQL, Valkey and the made people themselves share the machine.",
            "",
            f"**{total:,} requests, {total / seconds:.0f} a second; errors: {said}.** {ledger.acknowledged:,} writes acknowledged.",
            "",
            *rows,
            "",
            f"## Memory, all processes of a kind together{'' if flat else ' (it grows)'}",
            "",
            *kept,
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
