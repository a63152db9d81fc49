"""Lets the demo's people hand over, write of trust, and keep what somebody said of themselves: through the same actions."""

import uuid
from typing import Any

from hls_platform.identifiers import uuid7
from hls_platform.security.asking import as_person
from relationships.actions import companions, handovers, trust
from relationships.demo.place import Demo, read
from relationships.models import TrustReflection


def load(demo: Demo) -> None:
    """All of closeness.toml."""
    said = read("closeness.toml")
    for handover in said["handover"]:
        _hand_over(demo, handover)
    for round in said["trust"]:
        _write_of_trust(demo, round)
    for companion in said["companion"]:
        _accompany(demo, companion)


def _hand_over(demo: Demo, said: dict[str, Any]) -> None:
    comes = demo.people[said["to"]]
    written = handovers.write_handover(
        by=demo.people[said["by"]],
        partnership=demo.partnerships[said["partnership"]],
        organisation=demo.organisations[said["organisation"]],
        to_person=comes,
        story=said["story"],
        at=demo.days_ago(said["written"]),
    )
    if "accepted" in said:
        handovers.accept_handover(by=comes, handover=written, at=demo.days_ago(said["accepted"]))


def _write_of_trust(demo: Demo, said: dict[str, Any]) -> None:
    """A period, and what each side wrote of it; it opens by itself with the second that is handed in."""
    begun = trust.begin_trust_round(
        by=demo.people[said["written"][0]["by"]],
        partnership=demo.partnerships[said["partnership"]],
        id=uuid7(),
        starts_on=demo.date(said["from"]),
        ends_on=demo.date(said["until"]),
        at=demo.days_ago(said["begun"]),
    )
    written: list[tuple[dict[str, Any], TrustReflection]] = []
    for side in said["written"]:
        words = {name: side[name] for name in TrustReflection.EDITED if name in side}
        by, at = demo.people[side["by"]], demo.days_ago(side["day"])
        written.append((side, trust.write_trust(by=by, round=begun, id=uuid.uuid4(), at=at, **words)))
    for side, reflection in written:
        if "handed_in" in side:
            by, at = demo.people[side["by"]], demo.days_ago(side["handed_in"])
            trust.hand_in_trust(by=by, reflection=reflection, at=at)


def _accompany(demo: Demo, said: dict[str, Any]) -> None:
    by = demo.people[said["by"]]
    companion = companions.keep_companion(
        by=by,
        circle=demo.circle(said["circle"]),
        id=uuid7(),
        alias=said["alias"],
        strengths=said["strengths"],
        hopes=said["hopes"],
        matters=said["matters"],
        consent_scope=said["scope"],
        consent_on=demo.date(said["agreed"]),
        last_day=demo.date(-said["holds"]),
        at=demo.days_ago(said["agreed"]),
    )
    with as_person(by.pk):
        for named in said["named"]:
            companions.name_worker(
                by=by, companion=companion, person=demo.people[named], at=demo.days_ago(said["agreed"])
            )
