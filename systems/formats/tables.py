"""Maps as CSV: a table of factors and one of links, or one of links alone."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from hls_platform.spreadsheets import harmless
from systems.formats.choices import AS_FOUND, Choices
from systems.formats.csv_file import CsvFile
from systems.formats.drawing import MOST_FACTORS, MOST_LINKS, Drawing, DrawnFactor, DrawnLink, Remark, plain
from systems.formats.pen import LINK_LENGTHS, MOST_LETTERS, sign_of, text_of, too_many
from systems.formats.sent import File
from systems.formats.table import ENDS, STARTS, Table
from systems.formats.workbooks import Value

FACTOR_COLUMNS = {
    "key": ("id", "key", "identifier"),
    "label": ("label", "name", "factor", "element", "title"),
    "description": ("description", "definition", "notes", "note"),
    "cluster": ("cluster", "atlas_cluster", "group", "theme", "category"),
    "kind": ("kind", "type", "element type", "grouplabel", "style"),
    "tags": ("tags",),
    "x": ("x",),
    "y": ("y",),
    "pinned": ("pinned",),
}
LINK_COLUMNS = {
    "key": ("id", "key", "identifier"),
    "source": STARTS,
    "target": ENDS,
    "label": ("label", "name", "title"),
    "polarity": ("polarity", "sign"),
    "kind": ("kind", "type", "connection type", "grouplabel", "style", "linkstyle"),
    "strength": ("strength", "weight"),
    "delay": ("delay", "delayed"),
    "confidence": ("confidence",),
    "evidence": ("evidence",),
    "description": ("description", "notes", "note"),
    "direction": ("direction",),
}
DIRECTIONS = {"": "directed", "directed": "directed", "undirected": "undirected", "mutual": "mutual"}
OF_NEITHER = "attributes."
"""Before the name of a column that is one of ours and means something else."""
YES = {"1", "yes", "y", "true", "x", "delay", "delayed"}
NO = {"", "0", "no", "n", "false", "none"}
SEVERAL = "\0"
"""Stands where a key would, for a label that more than one factor has. No key holds this character."""
POLARITY_WORDS = {"+": "positive", "-": "negative", "": "unknown"}


@dataclass(frozen=True)
class Ways:
    """How a tool's tables differ: ends that no table of factors names are added; several ends stand in one cell, set apart
    by a stroke; the same name again, without an id, is the same factor; the same link may stand there twice."""

    make_missing: bool = False
    several_ends: bool = False
    merges: bool = False
    repeats: bool = False


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """The drawing in one or two CSV files, in any order.

    With a table of factors, links name them by id or by label. Without one, the links' ends are the factors.
    """
    drawing = Drawing()
    found: list[Table] = []
    for file in files:
        table = CsvFile(file.name, file.content, drawing)
        found += [table, table.beside] if table.beside else [table]
    return drawing_in(found, drawing, choices, Ways(make_missing=choices.make_missing, several_ends=True))


def read_csv(sent: Sequence[tuple[str, bytes]]) -> Drawing:
    """The drawing in CSV files given as (name, content)."""
    return read([File(name, content) for name, content in sent])


def drawing_in(tables: Sequence[Table], drawing: Drawing, choices: Choices, ways: Ways) -> Drawing:
    """`drawing` with what the tables hold: any number of them of factors, and of links."""
    of_links = [table for table in tables if _holds_links(table)]
    of_factors = [table for table in tables if not _holds_links(table)]
    if drawing.problems:
        return drawing
    alone = not of_links and of_factors and all(table.has(FACTOR_COLUMNS["label"]) for table in of_factors)
    if not alone and (not of_links or (len(tables) > 2 and not tables[0].sheet)):
        name = tables[0].name if tables else "CSV"
        said = _(
            "One file needs a column “from” and one “to”; a second may list the factors with “id” and “label”."
        )
        drawing.problems.append(Remark(name, 0, said))
        return drawing
    for table in tables:
        where = f"{table.sheet or table.name}|"
        found = {
            title: choices.columns.get(where + title, choices.columns.get(title)) for title in table.titles
        }
        table.chosen = {title: ours for title, ours in found.items() if ours is not None}
    names: dict[str, str] | None = {} if of_factors else None
    labels: dict[str, list[str]] = {}
    for table in of_factors:
        _read_factors(table, drawing, labels, ways)
    if names is not None:
        names = _names(of_factors[0], drawing, labels)
    seen: dict[tuple[str, str, str], int] = {}
    for table in of_links:
        _read_links(table, drawing, names, seen, ways)
    for table in tables:
        drawing.columns |= {(table.sheet or table.name, title): ours for title, ours in table.matched.items()}
    if len(drawing.factors) > MOST_FACTORS or len(drawing.links) > MOST_LINKS:
        drawing.problems.append(Remark(tables[0].name, 0, too_many()))
    return drawing


def _holds_links(table: Table) -> bool:
    return table.has(LINK_COLUMNS["source"]) and table.has(LINK_COLUMNS["target"])


def _read_factors(table: Table, drawing: Drawing, labels: dict[str, list[str]], ways: Ways) -> None:
    """Put the factors into `drawing`, and the key of each under its label in lower case into `labels`."""
    if not table.has(FACTOR_COLUMNS["label"]) and "label" not in table.chosen.values():
        table.problem(table.begins, _("There is no column “label”."))
        return
    for number, cells, rest in table.read(FACTOR_COLUMNS):
        label = cells.get("label", "")
        key = cells.get("key") or label
        lengths = {"label": 300, "id": 200, "cluster": 160, "kind": 120, "description": MOST_LETTERS}
        said = {"label": label, "id": key} | {
            name: cells.get(name, "") for name in ("cluster", "kind", "description")
        }
        if not label:
            table.problem(number, _("The factor has no label."))
        elif _too_long(table, number, {name: (said[name], most) for name, most in lengths.items()}):
            continue
        elif key in drawing.factors and not (ways.merges and not cells.get("key")):
            table.problem(number, _("Another factor has the id “%(key)s” already.") % {"key": key[:80]})
        else:
            x, y = _number(table, number, cells.get("x", "")), _number(table, number, cells.get("y", ""))
            if key in drawing.factors:
                table.warning(
                    number, _("“%(label)s” stands there twice: its last row counts.") % {"label": label[:80]}
                )
            else:
                labels.setdefault(label.lower(), []).append(key)
            drawing.factors[key] = DrawnFactor(
                key=key,
                label=label,
                description=_said(cells.get("description", "")),
                cluster=_said(cells.get("cluster", "")),
                kind=_kind(table, cells.get("kind", "")),
                tags=[tag.strip()[:120] for tag in cells.get("tags", "").split("|") if tag.strip()][:50],
                x=x,
                y=y,
                pinned=cells.get("pinned", "").lower() in YES,
                attributes={name.removeprefix(OF_NEITHER)[:120]: valued(cell) for name, cell in rest.items()},
            )


def _kind(table: Table, said: str) -> str:
    """PRSM numbers its styles."""
    numbered = {"style", "linkstyle"} & set(table.header) and said.isdecimal()
    return _("Style %(n)s") % {"n": said} if numbered else said


def _names(table: Table, drawing: Drawing, labels: dict[str, list[str]]) -> dict[str, str]:
    """The key of each factor by its label in lower case, and by itself."""
    names = {}
    for label, keys in labels.items():
        names[label] = keys[0] if len(keys) == 1 else SEVERAL
        if len(keys) > 1:
            table.warning(0, _("Several factors are called “%(label)s”.") % {"label": label})
    return names | {key: key for key in drawing.factors}


def _read_links(
    table: Table,
    drawing: Drawing,
    names: dict[str, str] | None,
    seen: dict[tuple[str, str, str], int],
    ways: Ways,
) -> None:
    rows = list(table.read(LINK_COLUMNS))
    kinds = {cells.get("kind", "") for _number, cells, _rest in rows}
    signs_are_kinds = "polarity" not in table.matched.values() and all(
        sign_of(kind) is not None for kind in kinds
    )
    ways_are_kinds = "direction" not in table.matched.values() and all(
        kind.lower() in DIRECTIONS for kind in kinds
    )  # as Gephi has it
    for number, cells, rest in rows:
        if signs_are_kinds:
            cells["polarity"] = cells.pop("kind", "")
        elif ways_are_kinds:
            cells["direction"] = cells.pop("kind", "")
        polarity = sign_of(cells.get("polarity", ""))
        delay = cells.get("delay", "").lower()
        direction = DIRECTIONS.get(cells.get("direction", "").lower())
        if polarity is None:
            table.problem(
                number, _("The polarity “%(said)s” is neither + nor -.") % {"said": cells["polarity"][:80]}
            )
        if delay not in YES | NO:
            table.problem(
                number, _("The delay “%(said)s” is neither yes nor no.") % {"said": cells["delay"][:80]}
            )
        if direction is None:
            table.problem(number, _("The direction “%(said)s” is neither directed, undirected nor mutual.") % {"said": cells["direction"][:80]})  # fmt: skip
        ends = ([cells.get("source", "")], [cells.get("target", "")])
        if ways.several_ends and "|" in cells.get("target", "") and cells["target"] not in (names or {}):
            ends = (ends[0], [end.strip() for end in cells["target"].split("|") if end.strip()])
        lengths = {
            name: (cells.get("key" if name == "id" else name, ""), most)
            for name, most in (
                {"id": 200} | {name: most for name, most in LINK_LENGTHS.items() if name != "key"}
            ).items()
        }
        too_long = _too_long(table, number, lengths)
        for said in ends[1]:
            pair = [_end(table, number, end, drawing, names, ways) for end in (ends[0][0], said)]
            if too_long or None in pair or polarity is None or direction is None:
                continue
            source, target = str(pair[0]), str(pair[1])
            first = seen.setdefault((source, target, polarity), number)
            if first != number and not ways.repeats and not cells.get("key"):
                table.problem(number, _("It says the same as row %(first)s.") % {"first": first})
                continue
            if source == target:
                table.warning(number, _("The link leads from a factor to itself."))
            drawing.links.append(
                DrawnLink(
                    source=source,
                    target=target,
                    key=cells.get("key", ""),
                    label=cells.get("label", ""),
                    description=_said(cells.get("description", "")),
                    kind=_kind(table, cells.get("kind", "")),
                    polarity=polarity,
                    strength=cells.get("strength", ""),
                    delay=delay in YES,
                    confidence=cells.get("confidence", ""),
                    evidence=_said(cells.get("evidence", "")),
                    direction=direction,
                    extra={name.removeprefix(OF_NEITHER)[:120]: valued(cell) for name, cell in rest.items()},
                )
            )


def _end(
    table: Table, number: int, said: str, drawing: Drawing, names: dict[str, str] | None, ways: Ways
) -> str | None:
    if not said:
        table.problem(number, _("The link needs both a “from” and a “to”."))
        return None
    if names is None:
        if len(said) > 200:
            table.problem(number, _("“%(said)s…” is longer than 200 characters.") % {"said": said[:40]})
            return None
        drawing.factors.setdefault(said, DrawnFactor(key=said, label=said))
        return said
    key = names.get(said) or names.get(said.lower())
    if key is None and ways.make_missing and len(said) <= 200:
        drawing.factors[said] = DrawnFactor(key=said, label=said)
        names[said] = names[said.lower()] = said
        return said
    if key is None:
        table.problem(number, _("There is no factor “%(said)s”.") % {"said": said[:80]})
    elif key == SEVERAL:
        table.problem(
            number, _("Several factors are called “%(said)s”: name it by its id.") % {"said": said[:80]}
        )
        return None
    return key


def _too_long(table: Table, number: int, lengths: dict[str, tuple[str, int]]) -> bool:
    """Whether a cell is longer than what is kept of it, with a problem for each; `lengths` is (cell, most) by name."""
    wrong = [(name, most) for name, (cell, most) in lengths.items() if len(cell) > most]
    for name, most in wrong:
        table.problem(number, _("The %(name)s is longer than %(n)s characters.") % {"name": name, "n": most})
    return bool(wrong)


def _number(table: Table, row: int, said: str) -> float | None:
    if not said:
        return None
    try:
        value = float(said)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        table.problem(row, _("“%(said)s” is not a number.") % {"said": said[:80]})
        return None
    return value


def valued(cell: str) -> str | int | float:
    """A cell as a number where it is written just as a number would be, as text elsewhere ("007", "1e3")."""
    if not cell or len(cell) > 20 or not (cell[0].isdigit() or cell[0] == "-"):
        return cell
    for kind in (int, float):
        try:
            value = kind(cell)
        except ValueError:
            continue
        if str(value) == cell and math.isfinite(value):
            return value
    return cell


def _said(text: str) -> str:
    """A cell that only holds a dash says nothing."""
    return "" if text in {"—", "–", "-"} else text


Rows = tuple[list[str], list[list[Value | None]]]


def table_of_factors(drawing: Drawing, titles: dict[str, str]) -> Rows:
    """A header and rows: first the fields in `titles` (ours to the column's), then the attributes, one column each."""
    more = dict.fromkeys(
        name for factor in drawing.factors.values() for name in (*factor.attributes, *plain(factor.extra))
    )
    rows = [
        [_cell(factor, field) for field in titles]
        + [(plain(factor.extra) | factor.attributes).get(name) for name in more]
        for factor in drawing.factors.values()
    ]
    return [*titles.values(), *_own_names(more, titles, FACTOR_COLUMNS)], rows


def table_of_links(drawing: Drawing, titles: dict[str, str], *, by_label: bool = False) -> Rows:
    """The same of the links, whose ends are keys of factors or, `by_label`, their names."""
    more = dict.fromkeys(name for link in drawing.links for name in plain(link.extra))
    rows: list[list[Value | None]] = []
    for link in drawing.links:
        row = [_cell(link, field) for field in titles]
        if by_label:
            ends = {"source": link.source, "target": link.target}
            row = [
                drawing.factors[ends[field]].label if field in ends else cell
                for field, cell in zip(titles, row, strict=True)
            ]
        rows.append(row + [plain(link.extra).get(name) for name in more])
    return [*titles.values(), *_own_names(more, titles, LINK_COLUMNS)], rows


def _own_names(more: Iterable[str], titles: dict[str, str], known: dict[str, tuple[str, ...]]) -> list[str]:
    taken = {title.lower() for title in titles.values()} | {
        each for several in known.values() for each in several
    }
    return [OF_NEITHER + name if name.strip().lower() in taken else name for name in more]


def _cell(thing: DrawnFactor | DrawnLink, field: str) -> Value | None:
    value = getattr(thing, field)
    if isinstance(value, list):
        return "|".join(value)
    return POLARITY_WORDS[value] if field == "polarity" else value


def _used(drawing: Iterable[DrawnFactor | DrawnLink], names: Iterable[str]) -> list[str]:
    """Those of the fields that something says something in."""
    things = list(drawing)
    return [
        name
        for name in names
        if any(getattr(each, name) not in ("", [], False, "directed") for each in things)
    ]


def factor_titles(drawing: Drawing) -> dict[str, str]:
    used = _used(drawing.factors.values(), ("kind", "tags", "pinned"))
    return {"key": "id"} | {name: name for name in ("label", "cluster", "x", "y", "description", *used)}


def link_titles(drawing: Drawing) -> dict[str, str]:
    used = _used(drawing.links, ("label", "kind", "description", "direction"))
    return {"key": "id", "source": "from", "target": "to"} | {
        name: name for name in ("polarity", "strength", "delay", "confidence", "evidence", *used)
    }


def write_factors(drawing: Drawing) -> bytes:
    """The table of factors, in UTF-8, that no spreadsheet runs; `read` gives the same back."""
    return _written(*table_of_factors(drawing, factor_titles(drawing))).encode("utf-8-sig")


def write_links(drawing: Drawing) -> bytes:
    """The table of links, whose ends are the ids of the factors."""
    return _written_links(drawing).encode("utf-8-sig")


def _written_links(drawing: Drawing) -> str:
    """Links that say the same as another get an id, as they would be taken for a slip without."""
    seen: set[tuple[str, str, str]] = set()
    links = []
    for nth, link in enumerate(drawing.links, 1):
        same = (link.source, link.target, link.polarity)
        links.append(replace(link, key=f"link-{nth}") if same in seen and not link.key else link)
        seen.add(same)
    return _written(*table_of_links(replace(drawing, links=links), link_titles(drawing)))


def write(drawing: Drawing) -> bytes:
    """Both tables in one file, two empty rows between them."""
    factors = _written(*table_of_factors(drawing, factor_titles(drawing)))
    links = _written_links(drawing)
    return f"{factors}\r\n\r\n{links}".encode("utf-8-sig")


def _text(value: Value | None) -> str:
    return "" if value is None else text_of(value)


def _written(header: Sequence[str], rows: Iterable[Sequence[Value | None]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(title) for title in header])
    writer.writerows([harmless(_text(cell)) for cell in row] for row in rows)
    return out.getvalue()
