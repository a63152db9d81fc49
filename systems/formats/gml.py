"""GML, the graph modelling language: names, numbers, texts and lists in square brackets."""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing
from systems.formats.named_values import OF_FACTORS, OF_LINKS, as_text, one_way, said_of, sorted_out
from systems.formats.pen import Pen, Unreadable, text_of
from systems.formats.sent import DEEPEST, File

TOKEN = re.compile(r'"([^"]*)"|([\[\]])|(#[^\n]*)|([^\s\[\]"]+)')
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*", re.ASCII)
PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
MOST_TOKENS = 1_000_000
Pairs = list[tuple[str, Any]]


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """The drawing in the first graph. Texts hold signs as HTML names them (`&quot;`), as GML has it."""
    pen = Pen(files[0].name, make_missing=choices.make_missing)
    graph = next(
        (
            value
            for name, value in _list(_tokens(files[0].text))
            if name == "graph" and isinstance(value, list)
        ),
        None,
    )
    if graph is None:
        raise Unreadable(_("There is no graph in it."))
    said = {name: value for name, value in graph if not isinstance(value, list)}
    pen.named(
        said.get("label") or said.get("name") or said.get("title"),
        said.get("comment") or said.get("description"),
    )
    for nth, node in enumerate(
        (value for name, value in graph if name == "node" and isinstance(value, list)), 1
    ):
        words, types = _flat(node)
        id = words.pop("id", "")
        fields, rest = sorted_out(words, types, OF_FACTORS)
        for name, value in node:
            if name == "graphics" and isinstance(value, list):
                fields |= {
                    axis: number for axis, number in value if axis in ("x", "y") and axis not in fields
                }
            elif name == "LabelGraphics" and isinstance(value, list):  # of yEd
                fields.setdefault("label", text_of(dict(value).get("text")))
        label = fields.pop("label", "")
        pen.factor(f"node {nth}", key=id, label=pen.called(label, id), attributes=rest, **fields)
    for nth, edge in enumerate(
        (value for name, value in graph if name == "edge" and isinstance(value, list)), 1
    ):
        words, types = _flat(edge)
        ends = {"source": words.pop("source", ""), "target": words.pop("target", "")}
        fields, rest = sorted_out(words, types, OF_LINKS)
        fields.setdefault("direction", "directed" if said.get("directed") == 1 else "undirected")
        pen.link(f"edge {nth}", **ends, **fields, extra=rest)
    return pen.done()


def _flat(pairs: Pairs) -> tuple[dict[str, str], dict[str, str]]:
    words = {name: text_of(value) for name, value in pairs if not isinstance(value, list)}
    types = {
        name: "double" if isinstance(value, float) else "long" if isinstance(value, int) else "string"
        for name, value in pairs
    }
    return words, types


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Each token as its kind and itself."""
    for number, match in enumerate(TOKEN.finditer(text)):
        if number > MOST_TOKENS:
            raise Unreadable(_("It has more than %(n)s words.") % {"n": MOST_TOKENS})
        if match[1] is not None:
            yield "text", html.unescape(match[1])
        elif match[2]:
            yield match[2], match[2]
        elif match[4]:
            yield "word", match[4]


def _list(tokens: Iterator[tuple[str, str]]) -> Pairs:
    """The pairs of names and values to the end; lists in lists without recursion."""
    whole: Pairs = []
    way = [whole]
    name = ""
    for kind, said in tokens:
        if not name:
            if kind == "]" and len(way) > 1:
                way.pop()
            elif kind == "word" and NAME.fullmatch(said):
                name = said
            else:
                raise Unreadable(
                    _("It is no GML: “%(said)s” stands where a name should.") % {"said": said[:40]}
                )
        elif kind == "[":
            if len(way) > DEEPEST:
                raise Unreadable(_("It is nested more than %(n)s deep.") % {"n": DEEPEST})
            inner: Pairs = []
            way[-1].append((name, inner))
            way.append(inner)
            name = ""
        elif kind == "]":
            raise Unreadable(_("It is no GML: “%(said)s” has no value.") % {"said": name[:40]})
        else:
            way[-1].append((name, said if kind == "text" else _number(said)))
            name = ""
    if len(way) > 1 or name:
        raise Unreadable(_("It ends too early."))
    return whole


def _number(said: str) -> Any:
    if len(said) > 60:
        return said
    try:
        value = float(said)
    except ValueError:
        return said
    return int(value) if value.is_integer() and abs(value) < 2**53 and not set(said) & set(".eE") else value


def write(drawing: Drawing) -> bytes:
    """One graph, its ids the factors' places in the list: GML knows no ids of words. Names that GML cannot write are left out."""
    numbers = {key: nth for nth, key in enumerate(drawing.factors)}
    lines = ["graph [", f"  directed {int(one_way(drawing))}"]
    if drawing.name:
        lines.append(f"  label {_text(drawing.name)}")
    for key, factor in drawing.factors.items():
        lines += ["  node [", f"    id {numbers[key]}", *_said(said_of(factor)), "  ]"]
    for link in drawing.links:
        ends = [f"    source {numbers[link.source]}", f"    target {numbers[link.target]}"]
        lines += ["  edge [", *ends, *_said(said_of(link)), "  ]"]
    return "\n".join([*lines, "]", ""]).encode()


def _said(said: dict[str, Any]) -> list[str]:
    return [
        f"    {name} {as_text(value) if _is_number(value) else _text(as_text(value))}"
        for name, value in said.items()
        if PLAIN_NAME.fullmatch(name) and name != "id"
    ]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(words: str) -> str:
    escaped = words.replace("&", "&amp;").replace('"', "&quot;")
    return '"' + "".join(sign if " " <= sign <= "~" else f"&#{ord(sign)};" for sign in escaped) + '"'
