"""Where there are 3,000 maps, behind both walls: their list and one opened, against the bare page; and a change kept on a large map, against a small one.

`python -m tests.bench.maps` inside a place makes the maps and says who reads what; `alone` measures this by itself, in a small place.
"""

import http.client
import json
import random
import statistics
import sys
import time
import uuid
from collections import defaultdict
from typing import Any

import django

from hls_platform.embedded import throw_away
from tests.bench import pages
from tests.bench.place import Place
from tests.bench.table import Row

MAPS, FACTORS, LINKS = 3000, 12, 20
LARGE_FACTORS, LARGE_LINKS, SMALL = 3000, 9000, 100
NO_SLOWER_THAN_BARE = 2.0
SAVED_NO_SLOWER = 1.25
READERS = 8
TOKEN = "a" * 32


def made() -> dict[str, Any]:
    """Maps until there are 3,000, evenly over the circles; and, for each page, sessions with addresses."""
    from django.urls import reverse

    from relationships.models import Circle, Membership
    from systems.models import SystemMap
    from tests.bench.targets import session_of

    chance = random.Random(11)
    circles = list(Circle.objects.filter(ended_at=None).order_by("pk"))
    wanted = [circles[nth % len(circles)] for nth in range(MAPS - SystemMap.objects.count())]
    _draw(wanted, "Map", FACTORS, LINKS, chance)
    several = defaultdict(list)
    for person, circle in Membership.objects.current().values_list("person_id", "circle_id"):
        several[person].append(circle)
    readers = sorted(several, key=lambda person: (-len(several[person]), person))[: READERS // 2]
    readers += [person for person in sorted(several) if 3 <= len(several[person]) <= 6][: READERS // 2]
    sessions = {person: session_of(str(person)) for person in readers}
    opened = {
        person: SystemMap.objects.filter(circle__in=several[person]).order_by("pk")[0] for person in readers
    }
    drawer = readers[0]
    circle = Circle.objects.get(pk=several[drawer][0])
    sizes = {"small": (SMALL, 3 * SMALL), "large": (LARGE_FACTORS, LARGE_LINKS)}
    drawn = {name: _draw([circle], f"A {name} map", *size, chance)[0] for name, size in sizes.items()}
    return {
        "Maps": [(sessions[person], reverse("systems:maps")) for person in readers],
        "A map opened": [(sessions[person], opened[person].get_absolute_url()) for person in readers],
        "Baseline": [(sessions[person], "/bare/") for person in readers],
        "drawn": {
            name: {
                "session": sessions[drawer],
                "address": reverse("systems:changes", args=[map.slug]),
                "seen": map.version,
                "factors": [str(each.pk) for each in map.factors.all()[:SMALL]],
            }
            for name, map in drawn.items()
        },
    }


def _draw(circles: list[Any], name: str, factors: int, links: int, chance: random.Random) -> list[Any]:
    """A map of so much in each of the circles, past all actions: nobody drew them."""
    from systems.models import Factor, Link, SystemMap

    slug = name.lower().replace(" ", "-")
    maps = SystemMap.objects.bulk_create(
        [
            SystemMap(circle=circle, name=f"{name} {nth}", slug=f"{slug}-{nth}-bench")
            for nth, circle in enumerate(circles)
        ]
    )
    there = [
        [
            Factor(map=map, label=f"Factor {nth}", x=nth % 50 * 150.0, y=nth // 50 * 90.0)
            for nth in range(factors)
        ]
        for map in maps
    ]
    Factor.objects.bulk_create((factor for several in there for factor in several), batch_size=2000)
    ways = (
        Link(map=map, source=chance.choice(several), target=chance.choice(several), polarity="+")
        for map, several in zip(maps, there, strict=True)
        for _nth in range(links)
    )
    Link.objects.bulk_create(ways, batch_size=2000)
    return maps


def measure(place: Place, said: dict[str, Any], rounds: int) -> list[Row]:
    """The rows, from the place, whose web server is open; each page in turn with the others, and so each map drawn on."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)
    chance = random.Random(5)
    seconds: dict[str, list[float]] = defaultdict(list)
    work = ["Baseline", "Maps", "A map opened"]
    for nth in range(-READERS, rounds):
        chance.shuffle(work)
        for page in work:
            took = pages.get(connection, *said[page][nth % READERS])
            if nth >= 0:
                seconds[page].append(took)
        for name, drawn in said["drawn"].items():
            took = _saved(connection, drawn, nth)
            if nth >= 0:
                seconds[name].append(took)
    connection.close()
    median = {page: statistics.median(each) for page, each in seconds.items()}
    saved = median["large"] / median["small"]
    return [
        *(
            Row(
                f"{page}, of {MAPS:,} maps",
                f"{median[page] * 1000:.1f} ms, {median[page] / median['Baseline']:.2f} × the baseline",
                f"at most {NO_SLOWER_THAN_BARE:.0f} ×",
                median[page] <= NO_SLOWER_THAN_BARE * median["Baseline"],
            )
            for page in ("Maps", "A map opened")
        ),
        Row(
            f"A change kept on a map of {LARGE_FACTORS:,} factors and {LARGE_LINKS:,} links, against one of {SMALL} and {3 * SMALL}",
            f"{median['large'] * 1000:.1f} ms against {median['small'] * 1000:.1f} ms, {saved:.2f} ×",
            f"at most {SAVED_NO_SLOWER} ×",
            saved <= SAVED_NO_SLOWER,
        ),
    ]


def _saved(connection: http.client.HTTPConnection, drawn: dict[str, Any], nth: int) -> float:
    """How many seconds it takes until a new name for a factor is kept. Raises AssertionError when it is not."""
    factor = drawn["factors"][nth % len(drawn["factors"])]
    step = {"on": "factor", "id": factor, "set": {"label": f"Renamed {nth}"}}
    body = json.dumps([{"id": str(uuid.uuid4()), "seen": drawn["seen"], "steps": [step]}])
    headers = {
        "Host": "localhost",
        "Cookie": f"sessionid={drawn['session']}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/json",
    }
    began = time.perf_counter()
    connection.request("POST", drawn["address"], body, headers)
    answer = connection.getresponse()
    said = answer.read()
    took = time.perf_counter() - began
    if answer.status != 200 or "number" not in json.loads(said)["taken"][0]:
        raise AssertionError(f"{drawn['address']} answers {answer.status}: {said[:200]!r}")
    drawn["seen"] = json.loads(said)["taken"][0]["number"]
    return took


def alone() -> list[Row]:
    from tests.bench.__main__ import free_port

    place = Place(throw_away(), "maps", 1, free_port())
    place.make(2000, 300, 1000)
    place.collect_static()
    said = place.command("-m", "tests.bench.maps", past_walls=True)
    place.open()
    try:
        return measure(place, said, 60)
    finally:
        place.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["alone"]:
        sys.stdout.writelines(f"{row}\n" for row in alone())
    else:
        django.setup()
        sys.stdout.write(json.dumps(made()) + "\n")
