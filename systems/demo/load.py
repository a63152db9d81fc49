"""Brings the demo's map in, from the same kind of files that people bring, and lets it grow."""

import tomllib
from pathlib import Path

from relationships.demo.load import Demo
from systems.actions.maps import add_to_map, import_map
from systems.actions.snapshots import keep_snapshot
from systems.formats.drawing import Drawing
from systems.formats.tables import read_csv as read
from systems.models import SystemMap

FOLDER = Path(__file__).parent


def load(demo: Demo) -> SystemMap:
    """Import the map into its circle as it was at first; then add to it, and keep its snapshots."""
    said = tomllib.loads((FOLDER / "map.toml").read_text())
    about = said["map"]
    by = demo.people[about["by"]]
    whole = read([(name, (FOLDER / name).read_bytes()) for name in ("factors.csv", "links.csv")])
    later = {key for snapshot in said["snapshot"] for key in snapshot.get("factors", [])}
    known = whole.factors.keys() - later
    drawn = import_map(
        by=by,
        circle=demo.circle(about["circle"]),
        name=about["name"],
        description=about["description"],
        drawing=_part(whole, known, known),
        at=demo.days_ago(about["made"]),
    )
    for snapshot in said["snapshot"]:
        if new := set(snapshot.get("factors", [])):
            known |= new
            add_to_map(by=by, map=drawn, drawing=_part(whole, new, known))
        keep_snapshot(
            by=by,
            map=drawn,
            name=snapshot["name"],
            reason=snapshot["reason"],
            at=demo.days_ago(snapshot["taken"]),
        )
    return drawn


def _part(whole: Drawing, new: set[str], known: set[str]) -> Drawing:
    """The factors of `whole` that are `new`, and its links among the `known` ones that have an end in `new`."""
    return Drawing(
        factors={key: factor for key, factor in whole.factors.items() if key in new},
        links=[
            link
            for link in whole.links
            if {link.source, link.target} <= known and {link.source, link.target} & new
        ],
        problems=whole.problems,
    )
