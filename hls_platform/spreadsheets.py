"""Cells that no spreadsheet takes for a formula."""

import re

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def harmless(cell: str) -> str:
    """`cell`, with an apostrophe before it where a spreadsheet might run it. A number stays a number."""
    return f"'{cell}" if _might_run(cell) else cell


def original(cell: str) -> str:
    """What `harmless` was given: without the apostrophe that it put there."""
    return cell[1:] if cell.startswith("'") and _might_run(cell[1:]) else cell


def _might_run(cell: str) -> bool:
    """Also with apostrophes before it, so that what `harmless` adds can always be told from what was there."""
    bare = cell.lstrip("'")
    runs = bare.startswith(FORMULA) or bare.lstrip().startswith(FORMULA)
    return runs and not NUMBER.fullmatch(cell)
