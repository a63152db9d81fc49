"""How long it takes from a stroke on a map of 300 factors to the screens of the nine others who draw on it.

`python -m tests.bench.together alone` measures this by itself, in a small place.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

from hls_platform.embedded import ROOT, throw_away
from tests.bench.place import Place
from tests.bench.table import Row

FACTORS, LINKS, PEOPLE = 300, 900, 10
STROKES, PAUSE_MILLISECONDS = 120, 150
MEDIAN_MILLISECONDS = 300


def measure(place: Place, said: dict[str, Any]) -> Row:
    """The row for the map that `made` told of, at the place, which is open."""
    with tempfile.TemporaryDirectory(prefix="hls-strokes-") as name:
        folder = Path(name)
        shutil.copytree(ROOT / "static/js/map", folder / "map")
        shutil.copytree(ROOT / "static/js/outbox", folder / "outbox")
        shutil.copy(ROOT / "static/js/hearing.js", folder)
        shutil.copy(ROOT / "tests/robots/stream.js", folder)
        shutil.copy(ROOT / "tests/bench/strokes.js", folder)
        (folder / "package.json").write_text('{"type": "module"}')
        task = said | {
            "base": f"http://127.0.0.1:{place.port}",
            "strokes": STROKES,
            "pause": PAUSE_MILLISECONDS,
        }
        node = shutil.which("node", path=f"{os.environ['PATH']}:{ROOT / '.venv/bin'}") or "node"
        done = subprocess.run(
            [node, "strokes.js"], cwd=folder, input=json.dumps(task).encode(), stdout=subprocess.PIPE, check=True, timeout=300
        )  # fmt: skip
    found = json.loads(done.stdout)
    took = sorted(found["took"])
    median, late = statistics.median(took), took[int(len(took) * 0.95)]
    whole = len(took) >= found["wanted"]
    return Row(
        f"From a stroke to the nine other screens: {PEOPLE} people on a map of {FACTORS} factors and {LINKS} links,"
        f" {1000 / PAUSE_MILLISECONDS:.0f} strokes a second",
        f"median {median:.0f} ms, 95 of 100 within {late:.0f} ms"
        + ("" if whole else "; **some never came**"),
        f"median at most {MEDIAN_MILLISECONDS} ms",
        whole and median <= MEDIAN_MILLISECONDS,
    )


def made() -> dict[str, Any]:
    """A map, and sessions of ten people of its circle."""
    from django.conf import settings
    from django.urls import reverse

    from relationships.models import Circle, Membership, Person
    from systems.models import Factor, Link, SystemMap
    from tests.bench.targets import session_of

    circle = Circle.objects.filter(kind="organisation", ended_at=None).order_by("pk")[0]
    people = list(Person.objects.order_by("pk")[:PEOPLE])
    for person in people:
        if not Membership.objects.current().filter(person=person, circle=circle).exists():
            Membership.objects.create(person=person, circle=circle)
    map = SystemMap.objects.create(circle=circle, slug="drawn-together", name="Drawn together")
    factors = Factor.objects.bulk_create(
        Factor(map=map, label=f"Factor {nth}", x=nth % 20 * 150.0, y=nth // 20 * 100.0)
        for nth in range(FACTORS)
    )
    Link.objects.bulk_create(
        Link(
            map=map,
            source=factors[nth % FACTORS],
            target=factors[(nth * 7 + 3) % FACTORS],
            polarity="+-"[nth % 2],
        )
        for nth in range(LINKS)
    )
    return {
        "address": map.get_absolute_url(),
        "stream": reverse("stream", args=["map", map.pk]),
        "cookie": settings.SESSION_COOKIE_NAME,
        "sessions": [session_of(str(person.pk)) for person in people],
    }


def alone() -> Row:
    from tests.bench.__main__ import free_port

    services = throw_away()
    place = Place(services, "drawing", 1, free_port())
    place.make(200, 20, 1000)
    place.collect_static()
    said = place.command("-m", "tests.bench.together", past_walls=True)
    place.open()
    try:
        return measure(place, said)
    finally:
        place.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["alone"]:
        sys.stdout.write(f"{alone()}\n")
    else:
        django.setup()
        sys.stdout.write(json.dumps(made()))
