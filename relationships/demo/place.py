"""The demo's place while it is being loaded, by the keys that its text files use, and its days."""

import datetime
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone

from relationships.models import Circle, Organisation, Partnership, PeerGroup, Person

FOLDER = Path(__file__).parent
LONGEST_AGO = 111
"""Sixteen weeks, today included."""
FRIDAY = 4


@dataclass
class Demo:
    """What has been loaded so far, by the keys that the text files use."""

    now: datetime.datetime = field(default_factory=timezone.now)
    people: dict[str, Person] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    groups: dict[str, PeerGroup] = field(default_factory=dict)
    partnerships: dict[str, Partnership] = field(default_factory=dict)
    weekend_workers: frozenset[str] = frozenset()
    stands_for: dict[tuple[str, str], str] = field(default_factory=dict)
    """By (partnership, person) the organisation the person is there for."""

    def circle(self, key: str) -> Circle:
        """The circle of any kind that goes by `key`. KeyError when there is none."""
        return self.circles[key]

    @property
    def circles(self) -> dict[str, Circle]:
        """Every circle of the place, by its key."""
        return {**self.organisations, **self.groups, **self.partnerships}

    def days_ago(self, days: float, hour: int = 10) -> datetime.datetime:
        """That hour of the day so many days before today, and never after now unless `days` is negative."""
        day = timezone.localdate(self.now) - datetime.timedelta(days=days)
        moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))
        return moment if days < 0 else min(moment, self.now)

    def working_day(self, days: int, person: str = "") -> int:
        """How many days ago was the last day, `days` ago or before, on which `person`, or most people, worked."""
        weekday = (timezone.localdate(self.now) - datetime.timedelta(days=days)).weekday()
        back = max(0, weekday - FRIDAY)
        return days if person in self.weekend_workers or days + back > LONGEST_AGO else days + back

    def date(self, days: float) -> datetime.date:
        """The day so many days before today."""
        return timezone.localdate(self.now) - datetime.timedelta(days=days)

    def spokesperson(self, partnership: str, organisation: str) -> Person:
        """The first person who is in the partnership for the organisation."""
        return next(
            self.people[person]
            for (place, person), stands_for in self.stands_for.items()
            if (place, stands_for) == (partnership, organisation)
        )


def read(name: str) -> dict[str, Any]:
    """The TOML file `name` of this folder."""
    return tomllib.loads((FOLDER / name).read_text())
