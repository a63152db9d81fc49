"""Kumu's spreadsheet: a sheet of elements and one of connections, which name elements by label or, where there are some, by id."""

from collections.abc import Sequence

from systems.formats import excel, tables
from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing
from systems.formats.sent import File
from systems.formats.workbooks import workbook_of

ELEMENTS = {"key": "ID", "label": "Label", "kind": "Type", "description": "Description", "tags": "Tags"}
CONNECTIONS = {
    "key": "ID",
    "source": "From",
    "target": "To",
    "label": "Label",
    "kind": "Type",
    "direction": "Direction",
    "description": "Description",
    "strength": "Strength",
    "polarity": "Polarity",
    "delay": "Delayed",
    "confidence": "Confidence",
    "evidence": "Evidence",
}


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """As Kumu reads it: several ends in one cell, the last row of an element counts."""
    ways = tables.Ways(make_missing=choices.make_missing, several_ends=True, merges=True, repeats=True)
    return excel.read(files, choices, ways)


def write(drawing: Drawing) -> bytes:
    """The workbook that Kumu imports."""
    more = {name: name.capitalize() for name in ("cluster", "x", "y")}
    return workbook_of(
        [
            ("Elements", *tables.table_of_factors(drawing, ELEMENTS | more)),
            ("Connections", *tables.table_of_links(drawing, CONNECTIONS)),
        ]
    )
