"""What invented people do there: reflections with their shares, responses and mentions, and the maps these touch."""

import datetime
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from funders.worlds.ground import Ground
from funders.worlds.rows import NOTHING, Identifiers
from funders.worlds.words import EVERYDAY, PLACES, sentences
from hls_platform.midnight import midnight

A_WEEK = 0.25
"""How many reflections a person writes in a week, on average."""
LEAST_DAYS, MOST_DAYS = 14, 4 * 365
CHUNK = 50_000
KINDS = ("moment", "surprise", "mistake", "uncertainty", "strength", "adaptation")
HOW_OFTEN = (40, 55, 67, 80, 92, 100)
SHARED_WITH = (0,) * 35 + (1,) * 50 + (2,) * 12 + (3,) * 3
"""With how many circles a reflection is shared, in a hundred."""
ANONYMOUS, WITHDRAWN, ANSWERED_WITH, MENTIONING, IN_THREE_BOXES = 0.15, 0.03, 0.25, 0.6, 0.3
STILL_OPEN_AFTER = 14
"""Days after which few questions still wait for an answer."""


@dataclass
class DrawnMap:
    factors: list[str]
    weights: list[float]


@dataclass
class Chunk:
    """Rows of some thousands of reflections, ready for COPY."""

    reflections: list[str] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)
    responses: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)


class Practice:
    """Reflects on a ground. `days` is how long people have been at it; the last day is today."""

    def __init__(
        self, ground: Ground, chance: random.Random, now: datetime.datetime, reflections: int
    ) -> None:
        self.ground, self.chance, self.now, self.number = ground, chance, now, reflections
        self.identifiers = Identifiers(chance)
        weeks = reflections / (A_WEEK * len(ground.people))
        self.days = max(LEAST_DAYS, min(MOST_DAYS, round(weeks * 7)))
        today = timezone.localdate(now)
        self.dates = [today - datetime.timedelta(days=self.days - nth) for nth in range(self.days + 1)]
        self.begins = [midnight(date) for date in self.dates]
        self.sentences = sentences(chance, 20_000)
        self.activity = list(itertools.accumulate(chance.lognormvariate(0, 1) for _person in ground.people))
        self.maps: dict[int, DrawnMap] = {}

    def make_maps(self, number: int) -> None:
        """A map for each of the `number` circles with most people: some tens of factors, twice as many links."""
        biggest = sorted(range(len(self.ground.circles)), key=lambda nth: -len(self.ground.people_of[nth]))
        for nth, circle in enumerate(sorted(biggest[:number])):
            id = self.identifiers.at(int(self.begins[0].timestamp() * 1000))
            self.ground.add(
                "map", id, self.ground.circles[circle], f"map-{nth + 1}", f"Map {nth + 1}", "", self.begins[0]
            )
            factors = [self.identifiers.random() for _factor in range(self.chance.randint(12, 40))]
            for factor in factors:
                label = f"{self.chance.choice(EVERYDAY[100:])} in {self.chance.choice(PLACES)}"
                self.ground.add(
                    "factor",
                    factor,
                    id,
                    "",
                    label,
                    "",
                    self.chance.choice(("People", "Places", "Rules")),
                    "{}",
                )
            for source in factors:
                for target in self.chance.sample(factors, 2):
                    self.ground.add(
                        "link",
                        self.identifiers.random(),
                        id,
                        "",
                        source,
                        target,
                        self.chance.choice("+-"),
                        "",
                        "f",
                        "",
                        "",
                        "{}",
                    )
            weights = list(itertools.accumulate(1 / place for place in range(1, len(factors) + 1)))
            self.maps[circle] = DrawnMap(factors, weights)

    def chunks(self) -> Iterator[Chunk]:
        """All reflections from the first day to today, some thousands at a time."""
        for first in range(0, self.number, CHUNK):
            numbers = range(first, min(first + CHUNK, self.number))
            chunk = Chunk()
            authors = self.chance.choices(
                range(len(self.ground.people)), cum_weights=self.activity, k=len(numbers)
            )
            kinds = self.chance.choices(KINDS, cum_weights=HOW_OFTEN, k=len(numbers))
            lengths = self.chance.choices(
                (1, 2, 3, 4, 6, 9), cum_weights=(10, 30, 60, 80, 95, 100), k=len(numbers)
            )
            for nth, author, kind, length in zip(numbers, authors, kinds, lengths, strict=True):
                self.reflect(chunk, nth, author, kind, length)
            yield chunk

    def reflect(self, chunk: Chunk, nth: int, author: int, kind: str, length: int) -> None:
        chance = self.chance
        day = nth * self.days // self.number
        written = self.begins[day].timestamp() + chance.random() * 80_000 + 3600
        id = self.identifiers.at(int(written * 1000))
        at = datetime.datetime.fromtimestamp(written, datetime.UTC).isoformat()
        said = chance.choices(self.sentences, k=length)
        if length > 2 and chance.random() < IN_THREE_BOXES:
            third = length // 3
            boxes = f"\t{' '.join(said[third * 2 :])}\t{' '.join(said[:third])}\t{' '.join(said[third : third * 2])}"
        else:
            boxes = f"{' '.join(said)}\t\t\t"
        chunk.reflections.append(
            f"{id}\t{self.ground.people[author]}\t{kind}\t{self.dates[day]}\t{boxes}\t{at}\t{at}"
        )
        circles = self.ground.circles_of[author]
        wanted = min(chance.choice(SHARED_WITH), len(circles))
        chosen = [chance.choice(circles)] if wanted == 1 else chance.sample(circles, wanted)
        for circle in chosen:
            self.share(chunk, id, author, day, at, circle)
        if mapped := [circle for circle in chosen if circle in self.maps]:
            self.mention(chunk, id, self.maps[mapped[0]])

    def share(self, chunk: Chunk, reflection: str, author: int, day: int, at: str, circle: int) -> None:
        id = self.identifiers.random()
        anonymous = self.chance.random() < ANONYMOUS
        shared_at = self.begins[day].isoformat() if anonymous else at
        withdrawn = self.chance.random() < WITHDRAWN
        withdrawn_at = self.now.isoformat() if withdrawn else NOTHING
        chunk.shares.append(
            f"{id}\t{reflection}\t{self.ground.circles[circle]}\t{'t' if anonymous else 'f'}\t{shared_at}\t{withdrawn_at}"
        )
        if not withdrawn and self.chance.random() < ANSWERED_WITH:
            self.respond(chunk, id, author, day, circle)

    def respond(self, chunk: Chunk, share: str, author: int, day: int, circle: int) -> None:
        """A colleague asks, says that it resonates, or offers something; most questions have been answered."""
        colleague = self.chance.choice(self.ground.people_of[circle])
        if colleague == author:
            return
        kind = self.chance.choice(("question", "question", "resonates", "resonates", "offer"))
        text = "" if kind == "resonates" else self.chance.choice(self.sentences)
        moment = min(self.begins[day] + datetime.timedelta(days=1.5), self.now)
        open_still = 0.5 if self.days - day < STILL_OPEN_AFTER else 0.01
        replied = kind == "question" and self.chance.random() > open_still
        reply = f"{self.chance.choice(self.sentences)}\t{self.now.isoformat()}" if replied else f"\t{NOTHING}"
        id = self.identifiers.at(int(moment.timestamp() * 1000))
        chunk.responses.append(
            f"{id}\t{share}\t{self.ground.people[colleague]}\t{kind}\t{text}\t{moment.isoformat()}\t{reply}"
        )

    def mention(self, chunk: Chunk, reflection: str, map: DrawnMap) -> None:
        if self.chance.random() < MENTIONING:
            for factor in set(
                self.chance.choices(map.factors, cum_weights=map.weights, k=self.chance.randint(1, 2))
            ):
                chunk.mentions.append(f"{self.identifiers.random()}\t{reflection}\t{factor}")
