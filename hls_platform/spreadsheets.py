"""Cells that no spreadsheet takes for a formula."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """`cell`, with an apostrophe before it where a spreadsheet might run it. A number stays a number."""
    if not (cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA)):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def original(cell: str) -> str:
    """What `harmless` was given: without the apostrophe that it put there."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell
