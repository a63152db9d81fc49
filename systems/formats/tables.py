"""Maps as CSV: a table of factors and one of links, or one of links alone."""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from hls_platform.spreadsheets import harmless
from systems.formats.csv_file import CsvFile
from systems.formats.drawing import MOST_FACTORS, MOST_LINKS, Drawing, DrawnFactor, DrawnLink, Remark

FACTOR_COLUMNS = {
    "key": ("id", "key", "identifier"),
    "label": ("label", "name", "factor", "element", "title"),
    "description": ("description", "definition", "notes", "note"),
    "cluster": ("cluster", "atlas_cluster", "group", "theme", "category"),
    "x": ("x",),
    "y": ("y",),
}
LINK_COLUMNS = {
    "key": ("id", "key", "identifier"),
    "source": ("from", "source", "cause", "start"),
    "target": ("to", "target", "effect", "end"),
    "polarity": ("polarity", "sign", "type"),
    "strength": ("strength", "weight"),
    "delay": ("delay", "delayed"),
    "confidence": ("confidence",),
    "evidence": ("evidence", "description", "notes", "note"),
}
POLARITIES = {
    **dict.fromkeys(("+", "1", "+1", "positive", "pos", "same", "s", "more"), "+"),
    **dict.fromkeys(("-", "−", "–", "-1", "negative", "neg", "opposite", "o", "less"), "-"),
    **dict.fromkeys(("", "?", "0", "unknown", "not known"), ""),
}
YES = {"1", "yes", "y", "true", "x", "delay", "delayed"}
NO = {"", "0", "no", "n", "false", "none"}
SEVERAL = "\0"
"""Stands where a key would, for a label that more than one factor has. No key holds this character."""
POLARITY_WORDS = {"+": "positive", "-": "negative", "": "unknown"}


def read(files: Sequence[tuple[str, bytes]]) -> Drawing:
    """The drawing in one or two CSV files, given as (name, content) in any order.

    With a table of factors, links name them by id or by label. Without one, the links' ends are the factors.
    """
    drawing = Drawing()
    tables = [CsvFile(name, content, drawing) for name, content in files]
    of_links = [table for table in tables if _holds_links(table)]
    of_factors = [table for table in tables if not _holds_links(table)]
    if drawing.problems:
        return drawing
    if len(of_links) != 1 or len(of_factors) > 1:
        name = files[0][0] if files else "CSV"
        said = _(
            "One file needs a column “from” and one “to”; a second may list the factors with “id” and “label”."
        )
        drawing.problems.append(Remark(name, 0, said))
        return drawing
    names = _read_factors(of_factors[0], drawing) if of_factors else None
    _read_links(of_links[0], drawing, names)
    if len(drawing.factors) > MOST_FACTORS or len(drawing.links) > MOST_LINKS:
        said = _("A map holds at most %(factors)s factors and %(links)s links.")
        drawing.problems.append(
            Remark(of_links[0].name, 0, said % {"factors": MOST_FACTORS, "links": MOST_LINKS})
        )
    return drawing


def _holds_links(table: CsvFile) -> bool:
    return table.has(LINK_COLUMNS["source"]) and table.has(LINK_COLUMNS["target"])


def _read_factors(table: CsvFile, drawing: Drawing) -> dict[str, str]:
    """Put the factors into `drawing`; returns the key of each by its id and by its label in lower case."""
    names: dict[str, str] = {}
    labels: dict[str, list[str]] = {}
    if not table.has(FACTOR_COLUMNS["label"]):
        table.problem(1, _("There is no column “label”."))
        return names
    for number, cells, rest in table.read(FACTOR_COLUMNS):
        label = cells["label"]
        key = cells.get("key") or label
        if not label:
            table.problem(number, _("The factor has no label."))
        elif _too_long(
            table,
            number,
            {"label": (label, 300), "id": (key, 200), "cluster": (cells.get("cluster", ""), 160)},
        ):
            continue
        elif key in drawing.factors:
            table.problem(number, _("Another factor has the id “%(key)s” already.") % {"key": key[:80]})
        else:
            x, y = _number(table, number, cells.get("x", "")), _number(table, number, cells.get("y", ""))
            drawing.factors[key] = DrawnFactor(
                key=key,
                label=label,
                description=_said(cells.get("description", "")),
                cluster=_said(cells.get("cluster", "")),
                x=x,
                y=y,
                extra=rest,
            )
            labels.setdefault(label.lower(), []).append(key)
    for label, keys in labels.items():
        names[label] = keys[0] if len(keys) == 1 else SEVERAL
        if len(keys) > 1:
            table.warning(0, _("Several factors are called “%(label)s”.") % {"label": label})
    return names | {key: key for key in drawing.factors}


def _read_links(table: CsvFile, drawing: Drawing, names: dict[str, str] | None) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells, rest in table.read(LINK_COLUMNS):
        ends = [_end(table, number, cells[end], drawing, names) for end in ("source", "target")]
        polarity = POLARITIES.get(cells.get("polarity", "").lower())
        delay = cells.get("delay", "").lower()
        if polarity is None:
            table.problem(
                number, _("The polarity “%(said)s” is neither + nor -.") % {"said": cells["polarity"][:80]}
            )
        if delay not in YES | NO:
            table.problem(
                number, _("The delay “%(said)s” is neither yes nor no.") % {"said": cells["delay"][:80]}
            )
        short = {"id": 200, "strength": 40, "confidence": 40}
        ours = {"id": "key"}
        lengths = {name: (cells.get(ours.get(name, name), ""), most) for name, most in short.items()}
        if _too_long(table, number, lengths) or None in ends or polarity is None:
            continue
        source, target = str(ends[0]), str(ends[1])
        first = seen.setdefault((source, target, polarity), number)
        if first != number:
            table.problem(number, _("It says the same as row %(first)s.") % {"first": first})
            continue
        if source == target:
            table.warning(number, _("The link leads from a factor to itself."))
        drawing.links.append(
            DrawnLink(
                source=source,
                target=target,
                key=cells.get("key", ""),
                polarity=polarity,
                strength=cells.get("strength", ""),
                delay=delay in YES,
                confidence=cells.get("confidence", ""),
                evidence=_said(cells.get("evidence", "")),
                extra=rest,
            )
        )


def _end(
    table: CsvFile, number: int, said: str, drawing: Drawing, names: dict[str, str] | None
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
    if key is None:
        table.problem(number, _("There is no factor “%(said)s”.") % {"said": said[:80]})
    elif key == SEVERAL:
        table.problem(
            number, _("Several factors are called “%(said)s”: name it by its id.") % {"said": said[:80]}
        )
        return None
    return key


def _too_long(table: CsvFile, number: int, lengths: dict[str, tuple[str, int]]) -> bool:
    """Whether a cell is longer than what is kept of it, with a problem for each; `lengths` is (cell, most) by name."""
    wrong = [(name, most) for name, (cell, most) in lengths.items() if len(cell) > most]
    for name, most in wrong:
        table.problem(number, _("The %(name)s is longer than %(n)s characters.") % {"name": name, "n": most})
    return bool(wrong)


def _number(table: CsvFile, row: int, said: str) -> float | None:
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


def _said(text: str) -> str:
    """A cell that only holds a dash says nothing."""
    return "" if text in {"—", "–", "-"} else text


def write_factors(drawing: Drawing) -> bytes:
    """The table of factors, in UTF-8, that no spreadsheet runs; `read` gives the same back."""
    rows = [
        (factor.key, factor.label, factor.cluster, _plain(factor.x), _plain(factor.y), factor.description)
        for factor in drawing.factors.values()
    ]
    return _written(("id", "label", "cluster", "x", "y", "description"), rows)


def write_links(drawing: Drawing) -> bytes:
    """The table of links, whose ends are the ids of the factors."""
    rows = [
        (
            link.key,
            link.source,
            link.target,
            POLARITY_WORDS[link.polarity],
            link.strength,
            "yes" if link.delay else "no",
            link.confidence,
            link.evidence,
        )
        for link in drawing.links
    ]
    header = ("id", "from", "to", "polarity", "strength", "delay", "confidence", "evidence")
    return _written(header, rows)


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"


def _written(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
