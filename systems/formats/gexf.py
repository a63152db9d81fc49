"""GEXF 1.1, 1.2 and 1.3, as Gephi, networkx and PRSM write it; told apart by local names, as files name the wrong version."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing, DrawnFactor, own
from systems.formats.named_values import OF_FACTORS, OF_LINKS, as_text, one_way, said_of, sorted_out, types_of
from systems.formats.pen import Pen, Unreadable, number_of
from systems.formats.sent import File
from systems.formats.xml_tree import Element, at_line, named, written

LOOKS = ("color", "size", "shape", "thickness")
IN_TIME = {"spells", "spell", "slices", "slice"}


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """The drawing of the graph; nodes within nodes are flattened, times are left out, colours and sizes kept."""
    root, pen = files[0].xml, Pen(files[0].name, make_missing=choices.make_missing)
    graph = root.first("graph")
    if root.tag != "gexf" or graph is None:
        raise Unreadable(_("It should be GEXF with a graph in it."))
    meta = root.first("meta") or Element("", {}, 0)
    pen.named(graph.said.get("name") or meta.words("title"), meta.words("description"))
    columns: dict[str, dict[str, Element]] = {of: {} for of in ("node", "edge")}
    for several in graph.all("attributes"):
        if several.said.get("class") in columns:
            columns[several.said["class"]] |= {
                each.said.get("id", ""): each for each in several.all("attribute")
            }
    default = graph.said.get("defaultedgetype", "undirected").lower()
    timed = graph.said.get("mode") == "dynamic"
    for element in graph.every():
        timed = timed or element.tag in IN_TIME or "timestamp" in element.said
        if element.tag == "node":
            _node(pen, element, columns["node"])
        elif element.tag == "edge":
            _edge(pen, element, columns["edge"], default)
    if timed:
        pen.warning("", _("What it says of times was left out."))
    return pen.done()


def _data(element: Element, columns: dict[str, Element]) -> tuple[dict[str, str], dict[str, str]]:
    said: dict[str, str] = {}
    types: dict[str, str] = {}
    for id, column in columns.items():
        default = column.first("default")
        if default is not None and default.text.strip():
            said[column.said.get("title") or id] = default.text
    for value in (element.first("attvalues") or Element("", {}, 0)).all("attvalue"):
        id = value.said.get("for") or value.said.get("id", "")
        about = columns.get(id)
        said[(about.said.get("title") if about else None) or id] = value.said.get("value", "")
    for id, column in columns.items():
        types[column.said.get("title") or id] = column.said.get("type", "string").lower()
    return {name: value for name, value in said.items() if value != ""}, types


def _node(pen: Pen, element: Element, columns: dict[str, Element]) -> None:
    said, rest = sorted_out(
        *_data(element, columns), {name: ours for name, ours in OF_FACTORS.items() if ours != "label"}
    )
    id, label = element.said.get("id", ""), element.said.get("label", "")
    place = element.first("position")
    if place is not None:
        said |= {axis: place.said[axis] for axis in ("x", "y") if number_of(place.said.get(axis)) is not None}
    looks = {each.tag: dict(each.said) for each in element.all(*LOOKS)}
    if "pid" in element.said or element.first("nodes") is not None:
        pen.once(_("Nodes that stand within or hold others, which were flattened: %(n)s."))
    kept = looks | ({"pid": element.said["pid"]} if "pid" in element.said else {})
    own = {name.removeprefix("attributes."): value for name, value in rest.items()}
    pen.factor(at_line(element), key=id, label=pen.called(label, id), attributes=own, extra={"gexf": kept} if kept else {}, **said)  # fmt: skip


def _edge(pen: Pen, element: Element, columns: dict[str, Element], default: str) -> None:
    said, rest = sorted_out(*_data(element, columns), OF_LINKS)
    written_as = element.said.get("type", "").lower() or default
    direction = written_as if written_as in ("directed", "undirected", "mutual") else "undirected"
    said.setdefault("direction", direction)
    for name, field in (("label", "label"), ("weight", "strength"), ("kind", "kind"), ("id", "key")):
        if element.said.get(name):
            said[field] = element.said[name]
    looks = {each.tag: dict(each.said) for each in element.all(*LOOKS)}
    kept = {name.removeprefix("attributes."): value for name, value in rest.items()} | (
        {"gexf": looks} if looks else {}
    )
    ends: dict[str, Any] = {"source": element.said.get("source"), "target": element.said.get("target")}
    pen.link(at_line(element), **ends, **said, extra=kept)


def write(drawing: Drawing) -> bytes:
    """GEXF 1.3. A place on the map stands both as viz:position and, exactly, as attributes."""
    nodes = [said_of(factor) for factor in drawing.factors.values()]
    edges = [said_of(link) for link in drawing.links]
    for said in nodes:
        said.pop("label", None)
    weights = [
        said.pop("weight", None) if number_of(said.get("weight")) is not None else None for said in edges
    ]
    labels = [said.pop("label", None) for said in edges]
    ids: dict[tuple[str, str], str] = {}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
        f'  <meta lastmodifieddate="{timezone.localdate():%Y-%m-%d}">',
        f"    <description>{written(drawing.description)}</description>",
        "  </meta>",
        f"  <graph{named(defaultedgetype='directed' if one_way(drawing) else 'undirected', mode='static', idtype='string', name=drawing.name or None)}>",
    ]
    for kind, things in (("node", nodes), ("edge", edges)):
        lines.append(f'    <attributes class="{kind}" mode="static">')
        taken: set[str] = set()
        for name, type in types_of(things).items():
            title = name if name.lower() not in taken else f"{name} ({len(ids)})"
            taken.add(title.lower())
            ids[kind, name] = str(len(ids))
            lines.append(f"      <attribute{named(id=ids[kind, name], title=title, type=type)}/>")
        lines.append("    </attributes>")
    lines.append(f'    <nodes count="{len(nodes)}">')
    for factor, said in zip(drawing.factors.values(), nodes, strict=True):
        lines += [f"      <node{named(id=factor.key, label=factor.label)}>", *_said("node", said, ids), *_looks(factor), "      </node>"]  # fmt: skip
    lines += ["    </nodes>", f'    <edges count="{len(edges)}">']
    for link, said, weight, label in zip(drawing.links, edges, weights, labels, strict=True):
        about = named(id=link.key or None, source=link.source, target=link.target, weight=weight, label=label)
        lines += [f"      <edge{about}>", *_said("edge", said, ids), "      </edge>"]
    return "\n".join([*lines, "    </edges>", "  </graph>", "</gexf>", ""]).encode()


def _said(kind: str, said: dict[str, Any], ids: dict[tuple[str, str], str]) -> list[str]:
    values = [
        f"          <attvalue{named(for_=ids[kind, name], value=as_text(value))}/>"
        for name, value in said.items()
    ]
    return ["        <attvalues>", *values, "        </attvalues>"] if values else []


def _looks(factor: DrawnFactor) -> list[str]:
    kept = own(factor.extra, "gexf")
    looks = [
        f"        <viz:{tag}{named(**kept[tag])}/>"
        for tag in ("color", "size", "shape")
        if _is_look(kept.get(tag))
    ]
    if factor.x is not None and factor.y is not None:
        looks.insert(len(looks[:1]) if "color" in kept else 0, f"        <viz:position{named(x=factor.x, y=factor.y, z=0)}/>")  # fmt: skip
    return looks


LOOK = {
    "r": r"\d{1,3}",
    "g": r"\d{1,3}",
    "b": r"\d{1,3}",
    "a": r"[\d.]{1,9}",
    "hex": r"#?[0-9a-fA-F]{6}",
    "value": r"[\w.-]{1,40}",
}
WHOLE = ({"r", "g", "b"}, {"hex"}, {"value"})


def _is_look(said: Any) -> bool:
    """Whether a colour, size or shape that was kept can be given back as one."""
    return (
        isinstance(said, dict)
        and any(names <= said.keys() for names in WHOLE)
        and all(
            name in LOOK and isinstance(value, str) and re.fullmatch(LOOK[name], value, re.ASCII)
            for name, value in said.items()
        )
    )
