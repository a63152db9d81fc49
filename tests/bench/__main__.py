"""`make bench`: makes two places, measures, writes docs/benchmarks.md; exit code 1 when a limit does not hold.

Everything runs on servers of its own that are thrown away afterwards. `--quick` is for those who change this.
"""

import argparse
import functools
import http.client
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from hls_platform.embedded import ROOT, throw_away
from tests.bench import loops, map_page, maps, pages, search, together, weight
from tests.bench.place import Place, about_this_machine
from tests.bench.table import Row, written

DIGESTS_NO_SLOWER_THAN = 3.0
BRINGING_IN_NO_SLOWER_THAN = 3.0
DELIVERING_NO_SLOWER_THAN = 2.0
LINEAR = 1.2
FLAT = 1.1
THREE_SECONDS = 3.0
QUICKER_THAN_OTHERS = 0.25
THREE_MINUTES = 180
NOTES = [
    "PostgreSQL and Valkey are started for the run and forget everything (`fsync`, `synchronous_commit` and "
    "`full_page_writes` off): what is compared is work, not this machine's disk.",
    "Both places have the same people and circles; the one with fewer reflections is younger. The readers, circles, "
    "maps and factors are chosen in the younger place, those with most to show first, and the same are read in the older.",
    "The baseline is `tests/bench/urls.py`: a bare view on the same server, behind the same middleware and sign-in, that "
    "renders twenty rows of one indexed query in a template of its own, without the frame of the platform's pages. Its rows are "
    "a copy of the reflections with no wall around them: under the wall, no index finds the first twenty.",
    "The web server is that of `make run` with one process. One client with keep-alive asks for each page in each place in "
    "turn, in an order shuffled anew each round; half of the readers have three to six circles, half at least twelve.",
    "Digests: all circles of the weekly rhythm, the last ended week. They are compared with `SELECT` in "
    "`tests/bench/digests.py`, which fetches what stands in them: what was shared with its words, open questions, factors. Both ask as the circles, "
    "in the same batches, behind the second wall. A digest's copies are written out afterwards, by the task that delivers.",
    "Delivering: everybody's moment has come, and a worker of its own process cuts, reads, renders, sends and marks. It is compared "
    "with one statement for each reader, asked as that reader, that selects what stands in the letter (`SELECT_A_LETTER` in "
    "`tests/bench/delivering.py`), and with rendering both parts of the letter from what was read.",
    "Bringing in: reading the file, its days and columns, making the ids, and keeping each row through the wall, against COPY of the finished "
    "rows from memory into the same table, past its wall; beside it, into `LIKE learning_reflection INCLUDING ALL`, which has no wall, no foreign key and "
    "nothing to be found again in. In turn, the median of four.",
    "A report: reflections of the place, lengthened until it has a hundred pages; the best of three, each in a process of the typesetter's own, started for it. "
    "WeasyPrint makes a PDF of the same report's web page once. Ten at once are ten different ones, from ten threads of one process.",
    "Loops: `networkx.simple_cycles(length_bound=6)` only counts; ours also says of each whether it is reinforcing.",
    "Drawing together: ten screens with the page's own module and their streams, in one process of Node beside the server, each drawing in turn; the "
    "time runs from the stroke to when another screen has it to show.",
    "Among 3,000 maps, of 12 factors and 20 links each: readers in as many circles as anybody, and readers in three to six. A change kept is a "
    "factor's new name, sent as the map's page sends it, on the two maps in turn.",
    "The pages of a partnership and of a factor each fetch one section once they stand (what changed on the map; what the work tells of the factor). "
    "It is a page of its own, and not in their time.",
    "The cost of the second wall: the same pages from a server of the same kind that asks as a role which no policy binds.",
    "Search: each reader of Today looks for each of the words, the bare page in turn with it. A word's time is that of the reader "
    "for whom it takes longest.",
    "First visit: the page as sent, and every file it asks for, as WhiteNoise serves it (brotli).",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers and few rounds; writes no file")
    quick = parser.parse_args().quick
    signal.signal(signal.SIGTERM, lambda *_what: sys.exit(143))
    people, circles, reflections, rounds = (
        (2000, 300, (1000, 20_000), 8) if quick else (20_000, 3000, (10_000, 1_000_000), 160)
    )
    services = throw_away()
    few, many = (
        Place(services, f"{number // 1000:,}k".replace("1,000k", "1M"), nth + 1, free_port())
        for nth, number in enumerate(reflections)
    )
    rows: list[Row] = []
    for place, number in zip((few, many), reflections, strict=True):
        tell(f"Making a place with {number:,} reflections …")
        place.make(people, circles, number)
    rows.append(
        Row(
            f"Making {reflections[1]:,} reflections by COPY",
            f"{many.made_in:.0f} s",
            f"at most {THREE_MINUTES} s",
            many.made_in <= THREE_MINUTES,
        )
    )
    few.collect_static()
    tell("Building digests …")
    few.command("-m", "tests.bench.digests", "build", past_walls=True)
    rows += digest_rows(many.command("-m", "tests.bench.digests", past_walls=True), circles)
    tell("Bringing notes in …")
    rows += bringing_in_rows(few.command("-m", "tests.bench.bringing_in", past_walls=True))
    tell("Bringing grants in …")
    rows += grant_rows(few.command("-m", "tests.bench.grants", past_walls=True))
    tell("Choosing who reads what …")
    known = services.folder / "targets.json"
    targets = {
        place.name: place.command("-m", "tests.bench.targets", str(known), past_walls=True)
        for place in (few, many)
    }
    bare = many.beside(free_port())
    try:
        for place in (few, many, bare):
            place.open()
        tell("Reading pages …")
        rows[:0] = pages.measure(few, many, targets, rounds)
        tell("Searching …")
        words = many.command("-m", "tests.bench.search", past_walls=True)
        rows += search.measure(many, targets[many.name], words, rounds)
        tell("Drawing together …")
        rows.append(together.measure(few, few.command("-m", "tests.bench.together", past_walls=True)))
        tell("Reading among 3,000 maps …")
        rows += maps.measure(few, few.command("-m", "tests.bench.maps", past_walls=True), rounds)
        tell("Reading pages without the second wall …")
        rows += pages.wall_cost(many, bare, targets[many.name], rounds)
        rows += weights(many, targets[many.name])
        tell("Drawing a large map …")
        rows += map_page.measure(few)
    finally:
        for place in (few, many, bare):
            place.close()
    tell("Setting a report …")
    rows += report_rows(many.command("-m", "tests.bench.report", past_walls=True))
    tell("Finding loops …")
    rows += [loops.measure(), loops.measure_large()]
    page = written(
        rows, about_this_machine(), "make bench" if not quick else "python -m tests.bench --quick", NOTES
    )
    if not quick:
        (ROOT / "docs").mkdir(exist_ok=True)
        (ROOT / "docs/benchmarks.md").write_text(page)
    sys.stdout.write(page)
    return 1 if any(row.holds is False for row in rows) else 0


def digest_rows(said: dict[str, Any], circles: int) -> list[Row]:
    ratio = said["build"] / said["select"]
    grown = said["memory_at_the_end"] / said["memory_at_a_third"]
    return [
        Row(
            f"Digests of {circles:,} circles: {said['digests']:,} built, their threads found",
            f"{said['build']:.2f} s, {ratio:.1f} × selecting their {said['rows']:,} rows ({said['select']:.2f} s; "
            f"{said['select_past_the_wall']:.2f} s past the wall)",
            f"at most {DIGESTS_NO_SLOWER_THAN:.0f} ×",
            ratio <= DIGESTS_NO_SLOWER_THAN,
        ),
        Row(
            f"Writing out {said['copies']:,} copies, one for each reader of each",
            f"{said['address']:.2f} s",
            "",
            None,
        ),
        *delivery_rows(said),
        Row(
            "Memory while building them, at the end against at a third",
            f"{said['memory_at_the_end'] / 1e6:.0f} MB, {grown:.2f} ×",
            f"at most {FLAT} ×",
            grown <= FLAT,
        ),
    ]


def bringing_in_rows(said: dict[str, Any]) -> list[Row]:
    ratio = said["ours"] / said["copy"]
    return [
        Row(
            f"Bringing in {said['rows']:,} notes from a CSV file of {said['megabytes']:.0f} MB",
            f"{said['ours']:.1f} s, {ratio:.1f} × COPY ({said['copy']:.1f} s; "
            f"{said['copy_bare']:.1f} s where nothing hangs on the table); {said['grown']:.0f} MB of memory more",
            f"at most {BRINGING_IN_NO_SLOWER_THAN:.0f} ×",
            ratio <= BRINGING_IN_NO_SLOWER_THAN,
        )
    ]


def grant_rows(said: dict[str, Any]) -> list[Row]:
    ratio = said["ours"] / said["copy"]
    return [
        Row(
            f"Bringing in {said['rows']:,} grants from a 360Giving file of {said['megabytes']:.0f} MB, each checked against the schema",
            f"{said['ours']:.1f} s, {ratio:.1f} × COPY ({said['copy']:.1f} s); {said['grown']:.0f} MB of memory more",
            f"at most {BRINGING_IN_NO_SLOWER_THAN:.0f} ×",
            ratio <= BRINGING_IN_NO_SLOWER_THAN,
        )
    ]


def delivery_rows(said: dict[str, Any]) -> list[Row]:
    """Delivering: against selecting the same rows and setting them, more of it, with more workers, and its memory."""
    ratio = said["deliver_a_letter"] / (said["select_a_letter"] + said["render_a_letter"])
    longer = said["later_a_letter"] / said["two_a_letter"]
    quicker = said["deliver_a_letter"] / said["two_a_letter"]
    grown = said["delivering_memory_at_the_end"] / said["delivering_memory_at_a_third"]
    return [
        Row(
            f"Delivering: {said['letters']:,} letters to an SMTP server, each with all of its reader's circles, by one worker",
            f"{said['deliver_a_letter'] * 1000:.1f} ms a letter, {ratio:.2f} × selecting the same rows "
            f"({said['select_a_letter'] * 1000:.1f} ms) and rendering them ({said['render_a_letter'] * 1000:.1f} ms)",
            f"at most {DELIVERING_NO_SLOWER_THAN:.0f} ×",
            ratio <= DELIVERING_NO_SLOWER_THAN,
        ),
        Row(
            f"The same by two workers, with PostgreSQL and the SMTP server on {os.cpu_count()} cores together",
            f"{said['two_a_letter'] * 1000:.1f} ms a letter, {quicker:.2f} × as quick",
            "",
            None,
        ),
        Row(
            f"The next {said['later_letters']:,} letters by two workers, for each letter",
            f"{said['later_a_letter'] * 1000:.1f} ms, {longer:.2f} × those before",
            f"at most {LINEAR} ×",
            longer <= LINEAR,
        ),
        Row(
            f"Letters that left twice, of {said['taken']:,}",
            str(said["taken"] - said["different"]),
            "none",
            said["taken"] == said["different"],
        ),
        Row(
            "Memory of a worker while delivering, at the end against at a third",
            f"{said['delivering_memory_at_the_end'] / 1e6:.0f} MB, {grown:.2f} ×",
            f"at most {FLAT} ×",
            grown <= FLAT,
        ),
    ]


def report_rows(said: dict[str, Any]) -> list[Row]:
    seconds, theirs = said["seconds"], said["theirs"]
    grown = said["after"] / said["before"]
    rest = ", ".join(f"{kind} {each:.2f} s" for kind, each in seconds.items() if kind != "pdf")
    alone = 10 * seconds["pdf"]
    return [
        Row(
            f"PDF of a report of {said['pages']} pages",
            f"{seconds['pdf']:.2f} s, {seconds['pdf'] / theirs:.2f} × WeasyPrint on its web page ({theirs:.1f} s)",
            f"at most {THREE_SECONDS:.0f} s, and {QUICKER_THAN_OTHERS} ×",
            seconds["pdf"] <= THREE_SECONDS and seconds["pdf"] <= QUICKER_THAN_OTHERS * theirs,
        ),
        Row(
            "The same report as each other kind of file",
            rest,
            f"at most {THREE_SECONDS:.0f} s each",
            max(seconds.values()) <= THREE_SECONDS,
        ),
        Row(
            "Ten such PDFs at once",
            f"{said['at_once']:.1f} s, {said['at_once'] / alone:.2f} × ten times one",
            "at most 1.2 ×",
            said["at_once"] <= LINEAR * alone,
        ),
        Row(
            "Memory of the server's process with ten at once, after against before",
            f"{said['after'] / 1e6:.0f} MB, {grown:.2f} ×",
            f"at most {FLAT} ×",
            grown <= FLAT,
        ),
    ]


def weights(place: Place, targets: dict[str, Any]) -> list[Row]:
    """A first visit of each page that is measured, and of the sign-in page."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)
    static = place.services.folder / "local" / "static"
    rows = []
    for page, said in targets.items():
        if page == "Baseline":
            continue
        heaviest = 0
        for session, address in said["targets"]:
            connection.request(
                "GET",
                address,
                headers={
                    "Host": "localhost",
                    "Cookie": f"sessionid={session}",
                },
            )
            heaviest = max(heaviest, weight.first_visit(connection.getresponse().read(), static))
        rows.append(
            Row(
                f"{page}, first visit",
                f"{heaviest / 1000:.1f} kB",
                f"at most {weight.HEAVIEST // 1000} kB",
                heaviest <= weight.HEAVIEST,
            )
        )
    connection.close()
    return rows


tell: Callable[[str], None] = functools.partial(print, file=sys.stderr, flush=True)

if __name__ == "__main__":
    sys.exit(main())
