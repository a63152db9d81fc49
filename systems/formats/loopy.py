"""LOOPY, version 1: a list of nodes, edges and labels, in a file or as the address of a shared model."""

import json
import urllib.parse
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing, as_list, own
from systems.formats.pen import Pen, Unreadable, number_of, storable, text_of
from systems.formats.sent import File, json_of

ADDRESS = "https://ncase.me/loopy/v1.1/?data="
HUES = 6


def content_of(file: File) -> Any:
    """The list, out of the file or out of the address (nothing is fetched from it)."""
    text = file.text.strip()
    if not text.startswith(("http://", "https://")):
        return file.json
    try:
        query = urllib.parse.urlsplit(text.split()[0]).query
        sent = urllib.parse.parse_qs(query, max_num_fields=20).get("data", [""])[0]
    except ValueError as error:
        raise Unreadable(_("It is no address that could be read.")) from error
    return json_of(sent)


def looks_so(said: Any) -> bool:
    """Whether a parsed JSON is a LOOPY model."""
    return isinstance(said, list) and len(said) >= 2 and all(isinstance(each, list) for each in said[:2])


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """The drawing in a model: strength is the sign, hue and starting amount are kept."""
    said, pen = content_of(files[0]), Pen(files[0].name, make_missing=choices.make_missing)
    if isinstance(said, dict):
        raise Unreadable(_("It is a model of LOOPY version 2, which cannot be read: save it from version 1."))
    if not looks_so(said):
        raise Unreadable(_("It should be a list of nodes, edges and labels."))
    for nth, node in enumerate(said[0], 1):
        at = f"nodes {nth}"
        if not isinstance(node, list) or len(node) < 5:
            pen.problem(at, _("A node is a list of its number, place, amount and label."))
            continue
        kept = {"init": node[3], "hue": node[5] if len(node) > 5 else 0}
        label = _words(node[4]) if isinstance(node[4], str) else ""
        pen.factor(at, key=node[0], label=label or "?", x=node[1], y=node[2], extra={"loopy": kept})
    for nth, edge in enumerate(said[1], 1):
        at = f"edges {nth}"
        if not isinstance(edge, list) or len(edge) < 4 or number_of(edge[3]) is None:
            pen.problem(at, _("An edge is a list of where it begins and ends, its bow and its strength."))
            continue
        strength = number_of(edge[3]) or 0
        sign = "+" if strength > 0 else "-" if strength < 0 else ""
        kept = {
            "arc": edge[2],
            **({"rotation": edge[4]} if len(edge) > 4 else {}),
            **({"strength": strength} if abs(strength) != 1 else {}),
        }
        pen.link(at, source=edge[0], target=edge[1], polarity=sign, extra={"loopy": kept})
    labels = said[2] if len(said) > 2 and isinstance(said[2], list) else []
    words = [
        [label[0], label[1], _words(label[2])]
        for label in labels
        if isinstance(label, list) and len(label) > 2 and isinstance(label[2], str)
    ]
    if not storable(words):
        raise Unreadable(_("It holds a control character, or a number that is none."))
    pen.drawing.extra = {"loopy": {"labels": words}}
    return pen.done()


def _words(said: str) -> str:
    """Labels are percent-encoded within the file."""
    return urllib.parse.unquote(said, errors="replace")


def write(drawing: Drawing) -> bytes:
    """The file of a model; factors without a place stand in a circle's rows, so that LOOPY can draw them."""
    numbers = {key: nth for nth, key in enumerate(drawing.factors, 1)}
    nodes = []
    for nth, factor in enumerate(drawing.factors.values()):
        kept = own(factor.extra, "loopy")
        place = (
            (factor.x, factor.y)
            if None not in (factor.x, factor.y)
            else (150 + nth % 10 * 160, 150 + nth // 10 * 160)
        )
        nodes.append([numbers[factor.key], *(round(number_of(each) or 0) for each in place), kept.get("init", 0.5), _quoted(factor.label), kept.get("hue", nth % HUES)])  # fmt: skip
    edges = []
    for link in drawing.links:
        kept = own(link.extra, "loopy")
        sign = {"+": 1, "-": -1}.get(link.polarity, 1)
        edges.append([numbers[link.source], numbers[link.target], kept.get("arc", 100), kept.get("strength", sign) if (number_of(kept.get("strength")) or 0) * sign > 0 else sign, kept.get("rotation", 0)])  # fmt: skip
    labels = [
        [label[0], label[1], _quoted(text_of(label[2]))]
        for label in as_list(own(drawing.extra, "loopy").get("labels"))
        if isinstance(label, list) and len(label) == 3
    ]
    return json.dumps([nodes, edges, labels, len(nodes)], separators=(",", ":")).encode()


def write_address(drawing: Drawing) -> bytes:
    """The address under which LOOPY shows the model; the whole of it stands in the address."""
    return (ADDRESS + urllib.parse.quote(write(drawing).decode(), safe="")).encode()


def _quoted(words: str) -> str:
    return urllib.parse.quote(words, safe="!'()*~", encoding="utf-8", errors="replace")
