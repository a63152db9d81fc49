"""Which format files are in: told by what is in them, never by how they are called."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from systems.formats.hls_map import VERSIONS
from systems.formats.loopy import looks_so
from systems.formats.pen import Unreadable
from systems.formats.sent import File

FAMILIES = {
    "kumu": ("kumu", "kumu-project", "kumu-xlsx"),
    "prsm": ("prsm", "prsm-xlsx"),
    "prsm-compressed": ("prsm",),
    "loopy-url": ("loopy",),
}
WORKBOOKS = ("xlsx", "kumu-xlsx", "prsm-xlsx")
PLAIN = ("csv", "json", "kumu", "kumu-project", "prsm", "graphml", "gexf", "loopy", "gml", *WORKBOOKS)


def recognised(files: Sequence[File], wanted: str = "") -> str:
    """The name of the format; where one is `wanted`, that or one of its family. Raises Unreadable for what is none."""
    if not files:
        raise Unreadable(_("Choose a file."))
    if len(files) > 1:
        if wanted not in ("", "csv") or len(files) > 2:
            raise Unreadable(
                _("Only CSV comes in two files, one of links and one of factors; all else is one.")
            )
        return "csv"
    if wanted and wanted not in PLAIN and wanted not in FAMILIES:
        raise Unreadable(_("“%(name)s” is no format that a map can come in as.") % {"name": wanted[:40]})
    if wanted and wanted not in FAMILIES:
        return wanted
    found = _found(files[0])
    if wanted and found not in FAMILIES[wanted]:
        family = FAMILIES[wanted]
        return next((each for each in family if found in WORKBOOKS and each in WORKBOOKS), family[0])
    return found


def _found(file: File) -> str:
    content = file.content
    if not content.strip(b" \t\r\n\xef\xbb\xbf"):
        raise Unreadable(_("The file is empty."))
    if content.startswith(b"PK\x03\x04"):
        return _workbook(file)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("It is an old .xls workbook, or a locked one: save it as .xlsx."))
    if content[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n").startswith(b"<"):
        return _xml(file)  # it says itself what encoding it is in
    start = file.text[:4000].lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        return _json(file)
    if start.startswith(("http://", "https://")) and "data=" in start:
        return "loopy"
    if _is_packed(start):
        return "prsm"
    if _is_gml(start):
        return "gml"
    if start.lower().startswith(("graph ", "digraph ", "strict ", "graph{", "digraph{")):
        raise Unreadable(_("It is DOT, which we write and do not read: save it as GraphML, GML or CSV."))
    return "csv"


def _json(file: File) -> str:
    said = file.json
    if looks_so(said):
        return "loopy"
    if isinstance(said, dict):
        if said.get("format") in VERSIONS or str(said.get("format", "")).startswith("hls-map/"):
            return "json"
        if "elements" in said or "connections" in said:
            elements = said.get("elements")
            things = (
                [each for each in elements if isinstance(each, dict)] if isinstance(elements, list) else []
            )
            project = "maps" in said or any(
                "_id" in each or isinstance(each.get("attributes"), dict) for each in things[:50]
            )
            return "kumu-project" if project else "kumu"
        if "nodes" in said and ("edges" in said or "styles" in said):
            return "loopy" if "globals" in said and "labels" in said else "prsm"
    raise Unreadable(_("It is JSON, but no map in a format we know: ours, Kumu, PRSM or LOOPY."))


def _xml(file: File) -> str:
    tag = file.xml.tag
    if tag in ("graphml", "gexf"):
        return tag
    raise Unreadable(_("It is XML, but neither GraphML nor GEXF."))


def _workbook(file: File) -> str:
    names = {sheet.name.strip().lower() for sheet in file.sheets}
    titles = {
        str(cell).strip().lower()
        for sheet in file.sheets
        for cell in (sheet.rows[0][1] if sheet.rows else [])
    }
    if not file.sheets:
        raise Unreadable(_("There is no sheet in it that can be read."))
    if {"elements", "connections"} & names:
        return "kumu-xlsx"
    if {"factors", "links"} & names and {"style", "grouplabel", "note"} & titles:
        return "prsm-xlsx"
    return "xlsx"


def _is_packed(start: str) -> bool:
    """Whether it looks packed by lz-string: hardly a letter of a language that is written with blanks."""
    first = start[:200]
    return (
        len(first) > 8
        and sum(sign > "\u0100" for sign in first) > len(first) * 0.5
        and not any(sign in ",;\t\n" for sign in first[:60])
    )


def _is_gml(start: str) -> bool:
    lines = (line.split("#", 1)[0].strip() for line in start.splitlines())
    first = [
        line for line in lines if line and not line.lower().startswith(("creator", "version", "comment"))
    ][:2]
    return bool(first) and "".join(first).replace(" ", "").lower().startswith("graph[")
