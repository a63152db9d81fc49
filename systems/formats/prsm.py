"""PRSM's own file: JSON, plain or packed by lz-string; also what its API answers, and what Gephi's JSON looks like there.

What its drawing looks like (fonts, colours, history) is kept under extra["prsm"] and given back; the room is a secret that
opens the live map, and is dropped.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink, own, plain
from systems.formats.lz_string import compressed
from systems.formats.pen import Pen, Unreadable, beside, entries, joined, spelt_sign, storable, text_of
from systems.formats.sent import File

NODE = ("id", "label", "x", "y", "grp", "group", "note", "title")
EDGE = ("id", "from", "to", "source", "target", "label", "grp", "group", "note", "title", "polarity")
OURS = {"cluster": "Cluster", "tags": "Tags"}
"""What PRSM has no word for, by the name of the attribute that it is written as."""
DELETED = "*deleted*"
"""The title of an attribute that was taken off the map."""
DROPPED = ("room", "saved", "nodes", "edges", "mapTitle", "attributeTitles")


def content_of(file: File) -> Any:
    """The parsed JSON, unpacked where it is packed."""
    return file.json if file.text.lstrip().startswith("{") else file.packed_json


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """The drawing in a PRSM file. A style's name is a factor's or link's kind; clusters drawn as one factor are left out."""
    said, pen = content_of(files[0]), Pen(files[0].name, make_missing=choices.make_missing)
    if not isinstance(said, dict):
        raise Unreadable(_("It should be an object with names and values."))
    pen.named(said.get("mapTitle"), _words(said.get("description")))
    styles = said.get("styles") or said.get("samples") or {}
    kinds = {of: _labels(styles.get(of) if isinstance(styles, dict) else None) for of in ("nodes", "edges")}
    titles = _titles(said.get("attributeTitles"))
    left_out: set[str] = set()
    for at, node in entries(said.get("nodes"), "nodes"):
        if not node:
            continue
        if node.get("isCluster"):
            left_out.add(text_of(node.get("id")))
            pen.once(
                _("Clusters drawn as one factor, which were left out (what is in them is there): %(n)s.")
            )
            continue
        attributes = {text_of(title): node[name] for name, title in titles.items() if title and node.get(name) not in (None, "", "undefined")}  # fmt: skip
        ours = {name: attributes.pop(title, None) for name, title in OURS.items()}
        pen.factor(
            at,
            key=node.get("id"),
            **ours,
            label=pen.called(node.get("label"), node.get("id")),
            kind=_kind(node, kinds["nodes"]),
            description=_words(node.get("note") or node.get("title")),
            x=node.get("x"),
            y=node.get("y"),
            pinned=isinstance(node.get("fixed"), bool) and node["fixed"],
            attributes={name: value if isinstance(value, str | int | float | bool) else text_of(value) for name, value in attributes.items()},
            extra=_kept(node, (*NODE, *titles), grp=_group(node)),
        )  # fmt: skip
    for at, edge in entries(said.get("edges"), "edges"):
        if not edge:
            continue
        source, target = (edge.get(name) if edge.get(name) is not None else edge.get(other) for name, other in (("from", "source"), ("to", "target")))  # fmt: skip
        if {text_of(source), text_of(target)} & left_out:
            continue
        kind = _kind(edge, kinds["edges"])
        polarity = edge.get("polarity") if edge.get("polarity") in ("+", "-") else ""
        pen.link(
            at,
            key=edge.get("id"),
            source=source,
            target=target,
            label=_no_placeholder(edge.get("label")),
            kind=kind,
            description=_words(edge.get("note") or edge.get("title")),
            polarity=polarity or spelt_sign(kind) or spelt_sign(text_of(edge.get("label"))),
            extra=_kept(edge, EDGE, grp=_group(edge)),
        )
    kept = beside(said, DROPPED)
    if not storable(kept):
        raise Unreadable(_("It holds a control character, or a number that is none."))
    pen.drawing.extra = {"prsm": kept | {"attributeTitles": titles}}
    return pen.done()


def _titles(said: Any) -> dict[str, str]:
    """The titles of attributes by the names that nodes have them under."""
    return (
        {name: title for name, title in said.items() if isinstance(title, str) and title != DELETED}
        if isinstance(said, dict)
        else {}
    )


def _labels(styles: Any) -> dict[str, str]:
    """The name of each style by its group, where it is more than PRSM's placeholder."""
    if not isinstance(styles, dict):
        return {}
    return {
        group: joined(text_of(style.get("groupLabel")))[:120]
        for group, style in styles.items()
        if isinstance(style, dict) and text_of(style.get("groupLabel")) not in ("", "Sample")
    }


def _group(thing: dict[str, Any]) -> str:
    return text_of(thing.get("grp") or thing.get("group"))


def _kind(thing: dict[str, Any], kinds: dict[str, str]) -> str:
    """The name of its style; a style without a name that is not the first is told by its group, so that it can be told apart."""
    group = _group(thing)
    return kinds.get(group) or ("" if group in ("", "group0", "edge0", "base", "cluster") else group[:120])


def _no_placeholder(said: Any) -> str:
    return "" if said == "undefined" else text_of(said).strip()


def _words(said: Any) -> str:
    """The text of a note: plain, or pieces that the editor Quill keeps, or the same in an object."""
    if isinstance(said, str):
        return "" if said == "undefined" else said.strip()
    if isinstance(said, dict):
        if isinstance(said.get("text"), str):
            return str(said["text"]).strip()
        pieces = said.get("ops")
        if isinstance(pieces, list):
            found = (each.get("insert") for each in pieces if isinstance(each, dict))
            return "".join(each for each in found if isinstance(each, str)).strip()
    return ""


def _kept(thing: dict[str, Any], known: Sequence[str], **more: Any) -> dict[str, Any]:
    kept = beside(thing, known) | {name: value for name, value in more.items() if value}
    for name in ("note", "title"):
        if isinstance(thing.get(name), dict):
            kept[name] = thing[name]
    return {"prsm": kept} if kept else {}


def write(drawing: Drawing) -> bytes:
    """A file that PRSM opens: kinds as styles with their names, signs as links' labels where they have none."""
    kept = own(drawing.extra, "prsm")
    titles = _titles(kept.pop("attributeTitles", None))
    for name in dict.fromkeys(name for factor in drawing.factors.values() for name in _values(factor)):
        if name not in titles.values():
            titles[f"att{len(titles) + 1}"] = name
    styles = kept.pop("styles", None) or kept.pop("samples", None)
    styles = (
        {of: dict(said) for of, said in styles.items() if isinstance(said, dict)}
        if isinstance(styles, dict)
        else {}
    )
    groups = {
        of: _groups(styles.setdefault(of, {}), dict.fromkeys(each.kind for each in things), stem)
        for of, stem, things in (
            ("nodes", "group", drawing.factors.values()),
            ("edges", "edge", drawing.links),
        )
    }
    said = {
        "version": "2.0",
        "lastNodeSample": "group0",
        "lastLinkSample": "edge0",
        "buttons": {},
        "underlay": [],
        "history": [],
        **kept,
        "mapTitle": drawing.name or "Untitled map",
        "attributeTitles": titles,
        "styles": styles,
        "nodes": [_node(factor, groups["nodes"], titles) for factor in drawing.factors.values()],
        "edges": [_edge(nth, link, groups["edges"]) for nth, link in enumerate(drawing.links)],
    }
    if drawing.description and "description" not in said:
        said["description"] = {"text": drawing.description}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def write_packed(drawing: Drawing) -> bytes:
    """The same, packed as PRSM packs it."""
    return compressed(json.dumps(json.loads(write(drawing)), ensure_ascii=False)).encode()


def _groups(styles: dict[str, Any], kinds: dict[str, None], stem: str) -> dict[str, str]:
    """The group of each kind; styles without one of that name are added."""
    groups = {name: group for group, name in _labels(styles).items()}
    for kind in kinds:
        if kind and kind not in groups and kind not in styles:
            number = next(n for n in range(1, len(styles) + 2) if f"{stem}{n}" not in styles)
            groups[kind] = f"{stem}{number}"
            styles[groups[kind]] = {"groupLabel": kind}
    return groups


def _values(factor: DrawnFactor) -> dict[str, Any]:
    ours = {OURS["cluster"]: factor.cluster, OURS["tags"]: "|".join(factor.tags)}
    return {
        name: value for name, value in (ours | plain(factor.extra) | factor.attributes).items() if value != ""
    }


def _place(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _node(factor: DrawnFactor, groups: dict[str, str], titles: dict[str, str]) -> dict[str, Any]:
    kept = own(factor.extra, "prsm")
    said = {**kept, "id": factor.key, "label": factor.label, "grp": groups.get(factor.kind) or factor.kind or kept.get("grp", "group0")}  # fmt: skip
    if factor.x is not None and factor.y is not None:
        said |= {"x": _place(factor.x), "y": _place(factor.y)}
    if factor.description and _words(kept.get("note")) != factor.description:
        said["note"] = {"ops": [{"insert": factor.description + "\n"}]}
    values = _values(factor)
    return said | {name: values[title] for name, title in titles.items() if title in values}


def _edge(nth: int, link: DrawnLink, groups: dict[str, str]) -> dict[str, Any]:
    kept = own(link.extra, "prsm")
    said = {"arrows": "to", **kept, "id": link.key or f"link-{nth + 1}", "from": link.source, "to": link.target, "grp": groups.get(link.kind) or link.kind or kept.get("grp", "edge0")}  # fmt: skip
    if link.label or (link.polarity and not spelt_sign(link.kind)):
        said["label"] = link.label or link.polarity
    if link.polarity:
        said["polarity"] = link.polarity
    words = link.description or link.evidence
    if words and _words(kept.get("note")) != words:
        said["note"] = {"ops": [{"insert": words + "\n"}]}
    return said
