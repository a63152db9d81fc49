"""Maps as CSV: a table of factors and one of links, or one of links alone."""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from hls_platform.spreadsheets import harmless, original
from systems.formats.drawing import (
    MOST_BYTES,
    MOST_FACTORS,
    MOST_LINKS,
    Drawing,
    DrawnFactor,
    DrawnLink,
    Remark,
)

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
POLARITY_WORDS = {"+": "positive", "-": "negative", "": "unknown"}


class _Table:
    """One file: its rows as dictionaries under our own column names, what else it held, and its remarks."""

    def __init__(self, name: str, content: bytes, drawing: Drawing) -> None:
        self.name, self.drawing = name, drawing
        self.header: list[str] = []
        self.rows: list[tuple[int, list[str]]] = []
        if len(content) > MOST_BYTES:
            self.problem(0, _("The file is larger than 10 MB."))
            return
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
            self.warning(
                0, _("It is not in UTF-8, so it was read as Windows-1252: look at letters with accents.")
            )
        first = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=first.count)
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            for cells in reader:
                if not self.header:
                    self.header = [cell.strip().lower() for cell in cells]
                elif any(cell.strip() for cell in cells):
                    self.rows.append((len(self.rows) + 2, [original(cell.strip()) for cell in cells]))
                else:
                    self.rows.append((len(self.rows) + 2, []))
        except csv.Error as error:
            self.problem(len(self.rows) + 2, _("It cannot be read as CSV: %(why)s.") % {"why": error})
        if not self.header:
            self.problem(0, _("The file is empty."))

    def problem(self, row: int, said: str) -> None:
        self.drawing.problems.append(Remark(self.name, row, said))

    def warning(self, row: int, said: str) -> None:
        self.drawing.warnings.append(Remark(self.name, row, said))

    def holds_links(self) -> bool:
        return any(each in self.header for each in LINK_COLUMNS["source"]) and any(
            each in self.header for each in LINK_COLUMNS["target"]
        )

    def read(
        self, columns: dict[str, tuple[str, ...]]
    ) -> Iterable[tuple[int, dict[str, str], dict[str, str]]]:
        """Each row: its number, the cells we know by our name for them, and the rest by theirs."""
        place = {
            ours: next(self.header.index(each) for each in theirs if each in self.header)
            for ours, theirs in columns.items()
            if any(each in self.header for each in theirs)
        }
        known = set(place.values())
        for number, cells in self.rows:
            if not cells:
                continue
            if len(cells) > len(self.header):
                self.problem(number, _("It has more cells than the header has columns."))
                continue
            full = cells + [""] * (len(self.header) - len(cells))
            rest = {
                name: full[n] for n, name in enumerate(self.header) if n not in known and name and full[n]
            }
            yield number, {ours: full[n] for ours, n in place.items()}, rest


def read(files: Sequence[tuple[str, bytes]]) -> Drawing:
    """The drawing in one or two CSV files, given as (name, content) in any order.

    With a table of factors, links name them by id or by label. Without one, the links' ends are the factors.
    """
    drawing = Drawing()
    tables = [_Table(name, content, drawing) for name, content in files]
    of_links = [table for table in tables if table.holds_links()]
    of_factors = [table for table in tables if not table.holds_links() and table.header]
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


def _read_factors(table: _Table, drawing: Drawing) -> dict[str, str]:
    """Put the factors into `drawing`; returns the key of each by its id and by its label in lower case."""
    names: dict[str, str] = {}
    labels: dict[str, list[str]] = {}
    if not any(each in table.header for each in FACTOR_COLUMNS["label"]):
        table.problem(1, _("There is no column “label”."))
        return names
    for number, cells, rest in table.read(FACTOR_COLUMNS):
        label = cells["label"]
        key = cells.get("key") or label
        if not label:
            table.problem(number, _("The factor has no label."))
        elif len(label) > 300 or len(key) > 200:
            table.problem(number, _("The label is longer than 300 characters, or the id than 200."))
        elif key in drawing.factors:
            table.problem(number, _("Another factor has the id “%(key)s” already.") % {"key": key})
        else:
            x, y = _number(table, number, cells.get("x", "")), _number(table, number, cells.get("y", ""))
            drawing.factors[key] = DrawnFactor(
                key=key,
                label=label,
                description=_said(cells.get("description", "")),
                cluster=_said(cells.get("cluster", ""))[:160],
                x=x,
                y=y,
                extra=rest,
            )
            labels.setdefault(label.lower(), []).append(key)
    for label, keys in labels.items():
        if len(keys) == 1:
            names[label] = keys[0]
        else:
            table.warning(0, _("Several factors are called “%(label)s”.") % {"label": label})
    return names | {key: key for key in drawing.factors}


def _read_links(table: _Table, drawing: Drawing, names: dict[str, str] | None) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells, rest in table.read(LINK_COLUMNS):
        ends = [_end(table, number, cells[end], drawing, names) for end in ("source", "target")]
        polarity = POLARITIES.get(cells.get("polarity", "").lower())
        delay = cells.get("delay", "").lower()
        if polarity is None:
            table.problem(
                number, _("The polarity “%(said)s” is neither + nor -.") % {"said": cells["polarity"]}
            )
        if delay not in YES | NO:
            table.problem(number, _("The delay “%(said)s” is neither yes nor no.") % {"said": cells["delay"]})
        if None in ends or polarity is None:
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
                key=cells.get("key", "")[:200],
                polarity=polarity,
                strength=cells.get("strength", "")[:40],
                delay=delay in YES,
                confidence=cells.get("confidence", "")[:40],
                evidence=_said(cells.get("evidence", "")),
                extra=rest,
            )
        )


def _end(table: _Table, number: int, said: str, drawing: Drawing, names: dict[str, str] | None) -> str | None:
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
        table.problem(number, _("There is no factor “%(said)s”.") % {"said": said})
    return key


def _number(table: _Table, row: int, said: str) -> float | None:
    if not said:
        return None
    try:
        value = float(said)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        table.problem(row, _("“%(said)s” is not a number.") % {"said": said})
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
