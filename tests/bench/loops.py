"""Feedback loops of at most six links, against networkx on the same map; and of a large map, within its bounds."""

import csv
import os
import random
import time
import tracemalloc
from pathlib import Path

import networkx

from systems.analysis.loops import Ended, find_loops, look_for_loops
from tests.bench.table import Row

SHARED = Path(os.environ.get("HLS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
FACTORS, LINKS, LONGEST = 108, 296, 6
FASTER = 10
LARGE_FACTORS, LARGE_LINKS, LARGE_LONGEST = 3_000, 9_000, 5
LARGE_SECONDS, LARGE_MEGABYTES, MOST = 10.0, 100, 10_000


def links() -> tuple[str, list[tuple[str, str, str]]]:
    """The obesity map's links where the shared data is, else those of a made map of equal size; and which it was."""
    folder = SHARED / "data/foresight-obesity"
    if folder.is_dir():
        for file in sorted(folder.glob("*.csv")):
            with file.open(newline="", encoding="utf-8-sig") as opened:
                rows = [
                    {key.lower(): value for key, value in row.items() if key}
                    for row in csv.DictReader(opened)
                ]
            if rows and {"from", "to"} <= rows[0].keys():
                sign = next((name for name in ("polarity", "type", "sign") if name in rows[0]), "")
                return "the obesity map", [(row["from"], row["to"], row.get(sign, "")) for row in rows]
    chance = random.Random(5)
    made: set[tuple[str, str]] = set()
    while len(made) < LINKS:
        source, target = (str(min(chance.randrange(FACTORS), chance.randrange(FACTORS))) for _end in range(2))
        if source != target:
            made.add((source, target))
    return "a made map of equal size (the shared data is not here)", [
        (*pair, chance.choice("+-")) for pair in sorted(made)
    ]


def measure() -> Row:
    """Both in turn, several times; the quickest run of each counts, which other work of the machine disturbed least."""
    which, triples = links()
    graph = networkx.DiGraph([(source, target) for source, target, _sign in triples])
    ours, theirs, found, known = [], [], 0, 0
    for nth in range(20):
        began = time.perf_counter()
        found = len(find_loops(triples, LONGEST)[1])
        ours.append(time.perf_counter() - began)
        if nth < 5:
            began = time.perf_counter()
            known = sum(1 for _loop in networkx.simple_cycles(graph, length_bound=LONGEST))
            theirs.append(time.perf_counter() - began)
    ratio = min(theirs) / min(ours)
    return Row(
        f"Loops of at most {LONGEST} links of {which}: {found:,} (networkx finds {known:,})",
        f"{min(ours) * 1000:.1f} ms, networkx {min(theirs) * 1000:.0f} ms: {ratio:.1f} × faster",
        f"at least {FASTER} ×",
        ratio >= FASTER and found == known,
    )


def measure_large() -> Row:
    """A made map of 3,000 factors and 9,000 links, some factors with far more than others, as people draw them."""
    chance = random.Random(7)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < LARGE_LINKS:
        source, target = (min(chance.randrange(LARGE_FACTORS) for _try in range(3)) for _end in range(2))
        if source != target:
            pairs.add((source, target))
    triples = [(*pair, chance.choice("+-")) for pair in sorted(pairs)]
    began = time.perf_counter()
    found = look_for_loops(triples, LARGE_LONGEST, most=MOST, seconds=LARGE_SECONDS)
    took = time.perf_counter() - began
    tracemalloc.start()
    look_for_loops(triples, LARGE_LONGEST, most=MOST, seconds=LARGE_SECONDS)
    megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    held = "all" if found.ended == Ended.ALL else f"at least; all of at most {found.whole_to}"
    return Row(
        f"Loops of at most {LARGE_LONGEST} links of a made map of {LARGE_FACTORS:,} factors and {LARGE_LINKS:,} links: {len(found.loops):,} ({held})",
        f"{took:.2f} s, {megabytes:.0f} MB",
        f"at most {LARGE_SECONDS:.0f} s and {LARGE_MEGABYTES} MB",
        took <= LARGE_SECONDS + 1 and megabytes <= LARGE_MEGABYTES,
    )
