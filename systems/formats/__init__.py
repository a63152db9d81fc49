"""Files that maps come in and go out as: one module a format, each with `read` and, where we write it, `write`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from systems.formats import (
    dot,
    excel,
    gexf,
    gml,
    graphml,
    hls_map,
    kumu,
    kumu_project,
    kumu_workbook,
    loopy,
    outline,
    pdf,
    png,
    prsm,
    prsm_workbook,
    svg,
    tables,
)
from systems.formats.choices import AS_FOUND, Choices, signed
from systems.formats.drawing import Drawing, Remark
from systems.formats.hls_map import drawing_from
from systems.formats.hls_map import write as write_json
from systems.formats.loops_actors_views import say_kinds
from systems.formats.pen import Unreadable
from systems.formats.recognise import recognised
from systems.formats.sent import File

__all__ = ["FORMATS", "READERS", "WRITERS", "Format", "drawing_from", "read_files", "write_json"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Read = Callable[[Sequence[File], Choices], Drawing]
Write = Callable[[Drawing], bytes]


@dataclass(frozen=True)
class Format:
    """A format by the name that commands and addresses know it by, what people call it, and how its files end."""

    name: str
    title: str
    ending: str
    media: str
    read: Read | None = None
    write: Write | None = None


FORMATS = {
    each.name: each
    for each in (
        Format("json", "JSON (everything)", ".json", "application/json", hls_map.read, hls_map.write),
        Format("csv", "CSV", ".csv", "text/csv; charset=utf-8", tables.read, tables.write),
        Format("factors.csv", "CSV: factors", "-factors.csv", "text/csv; charset=utf-8", None, tables.write_factors),
        Format("links.csv", "CSV: links", "-links.csv", "text/csv; charset=utf-8", None, tables.write_links),
        Format("xlsx", "Excel", ".xlsx", XLSX, excel.read, excel.write),
        Format("kumu", "Kumu (JSON)", "-kumu.json", "application/json", kumu.read, kumu.write),
        Format("kumu-project", "Kumu (project)", "-kumu-project.json", "application/json", kumu_project.read, kumu_project.write),
        Format("kumu-xlsx", "Kumu (Excel)", "-kumu.xlsx", XLSX, kumu_workbook.read, kumu_workbook.write),
        Format("prsm", "PRSM", ".prsm", "application/json", prsm.read, prsm.write),
        Format("prsm-compressed", "PRSM (compressed)", "-compressed.prsm", "text/plain; charset=utf-8", prsm.read, prsm.write_packed),
        Format("prsm-xlsx", "PRSM (Excel)", "-prsm.xlsx", XLSX, prsm_workbook.read, prsm_workbook.write),
        Format("graphml", "GraphML", ".graphml", "application/graphml+xml", graphml.read, graphml.write),
        Format("gexf", "GEXF (Gephi)", ".gexf", "application/gexf+xml", gexf.read, gexf.write),
        Format("loopy", "LOOPY", ".loopy", "application/json", loopy.read, loopy.write),
        Format("loopy-url", "LOOPY (address)", "-loopy.txt", "text/plain; charset=utf-8", loopy.read, loopy.write_address),
        Format("gml", "GML", ".gml", "text/plain; charset=utf-8", gml.read, gml.write),
        Format("dot", "DOT (Graphviz)", ".dot", "text/vnd.graphviz; charset=utf-8", None, dot.write),
        Format("svg", "SVG", ".svg", "image/svg+xml", None, svg.write),
        Format("png", "PNG", ".png", "image/png", None, png.write),
        Format("txt", "Text", ".txt", "text/plain; charset=utf-8", None, outline.write),
        Format("pdf", "PDF", ".pdf", "application/pdf", None, pdf.write),
    )
}  # fmt: skip
READERS = {name: each.read for name, each in FORMATS.items() if each.read}
WRITERS = {name: each.write for name, each in FORMATS.items() if each.write}
"""What a map can be exported as, by the name of the format."""


def read_files(
    sent: Sequence[tuple[str, bytes]], format: str = "", choices: Choices = AS_FOUND
) -> tuple[str, Drawing]:
    """The format and the drawing of files given as (name, content); recognised by content unless `format` names one.

    Whatever is wrong with them is a problem of the drawing. `systems.formats.apart` does the same within limits.
    """
    files = [File(name, content) for name, content in sent]
    name = files[0].name if files else _("The file")
    try:
        found = recognised(files, format)
        drawing = READERS[found](files, choices)
    except Unreadable as wrong:
        return format, Drawing(problems=[Remark(wrong.file or name, 0, wrong.said, wrong.at)])
    signed(drawing, choices)
    say_kinds(drawing)
    if any(file.is_windows for file in files) and found != "csv":
        said = _("It is not in UTF-8, so it was read as Windows-1252: look at letters with accents.")
        drawing.warnings.append(Remark(name, 0, said))
    if any(file.was_mended for file in files):
        said = _(
            "It is no proper XML: signs in its labels that should have been escaped were taken as they stand."
        )
        drawing.warnings.append(Remark(name, 0, said))
    return found, drawing
