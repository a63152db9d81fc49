"""Brings the demo's map in, from the same kind of files that people bring."""

import tomllib
from pathlib import Path

from relationships.demo.load import Demo
from systems.actions.maps import import_map
from systems.actions.snapshots import keep_snapshot
from systems.formats.tables import read
from systems.models import SystemMap

FOLDER = Path(__file__).parent


def load(demo: Demo) -> SystemMap:
    """Import the map into its circle and keep its snapshots."""
    said = tomllib.loads((FOLDER / "map.toml").read_text())
    about = said["map"]
    drawing = read([(name, (FOLDER / name).read_bytes()) for name in ("factors.csv", "links.csv")])
    drawn = import_map(
        by=demo.people[about["by"]],
        circle=demo.circle(about["circle"]),
        name=about["name"],
        description=about["description"],
        drawing=drawing,
        at=demo.days_ago(about["made"]),
    )
    for snapshot in said.get("snapshot", []):
        keep_snapshot(
            by=demo.people[about["by"]],
            map=drawn,
            name=snapshot["name"],
            reason=snapshot["reason"],
            at=demo.days_ago(snapshot["taken"]),
        )
    return drawn
