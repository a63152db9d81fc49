"""GraphML 1.0, as yEd, Gephi, networkx and PRSM write it, too."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing
from systems.formats.named_values import OF_FACTORS, OF_LINKS, as_text, one_way, said_of, sorted_out, types_of
from systems.formats.pen import Pen, Unreadable, number_of, text_of
from systems.formats.sent import File
from systems.formats.xml_tree import Element, at_line, named, written

LABELS = {"nodegraphics": "NodeLabel", "edgegraphics": "EdgeLabel"}
"""Where yEd writes what things are called."""


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """The drawing of the first graph; graphs within nodes are flattened, what joins more than two nodes is left out."""
    root, pen = files[0].xml, Pen(files[0].name, make_missing=choices.make_missing)
    graph = root.first("graph")
    if root.tag != "graphml" or graph is None:
        raise Unreadable(_("It should be GraphML with one graph in it."))
    keys = {each.said.get("id", ""): each for each in root.every() if each.tag == "key"}
    directed = graph.said.get("edgedefault") != "undirected"
    words = _data(graph, keys, "graph")[0]
    pen.named(words.get("title") or words.get("name") or graph.said.get("id"), words.get("description"))
    if len(list(root.all("graph"))) > 1:
        pen.warning("", _("It holds several graphs; the first was read."))
    for element in graph.every():
        if element.tag == "node":
            _node(pen, element, keys)
        elif element.tag == "edge":
            _edge(pen, element, keys, directed)
        elif element.tag == "graph" and element is not graph:
            pen.once(_("Graphs within a node, which were flattened: %(n)s."))
        elif element.tag in ("hyperedge", "port"):
            pen.once(_("Hyperedges and ports, which were left out, as a link has two ends: %(n)s."))
    return pen.done()


def _data(element: Element, keys: dict[str, Element], of: str) -> tuple[dict[str, str], dict[str, str]]:
    """What is said of an element by name, with defaults, and the type of each."""
    said: dict[str, str] = {}
    types: dict[str, str] = {}
    for id, key in keys.items():
        default = key.first("default")
        if key.said.get("for", "all") in (of, "all") and default is not None and default.text:
            said[key.said.get("attr.name") or id] = default.text
            types[key.said.get("attr.name") or id] = key.said.get("attr.type", "string")
    for data in element.all("data"):
        about = keys.get(data.said.get("key", ""))
        name = (about.said.get("attr.name") if about else None) or data.said.get("key", "")
        if about is not None and (inner := LABELS.get(about.said.get("yfiles.type", ""))):
            labels = [each.text.strip() for each in data.every() if each.tag == inner and each.text.strip()]
            if labels:
                said.setdefault("label", labels[0])
            said |= _middle(data)
        elif not data.inside and data.text:
            said[name] = data.text
            types[name] = about.said.get("attr.type", "string") if about else "string"
    return said, types


def _middle(data: Element) -> dict[str, str]:
    """The middle of the box that yEd draws."""
    box = next((each.said for each in data.every() if each.tag == "Geometry"), {})
    corner, size = (
        [number_of(box.get(name)) for name in names] for names in (("x", "y"), ("width", "height"))
    )
    return {
        axis: text_of(at + (long or 0) / 2)
        for axis, at, long in zip("xy", corner, size, strict=True)
        if at is not None
    }


def _node(pen: Pen, element: Element, keys: dict[str, Element]) -> None:
    said, rest = sorted_out(*_data(element, keys, "node"), OF_FACTORS)
    own = _given_back(rest)
    id = element.said.get("id", "")
    label = said.pop("label", "")
    pen.factor(at_line(element), key=id, label=pen.called(label, id), attributes=own, **said)


def _edge(pen: Pen, element: Element, keys: dict[str, Element], directed: bool) -> None:
    said, rest = sorted_out(*_data(element, keys, "edge"), OF_LINKS)
    way = element.said.get("directed")
    one = directed if way is None else way in ("true", "1")
    said.setdefault("direction", "directed" if one else "undirected")
    said["key"] = element.said.get("id") or said.get("key", "")
    ends: dict[str, Any] = {"source": element.said.get("source"), "target": element.said.get("target")}
    pen.link(at_line(element), **ends, **said, extra=_given_back(rest))


def _given_back(rest: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("attributes."): value for name, value in rest.items()}


def write(drawing: Drawing) -> bytes:
    """One graph. Ids are ours; what a link or factor has no word for is not written."""
    of = {
        "node": [said_of(factor) for factor in drawing.factors.values()],
        "edge": [said_of(link) for link in drawing.links],
        "graph": [{"title": drawing.name, "description": drawing.description}],
    }
    ids: dict[tuple[str, str], str] = {}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ]
    for kind, things in of.items():
        for name, type in types_of(things).items():
            ids[kind, name] = f"d{len(ids)}"
            about = {"for": kind, "attr.name": name, "attr.type": type}
            lines.append(f"  <key{named(id=ids[kind, name], **about)}/>")
    lines.append(f"  <graph{named(id='G', edgedefault='directed' if one_way(drawing) else 'undirected')}>")
    lines += _said("graph", of["graph"][0], ids, "    ")
    for factor, said in zip(drawing.factors.values(), of["node"], strict=True):
        lines += [f"    <node{named(id=factor.key)}>", *_said("node", said, ids), "    </node>"]
    for link, said in zip(drawing.links, of["edge"], strict=True):
        said_by_name = named(id=link.key or None, source=link.source, target=link.target)
        lines += [f"    <edge{said_by_name}>", *_said("edge", said, ids), "    </edge>"]
    return "\n".join([*lines, "  </graph>", "</graphml>", ""]).encode()


def _said(
    kind: str, said: dict[str, Any], ids: dict[tuple[str, str], str], indent: str = "      "
) -> list[str]:
    return [
        f"{indent}<data{named(key=ids[kind, name])}>{written(as_text(value))}</data>"
        for name, value in said.items()
        if value != ""
    ]
