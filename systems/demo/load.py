"""Brings the demo's map in, from the same kind of files that people bring, and lets it grow."""

import datetime
import tomllib
import uuid
from pathlib import Path
from typing import Any

from hls_platform.identifiers import uuid7
from relationships.demo.place import Demo
from relationships.models import Person
from systems.actions.actors import act_on, name_actor
from systems.actions.changes import change_map
from systems.actions.guests import allow_guests
from systems.actions.kept_loops import keep_loop
from systems.actions.maps import add_to_map, import_map
from systems.actions.publishing import publish_map
from systems.actions.snapshots import keep_snapshot
from systems.actions.views import keep_view
from systems.formats.drawing import Drawing
from systems.formats.tables import read_csv as read
from systems.models import Factor, SystemMap

FOLDER = Path(__file__).parent


def load(demo: Demo) -> SystemMap:
    """Import the map into its circle as it was at first; then let it grow, with its versions, named loops, views and actors; publish it."""
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
            add_to_map(
                by=by,
                map=drawn,
                drawing=_part(whole, new, known),
                at=demo.days_ago(snapshot["taken"]) - datetime.timedelta(hours=1),
            )
        keep_snapshot(
            by=by,
            map=drawn,
            name=snapshot["name"],
            reason=snapshot["reason"],
            at=demo.days_ago(snapshot["taken"]),
        )
    ids = dict(Factor.objects.filter(map=drawn).values_list("external_id", "pk"))
    for drawing in said["change"]:
        _draw(demo, drawn, ids, drawing)
    for loop in said["loop"]:
        keep_loop(
            by=by,
            map=drawn,
            factors=[ids[key] for key in loop["factors"]],
            name=loop["name"],
            words=loop["words"],
            at=demo.days_ago(loop["kept"]),
        )
    _looking(demo, by, drawn)
    _show_everybody(demo, drawn, said["published"])
    return drawn


def _draw(demo: Demo, drawn: SystemMap, ids: dict[str, uuid.UUID], said: dict[str, Any]) -> None:
    """A change that somebody made with a hand on the map: factors called otherwise, and links drawn."""
    steps = [
        {"on": "factor", "id": str(ids[key]), "set": values}
        for key, values in said.get("factors", {}).items()
    ]
    steps += [
        {
            "on": "link",
            "id": str(uuid7()),
            "set": {**link, "source": str(ids[link["source"]]), "target": str(ids[link["target"]])},
        }
        for link in said.get("links", [])
    ]
    change_map(
        by=demo.people[said["by"]],
        map=drawn,
        id=uuid7(),
        steps=steps,
        seen=drawn.version,
        at=demo.days_ago(said["day"]),
    )


def _show_everybody(demo: Demo, drawn: SystemMap, said: dict[str, Any]) -> None:
    """Publish it as it is now, and let guests draw on the maps of its circle."""
    by = demo.people[said["by"]]
    publish_map(
        by=by,
        map=drawn,
        title=drawn.name,
        words=said["words"],
        credit=said["credit"],
        licence=said["licence"],
        descriptions=True,
    )
    allow_guests(by=by, circle=drawn.circle, allowed=said["guests"])


def _looking(demo: Demo, by: Person, drawn: SystemMap) -> None:
    """Keep its views, and name its actors with what they act on."""
    said = tomllib.loads((FOLDER / "looking.toml").read_text())
    factors = {factor.external_id: factor for factor in Factor.objects.filter(map=drawn)}
    for view in said["view"]:
        keep_view(
            by=by,
            map=drawn,
            name=view["name"],
            words=view["words"],
            shows={"clusters": view.get("clusters", [])},
            focus=factors.get(view.get("focus", "")),
            steps=view.get("steps", 1),
            story=view.get("story", ""),
        )
    for actor in said["actor"]:
        named = name_actor(
            by=by,
            map=drawn,
            name=actor["name"],
            kind=actor.get("kind", "organisation"),
            organisation=demo.organisations[actor["organisation"]] if "organisation" in actor else None,
            description=actor.get("description", ""),
        )
        for key, how in actor["acts_on"].items():
            act_on(by=by, actor=named, factor=factors[key], how=how)


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
