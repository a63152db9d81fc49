"""The table of `docs/benchmarks.md`."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measurement; `holds` is None where nothing is promised."""

    what: str
    measured: str
    limit: str
    holds: bool | None

    @property
    def said(self) -> str:
        return {True: "yes", False: "**no**", None: ""}[self.holds]


def written(rows: list[Row], machine: str, command: str, notes: list[str]) -> str:
    """The whole page in Markdown."""
    today = datetime.datetime.now(datetime.UTC).date()
    lines = [
        "# Benchmarks",
        "",
        f"`{command}` on {today:%-d %B %Y}; {machine}.",
        "",
        "Written by the command itself: do not edit. Ratios are of medians measured in turn in one run on one machine,",
        "so they can be compared between machines; the times beside them cannot.",
        "",
        "| what | measured | limit | holds |",
        "|---|---|---|---|",
        *(f"| {row.what} | {row.measured} | {row.limit} | {row.said} |" for row in rows),
        "",
        "## How it is measured",
        "",
        *(f"- {note}" for note in notes),
        "",
    ]
    return "\n".join(lines)
