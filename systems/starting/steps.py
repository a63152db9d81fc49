"""What a map begins with, in steps of its first change."""

import uuid
from collections.abc import Iterable
from typing import Any

from hls_platform.identifiers import uuid7
from systems.changing.steps import ATTRIBUTE, FIELDS, held
from systems.models import Factor, Link
from systems.publishing import drawing_of_copy
from systems.starting.reading import Started

Steps = list[dict[str, Any]]
STAYS = frozenset({"evidence", "confidence"})
"""What of a link rests on what people of its circle told each other, and is not taken to another one."""


def steps_of(
    started: Started, there: dict[str, uuid.UUID] | None = None
) -> tuple[Steps, dict[str, uuid.UUID]]:
    """The steps that put this on a map, and the factors' ids by name; those `there` already, by name in small letters, are not new."""
    steps: Steps = []
    ids: dict[str, uuid.UUID] = {}
    for name, cluster in started.factors.items():
        if known := (there or {}).get(name.casefold()):
            ids[name] = known
            continue
        ids[name] = uuid7()
        steps.append({"on": "factor", "id": str(ids[name]), "set": {"label": name, "cluster": cluster}})
    for source, target, sign in started.links:
        ends = {"source": str(ids[source]), "target": str(ids[target])}
        steps.append({"on": "link", "id": str(uuid7()), "set": {**ends, "polarity": sign}})
    return steps, ids


def copying(factors: Iterable[Factor], links: Iterable[Link], *, same_circle: bool) -> Steps:
    """The steps that draw the same once more; into another circle without what rests on what people told each other in this one."""
    ids = {factor.pk: str(uuid7()) for factor in factors}
    steps: Steps = []
    for factor in factors:
        said = {
            name: value
            for name in FIELDS["factor"]
            if (value := held(factor, name)) not in ("", None, [], False)
        }
        said |= {ATTRIBUTE + name: value for name, value in factor.attributes.items()}
        steps.append({"on": "factor", "id": ids[factor.pk], "set": said})
    for link in links:
        said = {name: value for name in FIELDS["link"] if (value := held(link, name)) not in ("", False)}
        if not same_circle:
            said = {name: value for name, value in said.items() if name not in STAYS}
        ends = {"source": ids[link.source_id], "target": ids[link.target_id]}
        steps.append({"on": "link", "id": str(uuid7()), "set": said | ends})
    return steps


def copying_edition(content: dict[str, Any]) -> Steps:
    """The steps that draw what an edition of a published map shows: its names, places and signs, which is all that it holds."""
    drawing = drawing_of_copy(content)
    ids = {key: str(uuid7()) for key in drawing.factors}
    steps: Steps = []
    for key, factor in drawing.factors.items():
        said: dict[str, Any] = {
            "label": factor.label,
            "description": factor.description,
            "cluster": factor.cluster,
        }
        if factor.x is not None and factor.y is not None:
            said |= {"x": factor.x, "y": factor.y}
        steps.append({"on": "factor", "id": ids[key], "set": said})
    for link in drawing.links:
        said = {
            "source": ids[link.source],
            "target": ids[link.target],
            "polarity": link.polarity,
            "delay": link.delay,
        }
        steps.append({"on": "link", "id": str(uuid7()), "set": said})
    return steps
