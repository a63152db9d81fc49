"""What strokes come to, told once more without a database: the rules of docs/decisions/0043 in their plainest form.

Written from the decision and not from the code, so that the two can disagree.
"""

from dataclasses import dataclass, field
from typing import Any

MOVES = {"x", "y", "pinned", "look"}
Place = tuple[str, str]
"""Which thing: its kind and its id."""
NEW: dict[str, dict[str, Any]] = {
    "factor": {
        "label": "", "description": "", "cluster": "", "kind": "", "tags": [], "x": None, "y": None, "pinned": False,
    },
    "link": {
        "source": None, "target": None, "label": "", "description": "", "kind": "", "polarity": "", "strength": "",
        "delay": False, "confidence": "", "evidence": "",
    },
}  # fmt: skip


@dataclass
class Kept:
    """A change: who made it, and each field that it set with what was there before and after."""

    number: int
    by: int
    did: list[tuple[Place, str, Any, Any]] = field(default_factory=list)
    appeared: set[Place] = field(default_factory=set)


@dataclass
class Model:
    """A map as its changes make it, one after the other."""

    things: dict[Place, dict[str, Any]]
    kept: list[Kept] = field(default_factory=list)
    last: dict[tuple[Place, str], Kept] = field(default_factory=dict)
    """The change that set a field last."""
    contests: dict[tuple[int, Place, str], Any] = field(default_factory=dict)
    """What waits for people: by the change's number, the thing and the field, the value that was wanted."""

    def takes(self, stroke: dict[str, Any], by: int) -> Kept:
        """The next change."""
        change = Kept(len(self.kept) + 1, by)
        seen = stroke["seen"]
        if "undoes" in stroke:
            steps, seen = self._undone(stroke["undoes"], by), change.number - 1
        elif "goes_back" in stroke:
            steps, seen = self._back_to(stroke["goes_back"]), change.number - 1
        else:
            steps = [((each["on"], each["id"]), each["set"]) for each in stroke["steps"]]
        asked = {(place, name) for place, values in steps for name in values}
        for place, values in steps:
            self._set(change, place, values, seen)
        for number, place, name in list(self.contests):
            if number <= seen and (place, name) in asked:
                del self.contests[number, place, name]
        self.kept.append(change)
        return change

    def _set(self, change: Kept, place: Place, values: dict[str, Any], seen: int) -> None:
        if place not in self.things:
            self.things[place] = NEW[place[0]] | values | {"removed": False}
            change.appeared.add(place)
            change.did.append((place, "removed", True, False))
            for name in [*values, "removed"]:
                self.last[place, name] = change
            return
        thing = self.things[place]
        for name, value in values.items():
            now = thing.get(name)
            if now == value:
                continue
            before = self.last.get((place, name))
            contested = (
                place[0] != "map"
                and name not in MOVES
                and before is not None
                and before.number > seen
                and before.by != change.by
            )
            if contested:
                self.contests[change.number, place, name] = value
                continue
            thing[name] = value
            self.last[place, name] = change
            change.did.append((place, name, now, value))
            if (name, value) == ("removed", False):
                change.appeared.add(place)

    def _undone(self, number: int, by: int) -> list[tuple[Place, dict[str, Any]]]:
        undone = self.kept[number - 1]
        back: dict[Place, dict[str, Any]] = {}
        for place, name, before, after in undone.did:
            if place in undone.appeared and self._others_went_on(place, number, by):
                continue
            if self.things[place].get(name) == after:
                back.setdefault(place, {})[name] = before
        return list(back.items())

    def _others_went_on(self, place: Place, number: int, by: int) -> bool:
        def since(where: Place, name: str) -> bool:
            change = self.last.get((where, name))
            return change is not None and change.number > number and change.by != by

        if any(since(place, name) for where, name in self.last if where == place):
            return True
        return any(
            since(where, "source")
            for where, link in self.things.items()
            if where[0] == "link" and place[1] in (link["source"], link["target"]) and self.shows(where)
        )

    def _back_to(self, number: int) -> list[tuple[Place, dict[str, Any]]]:
        back: dict[Place, dict[str, Any]] = {}
        for change in reversed(self.kept[number:]):
            for place, name, before, _after in change.did:
                back.setdefault(place, {})[name] = before
        return [
            (place, {name: then for name, then in values.items() if self.things[place].get(name) != then})
            for place, values in back.items()
        ]

    def shows(self, place: Place) -> bool:
        """Whether the thing is on the map; a link is where both its ends are."""
        thing = self.things[place]
        if thing.get("removed"):
            return False
        ends = [("factor", thing[end]) for end in ("source", "target")] if place[0] == "link" else []
        return all(not self.things[end].get("removed") for end in ends)

    def shown(self) -> dict[str, dict[str, dict[str, Any]]]:
        """All that is on the map, by kind and id; an attribute without a value is none."""
        said: dict[str, dict[str, dict[str, Any]]] = {"map": {}, "factor": {}, "link": {}}
        for place, thing in self.things.items():
            if self.shows(place):
                said[place[0]][place[1]] = {
                    name: value
                    for name, value in thing.items()
                    if not (name.startswith("attributes.") and value is None)
                }
        return said
