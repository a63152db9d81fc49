"""Our own format, which loses nothing. Its schema is hls-map-2.schema.json beside this file; docs/map-format.md tells it in words."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from django.utils.translation import gettext as _

from systems.formats import loops_actors_views
from systems.formats.choices import AS_FOUND, Choices
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink
from systems.formats.pen import LINK_LENGTHS, Pen, Unreadable, beside, entries, storable
from systems.formats.sent import File

VERSIONS = ("hls-map/1", "hls-map/2")
OF_FACTORS = {each.name for each in fields(DrawnFactor)}
OF_LINKS = {each.name for each in fields(DrawnLink)}


def read(files: Sequence[File], choices: Choices = AS_FOUND) -> Drawing:
    """The drawing that `write` wrote, in this version of the format or the one before it."""
    said, pen = files[0].json, Pen(files[0].name)
    if not isinstance(said, dict) or said.get("format") not in VERSIONS:
        raise Unreadable(_("It is not in our own format of this version or an earlier one."))
    pen.named(said.get("name"), said.get("description"))
    for name in ("look", "extra"):
        value = said.get(name) or {}
        if not isinstance(value, dict) or not storable(value):
            raise Unreadable(_("It should be an object with names and values."), name)
        setattr(pen.drawing, name, value)
    for at, factor in entries(said.get("factors"), "factors"):
        own = _own(pen, at, factor)
        pen.factor(at, **{name: factor.get(name) for name in OF_FACTORS - {"extra"}}, extra=own | beside(factor, OF_FACTORS))  # fmt: skip
    for at, link in entries(said.get("links"), "links"):
        if link.get("polarity") not in ("+", "-", "", None):
            pen.problem(at, _("The direction of a link is +, - or not known yet."))
        elif link.get("direction") not in ("directed", "undirected", "mutual", None):
            pen.problem(at, _("The direction “%(said)s” is neither directed, undirected nor mutual.") % {"said": str(link["direction"])[:80]})  # fmt: skip
        else:
            words: dict[str, Any] = {
                name: link.get(name)
                for name in (*LINK_LENGTHS, "source", "target", "polarity", "delay", "direction")
            }
            pen.link(at, **words, extra=_own(pen, at, link) | beside(link, OF_LINKS))
    loops_actors_views.read(said, pen)
    pen.drawing.whole = said["format"] == VERSIONS[-1]
    return pen.done()


def _own(pen: Pen, at: str, said: dict[str, Any]) -> dict[str, Any]:
    """What is kept beside, and the attributes, which have to be objects."""
    for name in ("extra", "attributes"):
        if not isinstance(said.get(name) or {}, dict):
            pen.problem(at, _("What is said as “%(name)s” should be an object.") % {"name": name})
            said[name] = {}
    return said.get("extra") or {}


def write(drawing: Drawing) -> bytes:
    """Every field of the map, of every factor and of every link."""
    said = {
        "format": VERSIONS[-1],
        "name": drawing.name,
        "description": drawing.description,
        "look": drawing.look,
        "extra": drawing.extra,
        "factors": [asdict(factor) for factor in drawing.factors.values()],
        "links": [asdict(link) for link in drawing.links],
        **loops_actors_views.write(drawing),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def drawing_from(content: dict[str, Any]) -> Drawing:
    """The drawing that `write` wrote, from its parsed JSON. KeyError or TypeError when it is not one."""
    factors = [DrawnFactor(**factor) for factor in content["factors"]]
    return Drawing(
        factors={factor.key: factor for factor in factors},
        links=[DrawnLink(**link) for link in content["links"]],
        name=content.get("name", ""),
        description=content.get("description", ""),
        look=content.get("look", {}),
        extra=content.get("extra", {}),
    )
