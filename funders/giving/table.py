"""Grants in rows: which field of the standard a column holds, by its title or its name, and what a row says.

A column is called as the standard calls it ("Recipient Org:Name", "Grant Programme:1:Title") or as its JSON does
("recipientOrganization/0/name"). What is called otherwise is kept under its own name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from funders.giving.shape import at, grant_schema
from hls_platform.spreadsheets import original

MOST_OF_A_LIST = 100
PLAIN_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
A_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
A_WHOLE_NUMBER = re.compile(r"[+-]?\d+", re.ASCII)

Step = str | int


@dataclass(frozen=True)
class Column:
    """Where in a grant a cell belongs, and as what: "number", "moment", "texts" or "text"."""

    path: tuple[Step, ...]
    kind: str

    def value(self, cell: str) -> Any:
        """What the cell says; text that is no number stays text, and the schema's check says so."""
        if self.kind == "number" and len(cell) < 40:
            if A_WHOLE_NUMBER.fullmatch(cell):
                return int(cell)
            return float(cell) if A_NUMBER.fullmatch(cell) else cell
        if self.kind == "moment" and PLAIN_DAY.fullmatch(cell):
            return f"{cell}T00:00:00Z"  # a cell keeps a day, and no zone
        if self.kind == "texts":
            return [each.strip() for each in cell.split(";") if each.strip()]
        return cell


def columns_of(header: Sequence[str]) -> list[Column | None]:
    """The field of each column; None for one that is called nothing, or like one before it."""
    found: list[Column | None] = []
    taken: set[tuple[Step, ...]] = set()
    for name in header:
        column = _column(" ".join(name.split()))
        found.append(column if column is not None and column.path not in taken else None)
        if column is not None:
            taken.add(column.path)
    return found


def grants_in(rows: Iterable[tuple[int, list[str]]], header: Sequence[str]) -> Iterator[tuple[int, Any]]:
    """Each grant with the number of its row. Rows that follow with the same identifier, and contradict nothing, add to its lists."""
    columns = columns_of(header)
    held: tuple[int, dict[str, Any]] | None = None
    for number, cells in rows:
        grant = read_row(cells, columns)
        if held is not None:
            if grant.get("id") and grant.get("id") == held[1].get("id") and _adds(held[1], grant):
                continue
            yield held
        held = number, grant
    if held is not None:
        yield held


def read_row(cells: list[str], columns: list[Column | None]) -> dict[str, Any]:
    """A row as the grant that its JSON would be."""
    grant: dict[str, Any] = {}
    for cell, column in zip(cells, columns, strict=False):
        cell = cell.strip()
        if not cell or column is None:
            continue
        into: Any = grant
        for step, following in pairwise(column.path):
            into = _step(into, step, [] if isinstance(following, int) else {})
        _put(into, column.path[-1], column.value(original(cell) if cell[0] == "'" else cell))
    return _closed(grant)


def _step(into: Any, step: Step, empty: Any) -> Any:
    if isinstance(step, int):
        while len(into) <= step:
            into.append(None)
        if into[step] is None:
            into[step] = empty
        return into[step]
    return into.setdefault(step, empty)


def _put(into: Any, last: Step, value: Any) -> None:
    if isinstance(last, int):
        _step(into, last, value)
    else:
        into[last] = value


def _closed(grant: dict[str, Any]) -> dict[str, Any]:
    """Without the holes that empty cells left in its lists."""
    for name, value in grant.items():
        if isinstance(value, list):
            grant[name] = [each for each in value if each is not None]
    return grant


def _adds(held: dict[str, Any], more: dict[str, Any]) -> bool:
    """Let the lists of `held` grow by those of `more`, where the two contradict each other in nothing."""
    if any(
        name in held
        and held[name] != value
        and not (isinstance(value, list) and isinstance(held[name], list))
        for name, value in more.items()
    ):
        return False
    if held == more:
        return False
    for name, value in more.items():
        if isinstance(value, list) and name in held:
            held[name] += [each for each in value if each not in held[name]]
        else:
            held[name] = value
    return True


@cache
def _column(name: str) -> Column | None:
    if not name:
        return None
    parts = [
        part.strip() for part in (name.split("/") if "/" in name and ":" not in name else name.split(":"))
    ]
    return _known(parts, grant_schema(), ()) or Column((name,), "text")


def _known(parts: list[str], schema: dict[str, Any], path: tuple[Step, ...]) -> Column | None:
    """The column whose titles or names are `parts`, from `schema` on."""
    root = grant_schema()
    schema = at(schema, root)
    if "items" in schema:
        items = at(schema["items"], root)
        if not parts and "properties" not in items:
            return Column(path, "texts")
        number, rest = (int(parts[0]), parts[1:]) if parts and parts[0].isdecimal() else (0, parts)
        return _known(rest, items, (*path, number)) if number < MOST_OF_A_LIST else None
    if not parts:
        return Column(path, _kind(schema)) if "properties" not in schema else None
    for name, each in schema.get("properties", {}).items():
        title = at(each, root).get("title", "")
        if parts[0].lower() in {name.lower(), title.lower()}:
            return _known(parts[1:], each, (*path, name))
    return None


def _kind(schema: dict[str, Any]) -> str:
    if "number" in schema.get("type", ()):
        return "number"
    return "moment" if schema.get("format") == "date-time" else "text"
