"""Pages over HTTP, as ratios to the bare page: every measurement in turn with all others, so that drift hits all alike."""

import http.client
import random
import statistics
import time
from collections import defaultdict
from typing import Any

from tests.bench.place import Place
from tests.bench.table import Row

NO_SLOWER_THAN_BARE = 2.0
NO_SLOWER_WITH_MANY = 1.15
MOST_QUERIES = 10
WALL_COSTS_AT_MOST = 1.3
BEHIND_THE_WALL = ("Today", "Circle", "Partnership")


def measure(few: Place, many: Place, targets: dict[str, dict[str, Any]], rounds: int) -> list[Row]:
    """`rounds` requests for each page in each place after a warm-up; a row for each limit."""
    places = {place.name: place for place in (few, many)}
    connections = {
        name: http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)
        for name, place in places.items()
    }
    work = [(page, name) for page in targets[few.name] for name in places]
    chance = random.Random(3)
    seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
    warm_up = max(len(targets[few.name][page]["targets"]) for page in targets[few.name])
    for nth in range(-warm_up, rounds):
        chance.shuffle(work)
        for page, name in work:
            choice = targets[name][page]["targets"]
            session, address = choice[nth % len(choice)]
            took = get(connections[name], session, address)
            if nth >= 0:
                seconds[page, name].append(took)
    for connection in connections.values():
        connection.close()
    return _rows(few, many, targets, {key: statistics.median(each) for key, each in seconds.items()})


def wall_cost(walled: Place, without: Place, targets: dict[str, Any], rounds: int) -> list[Row]:
    """What the second wall costs the pages that people open most: each asked for in turn with it and without it."""
    places = {"with": walled, "without": without}
    connections = {
        name: http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)
        for name, place in places.items()
    }
    chance = random.Random(4)
    seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
    work = [(page, name) for page in BEHIND_THE_WALL for name in places]
    for nth in range(-len(targets["Today"]["targets"]), rounds):
        chance.shuffle(work)
        for page, name in work:
            choice = targets[page]["targets"]
            took = get(connections[name], *choice[nth % len(choice)])
            if nth >= 0:
                seconds[page, name].append(took)
    for connection in connections.values():
        connection.close()
    rows = []
    for page in BEHIND_THE_WALL:
        with_it, without_it = (statistics.median(seconds[page, name]) for name in places)
        rows.append(
            Row(
                f"{page}, {walled.name}, with the second wall against without it",
                f"{with_it * 1000:.1f} ms against {without_it * 1000:.1f} ms, {with_it / without_it:.2f} ×",
                f"at most {WALL_COSTS_AT_MOST} ×",
                with_it / without_it <= WALL_COSTS_AT_MOST,
            )
        )
    return rows


def get(connection: http.client.HTTPConnection, session: str, address: str) -> float:
    """How many seconds the page takes for whoever has this session. Raises AssertionError when it is not answered."""
    began = time.perf_counter()
    connection.request("GET", address, headers={"Host": "localhost", "Cookie": f"sessionid={session}"})
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - began
    if answer.status != 200:
        raise AssertionError(f"{address} answers {answer.status}")
    return took


def _rows(
    few: Place, many: Place, targets: dict[str, dict[str, Any]], median: dict[tuple[str, str], float]
) -> list[Row]:
    rows = []
    for place in (few, many):
        bare = median["Baseline", place.name]
        rows.append(
            Row(f"Baseline, {place.name}", f"{bare * 1000:.1f} ms", "twenty rows of one indexed query", None)
        )
        for page in targets[place.name]:
            if page != "Baseline":
                ratio = median[page, place.name] / bare
                rows.append(
                    Row(
                        f"{page}, {place.name}",
                        f"{median[page, place.name] * 1000:.1f} ms, {ratio:.2f} × the baseline",
                        f"at most {NO_SLOWER_THAN_BARE:.0f} ×",
                        ratio <= NO_SLOWER_THAN_BARE,
                    )
                )
    for page in targets[many.name]:
        if page == "Baseline":
            continue
        ratio = median[page, many.name] / median[page, few.name]
        rows.append(
            Row(
                f"{page}, {many.name} against {few.name}",
                f"{ratio:.2f} ×",
                f"at most {NO_SLOWER_WITH_MANY} ×",
                ratio <= NO_SLOWER_WITH_MANY,
            )
        )
    for page in targets[many.name]:
        if page != "Baseline":
            queries = max(targets[name][page]["queries"] for name in targets)
            rows.append(
                Row(f"{page}, queries", str(queries), f"at most {MOST_QUERIES}", queries <= MOST_QUERIES)
            )
    return rows
