"""Ties the demo's map to what its circle learned, and says which insight led to one of its changes."""

from learning import actions
from learning.demo.known import Known, read
from systems.models import Change, Factor, SystemMap


def load(known: Known, map: SystemMap) -> None:
    """Make every tie of the file; KeyError names a thing that the place does not have."""
    said = read("maps.toml")
    factors = {each.external_id: each for each in Factor.objects.filter(map=map)}
    things = {
        "insight": known.insights,
        "question": known.questions,
        "adaptation": known.adaptations,
        "experiment": known.experiments,
        "measure": known.measures,
        "organisation": known.demo.organisations,
    }
    for tied in said["tie"]:
        (noun,) = tied.keys() & things.keys()
        thing = things[noun][tied[noun]]  # type: ignore[index]
        actions.tie(by=known.by(tied), factor=factors[tied["factor"]], thing=thing)
    for reason in said["reason"]:
        change = Change.objects.get(map=map, number=reason["change"])
        actions.say_reason(by=known.by(reason), change=change, insight=known.insights[reason["insight"]])
