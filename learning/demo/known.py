"""What the demo has told so far, by the keys that its text files use."""

import datetime
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from learning.models import (
    Adaptation,
    Experiment,
    Insight,
    LearningCycle,
    LearningQuestion,
    Measure,
    Reflection,
    Share,
)
from relationships.demo.place import Demo
from relationships.models import Person

FOLDER = Path(__file__).parent


@dataclass
class Known:
    """The place, and the learning in it. A reflection goes by its author and its days ago: "danny 8"."""

    demo: Demo
    reflections: dict[str, Reflection] = field(default_factory=dict)
    shares: dict[str, list[Share]] = field(default_factory=dict)
    questions: dict[str, LearningQuestion] = field(default_factory=dict)
    """By their words."""
    insights: dict[str, Insight] = field(default_factory=dict)
    adaptations: dict[str, Adaptation] = field(default_factory=dict)
    cycles: dict[str, LearningCycle] = field(default_factory=dict)
    experiments: dict[str, Experiment] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    """By their names."""

    def by(self, said: dict[str, Any]) -> Person:
        """Who does what `said` tells of."""
        return self.demo.people[said["by"]]

    def at(self, said: dict[str, Any], hour: int = 14) -> datetime.datetime:
        """When: that hour of the last day on which its person worked."""
        return self.demo.days_ago(self.demo.working_day(said["day"], said["by"]), hour=hour)

    def share(self, key: str, circle: str) -> Share:
        """What the reflection is in that circle, or in the first one it was shared with."""
        here = self.demo.circle(circle).pk
        return next((each for each in self.shares[key] if each.circle_id == here), self.shares[key][0])

    def sources(self, said: dict[str, Any], circle: str) -> list[Share | Insight]:
        """What it rests on: insights by their keys, and reflections."""
        return [self.insights.get(key) or self.share(key, circle) for key in said.get("sources", [])]


def read(name: str) -> dict[str, Any]:
    """The TOML file `name` of this folder."""
    return tomllib.loads((FOLDER / name).read_text())
