"""Feedback loops of at most six links, against networkx on the same map."""

import csv
import os
import random
import statistics
import time
from pathlib import Path

import networkx

from systems.analysis.loops import find_loops
from tests.bench.table import Row

SHARED = Path(os.environ.get("HLS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
FACTORS, LINKS, LONGEST = 108, 296, 6
FASTER = 10


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
    which, triples = links()
    graph = networkx.DiGraph([(source, target) for source, target, _sign in triples])
    ours, theirs, found, known = [], [], 0, 0
    for nth in range(4):
        began = time.perf_counter()
        found = len(find_loops(triples, LONGEST)[1])
        ours.append(time.perf_counter() - began)
        if nth < 3:
            began = time.perf_counter()
            known = sum(1 for _loop in networkx.simple_cycles(graph, length_bound=LONGEST))
            theirs.append(time.perf_counter() - began)
    ratio = statistics.median(theirs) / statistics.median(ours)
    return Row(
        f"Loops of at most {LONGEST} links of {which}: {found:,} (networkx finds {known:,})",
        f"{statistics.median(ours) * 1000:.0f} ms, networkx {statistics.median(theirs) * 1000:.0f} ms: {ratio:.1f} × faster",
        f"at least {FASTER} ×",
        ratio >= FASTER and found == known,
    )
