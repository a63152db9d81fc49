"""Files that maps come in and go out as, one module per family."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from systems.formats import tables
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink


def write_json(drawing: Drawing) -> bytes:
    """Our own format: every field of every factor and link."""
    said = {
        "format": "hls-map/1",
        "factors": [asdict(factor) for factor in drawing.factors.values()],
        "links": [asdict(link) for link in drawing.links],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def drawing_from(content: dict[str, Any]) -> Drawing:
    """The drawing that `write_json` wrote, from its parsed JSON. KeyError or TypeError when it is not one."""
    factors = [DrawnFactor(**factor) for factor in content["factors"]]
    return Drawing(
        factors={factor.key: factor for factor in factors},
        links=[DrawnLink(**link) for link in content["links"]],
    )


WRITERS: dict[str, Callable[[Drawing], bytes]] = {
    "factors.csv": tables.write_factors,
    "links.csv": tables.write_links,
    "json": write_json,
}
"""What a map can be exported as, by the end of the file's name."""
