"""`make faults`: breaks a place of its own N times (200) while people go on, counts, writes docs/faults.md.

Exit code 1 when anything that was acknowledged is missing or there twice. N=1000 make faults breaks more.
"""

import argparse
import datetime
import http.server
import os
import random
import signal
import sys
import threading
import time
from collections import Counter

from hls_platform.embedded import ROOT
from tests.bench.place import about_this_machine
from tests.faults.breaking import FAULTS
from tests.faults.place import Place
from tests.learning.post_office import PostOffice

PEOPLE = 6
SECONDS_A_FAULT = 20
"""However long each takes to heal, the run ends after so long for each."""


class Hook(http.server.ThreadingHTTPServer):
    """Where events are sent; `told` holds their ids as they came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Told)
        self.told: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Told(http.server.BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(self.headers["Webhook-Id"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *words: object) -> None: ...


def tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--number", type=int, default=int(os.environ.get("N") or 200))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", default="", help="faults whose name contains this")
    parser.add_argument("--no-file", action="store_true", help="write no docs/faults.md")
    parser.add_argument("--tell-all", action="store_true", help="say of each fault how long it took to heal")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_what: sys.exit(143))
    tell(f"{asked.number} faults, seed {asked.seed}")
    office, hook = PostOffice(0), Hook()
    place = Place(office.port)
    try:
        place.wait_until_healed()
        os.environ.update(place.environment())
        import django

        django.setup()
        return broken(place, office, hook, asked)
    finally:
        place.close()
        office.shutdown()
        hook.shutdown()


def broken(place: Place, office: PostOffice, hook: Hook, asked: argparse.Namespace) -> int:
    """Break the place while people go on, let it heal, and count; the exit code."""
    from tests.faults import world
    from tests.faults.people import Ledger, Somebody
    from tests.faults.table import written

    people = world.make(PEOPLE, f"http://127.0.0.1:{hook.server_port}/")
    ledger, over = Ledger(), threading.Event()
    circle = (str(people.circle.pk), people.circle.slug)
    going_on: list[threading.Thread] = [
        Somebody(
            port=place.port, session=session, circle=circle, ledger=ledger, over=over, seed=asked.seed + n
        )
        for n, session in enumerate(people.sessions)
    ]
    digests = world.Digests(people, over)
    for each in [*going_on, digests]:
        each.start()
    chance = random.Random(asked.seed)
    names = [name for name in FAULTS if asked.only in name]
    done: Counter[str] = Counter()
    heals: dict[str, list[float]] = {name: [] for name in names}
    begun = time.monotonic()
    until = begun + 60 + SECONDS_A_FAULT * asked.number
    for number in range(asked.number):
        if time.monotonic() > until:
            tell("The time is over.")
            break
        name = names[number % len(names)] if number < len(names) else chance.choice(names)
        to_go = FAULTS[name](place, chance)
        done[name] += 1
        if chance.random() < 0.6:
            heals[name].append(place.wait_until_healed(to_go))
            if asked.tell_all:
                tell(f"{name}: {heals[name][-1]:.1f} s")
            time.sleep(chance.uniform(0.2, 1.5))
        else:
            time.sleep(chance.uniform(0.05, 0.5))
        if number % 10 == 9:
            tell(
                f"{number + 1} faults, {ledger.acknowledged} writes acknowledged, {sum(ledger.answers.values())} answers"
            )
    broken_for = time.monotonic() - begun
    over.set()
    for each in [*going_on, digests]:
        each.join(60)
    place.wait_until_healed()
    tell("Everything is broken enough; waiting until nothing waits …")
    all_gone = world.wait_until_nothing_waits(lambda: len(set(hook.told)))
    found = world.findings(ledger, office.letters, hook.told)
    page, holds = written(
        asked.seed, done, heals, ledger, found, broken_for, about_this_machine(), datetime.datetime.now(tz=datetime.UTC).date(),
        twice=sum(n - 1 for n in Counter(message for _to, message in office.letters).values()),
        events_twice=len(hook.told) - len(set(hook.told)),
        all_gone=all_gone,
    )  # fmt: skip
    sys.stdout.write(page)
    for each in found:
        for wrong in each.wrong[:20]:
            tell(f"{each.what}: {wrong}")
    for lost in ledger.words_lost[:20]:
        tell(lost)
    if not asked.no_file and asked.number >= 200:
        (ROOT / "docs" / "faults.md").write_text(page)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
