"""PRSM's spreadsheet: a sheet “Factors” and a sheet “Links”, whose ends are the factors' exact labels."""

from collections import Counter
from collections.abc import Sequence

from systems.formats import excel, tables
from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing
from systems.formats.sent import File
from systems.formats.workbooks import workbook_of

FACTORS = {
    "label": "Label",
    "description": "Note",
    "kind": "groupLabel",
    "x": "x",
    "y": "y",
    "cluster": "Cluster",
}
LINKS = {
    "source": "From",
    "target": "To",
    "label": "Label",
    "description": "Note",
    "kind": "groupLabel",
    "polarity": "Polarity",
}


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """The drawing in a workbook of PRSM; numbered styles become kinds."""
    return excel.read(
        files, choices, tables.Ways(make_missing=choices.make_missing, merges=True, repeats=True)
    )


def write(drawing: Drawing) -> bytes:
    """The workbook that PRSM imports. Where two factors have the same label, ends are told by ids."""
    several = max(Counter(factor.label for factor in drawing.factors.values()).values(), default=0) > 1
    ids = {"key": "ID"} if several else {}
    return workbook_of(
        [
            ("Factors", *tables.table_of_factors(drawing, ids | FACTORS)),
            ("Links", *tables.table_of_links(drawing, LINKS, by_label=not several)),
        ]
    )
