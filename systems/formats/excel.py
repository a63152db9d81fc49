"""Maps as an Excel workbook: a sheet of factors and one of links; of sheets as others make them, whatever holds one or the other."""

from collections.abc import Iterable, Sequence

from systems.formats import tables
from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing
from systems.formats.pen import text_of
from systems.formats.sent import File
from systems.formats.table import Table, ends_in
from systems.formats.workbooks import Sheet, workbook_of


def read(files: Sequence[File], choices: Choices = AS_FOUND, ways: tables.Ways | None = None) -> Drawing:
    """The drawing in a workbook's sheets. One whose name holds “(ignore)” is left out."""
    drawing = Drawing()
    found = [
        table
        for file in files
        for sheet in file.sheets
        if "(ignore)" not in sheet.name.lower()
        for table in tables_in(sheet, file.name, drawing)
    ]
    said = tables.drawing_in(
        found, drawing, choices, ways or tables.Ways(make_missing=choices.make_missing, repeats=True)
    )
    return said


def tables_in(sheet: Sheet, name: str, drawing: Drawing) -> Iterable[Table]:
    """The tables of a sheet: one under each header, the next beginning after two empty rows."""
    table, before = None, 0
    for number, cells in sheet.rows:
        words = [text_of(cell).strip() for cell in cells]
        titles = {word.lower() for word in words}
        if table is None or (number - before > 2 and (ends_in(words) or "label" in titles)):
            if table is not None and _is_of_a_map(table):
                yield table
            table = Table(name, drawing, sheet.name or "-")
            table.under(number, words)
        else:
            table.rows.append((number, words))
        before = number
    if table is not None and _is_of_a_map(table):
        yield table


def _is_of_a_map(table: Table) -> bool:
    """A workbook may hold sheets that have nothing to do with it."""
    return ends_in(table.titles) or table.has(tables.FACTOR_COLUMNS["label"])


def write(drawing: Drawing) -> bytes:
    """A sheet “Factors” and a sheet “Links”, whose ends are ids."""
    return workbook_of(
        [
            ("Factors", *tables.table_of_factors(drawing, tables.factor_titles(drawing))),
            ("Links", *tables.table_of_links(drawing, tables.link_titles(drawing))),
        ]
    )
