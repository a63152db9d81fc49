"""What a run found, as docs/faults.md shows it."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tests.faults.people import Ledger

if TYPE_CHECKING:
    from tests.faults.world import Finding


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(each) for each in line)} |" for line in lines)


def written(
    seed: int,
    done: Counter[str],
    heals: Mapping[str, list[float]],
    ledger: Ledger,
    found: Sequence["Finding"],
    seconds: float,
    machine: str,
    day: datetime.date,
    *,
    twice: int,
    events_twice: int,
    all_gone: bool,
) -> tuple[str, bool]:
    """The page, and whether everything holds."""
    holds = all_gone and not ledger.words_lost and all(each.wanted == each.found for each in found)
    statuses = sorted({status for _what, status in ledger.answers})
    whats = sorted({what for what, _status in ledger.answers})
    parts = [
        "# What was broken, and what was lost",
        "Written by `make faults`, which breaks a place of its own again and again while made people go on; do not edit it."
        " [run.md](run.md) says what heals by itself.",
        f"{day:%d %B %Y}, seed {seed}: {done.total()} faults in {seconds / 60:.0f} minutes. {machine}."
        f" **{'Nothing was lost, and nothing was done twice.' if holds else 'Something does not hold.'}**",
        "## Faults",
        _table(
            ("fault", "times", "longest time to heal"),
            ((name, number, f"{max(heals[name]):.1f} s" if heals[name] else "not waited for") for name, number in sorted(done.items())),
        ),
        "A disk is full when no file of the server's may grow past a small size for a while (`RLIMIT_FSIZE`). Connections are"
        " taken by `ALTER ROLE … CONNECTION LIMIT 1`, after ending those there are. Healed is: every process is there again and"
        " `/health/ready` says 200; four times in ten the next fault does not wait for it.",
        "## What was acknowledged, and found afterwards exactly once",
        _table(("what", "wanted", "found"), ((each.what, each.wanted, each.found) for each in found)),
        f"{ledger.acknowledged} writes were acknowledged to {len(whats) - 1} kinds of forms. Letters that came again under the same Message-ID,"
        f" after a worker was killed between the post office's answer and its own commit: {twice}; events that came again under the"
        f" same id: {events_twice}. Mail readers and receivers of webhooks know both by these ids.",
        "## How people were answered",
        _table(
            ("", *statuses),
            ((what, *(ledger.answers[what, status] for status in statuses)) for what in whats),
        ),
        f"Pages of an error that were not calm, or did not hold the words that were sent: {len(ledger.words_lost)}."
        f" Given up by people: {', '.join(f'{what} ({n})' for what, n in sorted(ledger.given_up.items())) or 'nothing'}."
        " No answer is what a browser meets while the web server itself is away: then it keeps the words in the form.",
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n", holds
