"""The ground of an invented place: people, circles of the three kinds, who is in which, and the partnerships' affairs."""

import datetime
import itertools
import json
import random
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from funders.terms import Terms
from funders.worlds.rows import NOTHING, Identifiers
from funders.worlds.words import FIRST_NAMES, KINDS_OF_ORGANISATION, PLACES, sentences

A_YEAR = 365
LONG_AGO = datetime.datetime(2019, 1, 1, tzinfo=datetime.UTC)
"""When the first people and circles came."""
ENDED = 0.08
"""The part of the memberships of peer groups that has ended."""


@dataclass
class Ground:
    """Identifiers by position, and the rows of each table, ready for COPY."""

    people: list[str] = field(default_factory=list)
    circles: list[str] = field(default_factory=list)
    circles_of: list[list[int]] = field(default_factory=list)
    """For each person the circles that they are in now."""
    people_of: list[list[int]] = field(default_factory=list)
    """For each circle the people who are in it now."""
    rows: dict[str, list[str]] = field(default_factory=dict)

    def add(self, table: str, *columns: object) -> None:
        self.rows.setdefault(table, []).append("\t".join(map(str, columns)))


@dataclass
class Maker:
    """Makes one ground; `chance` decides everything, so that the same seed makes the same place."""

    chance: random.Random
    now: datetime.datetime
    ground: Ground = field(default_factory=Ground)

    def __post_init__(self) -> None:
        self.identifiers = Identifiers(self.chance)
        self.sentences = sentences(self.chance, 2000)

    def make(self, people: int, circles: int) -> Ground:
        """`people` people in `circles` circles: a sixth organisations, a third partnerships, the others peer groups."""
        organisations = min(people, max(3, circles // 6))
        partnerships = min(circles // 3, circles - organisations)
        self.make_people(people)
        staff = self.make_organisations(organisations)
        for nth in range(partnerships):
            self.make_partnership(nth, staff)
        for nth in range(circles - organisations - partnerships):
            self.make_peer_group(nth)
        return self.ground

    # --- people and circles ------------------------------------------------------------------------

    def make_people(self, number: int) -> None:
        for nth in range(number):
            id, joined = self.begun()
            name = f"{self.chance.choice(FIRST_NAMES)} {self.chance.choice(PLACES)}"
            unusable = f"!{self.identifiers.random()}"
            self.ground.people.append(id)
            self.ground.circles_of.append([])
            self.ground.add("person", id, f"person-{nth}@example.org", name, unusable, joined, "t", "f", "f")

    def make_organisations(self, number: int) -> list[list[int]]:
        """The organisations, one in ten of which funds or commissions; who works where, nobody in two."""
        people = list(range(len(self.ground.people)))
        self.chance.shuffle(people)
        sizes = list(itertools.accumulate(self.chance.lognormvariate(0, 1.2) for _nth in range(number)))
        staff = [[people[nth]] for nth in range(number)]
        chosen = self.chance.choices(range(number), cum_weights=sizes, k=len(people) - number)
        for person, organisation in zip(people[number:], chosen, strict=True):
            staff[organisation].append(person)
        givers = self.givers(number)
        for nth, workers in enumerate(staff):
            kind = (
                ("funder", "commissioner")[nth % 2]
                if nth < givers
                else ("delivery", "delivery", "community", "learning_partner")[nth % 4]
            )
            circle = self.make_circle("organisation", nth, self.chance.choice(KINDS_OF_ORGANISATION))
            self.ground.add("organisation", self.ground.circles[circle], kind, self.chance.choice(PLACES))
            for position, person in enumerate(workers):
                self.join(person, circle, "lead" if position == 0 else "member")
        return staff

    @staticmethod
    def givers(organisations: int) -> int:
        return max(1, organisations // 10)

    def make_partnership(self, nth: int, staff: list[list[int]]) -> None:
        """One that gives and one to three that deliver, with named people; few people of the giver hold many."""
        givers = self.givers(len(staff))
        giver = (
            min(int(self.chance.paretovariate(1.2)) - 1, givers - 1)
            if self.chance.random() < 0.3
            else self.chance.randrange(givers)
        )
        doing = self.chance.sample(
            range(givers, len(staff)), min(self.chance.choice((1, 1, 2, 3)), len(staff) - givers)
        )
        circle = self.make_circle("partnership", nth, "Partnership")
        id = self.ground.circles[circle]
        self.ground.add("partnership", id)
        for organisation in (giver, *doing):
            side = "resourcing" if organisation == giver else "delivering"
            self.ground.add("party", self.begun()[0], id, self.ground.circles[organisation], side)
            known = staff[organisation][:3] if organisation == giver else staff[organisation]
            named = self.chance.sample(
                known,
                min(
                    len(known),
                    self.chance.randint(1, 2) if organisation == giver else self.chance.randint(2, 4),
                ),
            )
            for position, person in enumerate(named):
                self.join(person, circle, "lead" if position == 0 else "member", on_behalf_of=organisation)
        self.make_affairs(id, giver, doing)

    def make_peer_group(self, nth: int) -> None:
        circle = self.make_circle("peer_group", nth, "Peer group")
        joining = "open" if self.chance.random() < 0.02 else "invitation"
        self.ground.add(
            "peer_group",
            self.ground.circles[circle],
            self.chance.choice(PLACES),
            joining,
            "Every other Tuesday",
        )
        size = min(len(self.ground.people), self.chance.randint(5, 15))
        for position, person in enumerate(self.chance.sample(range(len(self.ground.people)), size)):
            ended = position > 1 and self.chance.random() < ENDED
            self.join(person, circle, "member" if position else "facilitator", ended=ended)

    def make_circle(self, kind: str, nth: int, word: str) -> int:
        """A circle's position among all."""
        id, created = self.begun()
        rhythm = "weekly" if self.chance.random() < 0.9 else "monthly"
        name = f"{self.chance.choice(PLACES)} {word} {nth + 1}"
        slug = f"{kind.replace('_', '-')}-{nth + 1}"
        self.ground.add("circle", id, kind, slug, name, self.words(2), rhythm, "en", created)
        self.ground.circles.append(id)
        self.ground.people_of.append([])
        return len(self.ground.circles) - 1

    def join(
        self, person: int, circle: int, role: str, *, on_behalf_of: int | None = None, ended: bool = False
    ) -> None:
        id, since = self.begun()
        until = self.moment(self.chance.randint(1, 300)) if ended else NOTHING
        stands_for = NOTHING if on_behalf_of is None else self.ground.circles[on_behalf_of]
        self.ground.add(
            "membership",
            id,
            self.ground.people[person],
            self.ground.circles[circle],
            role,
            stands_for,
            since,
            until,
        )
        if not ended:
            self.ground.circles_of[person].append(circle)
            self.ground.people_of[circle].append(person)

    # --- what partnerships keep --------------------------------------------------------------------

    def make_affairs(self, partnership: str, giver: int, doing: list[int]) -> None:
        """Conversations, promises both ways, questions with what was understood, an agreement and its payments."""
        organisations = self.ground.circles
        asker = self.ground.people[self.ground.people_of[-1][0]]
        for _nth in range(self.chance.randint(2, 6)):
            held = self.chance.randint(5, A_YEAR)
            self.ground.add(
                "conversation",
                self.begun()[0],
                partnership,
                self.moment(held),
                self.words(1)[:190],
                self.moment(held),
                self.words(3),
            )
        if self.chance.random() < 0.8:
            ahead = -self.chance.randint(1, 60)
            self.ground.add(
                "conversation",
                self.begun()[0],
                partnership,
                self.moment(ahead),
                self.words(1)[:190],
                NOTHING,
                "",
            )
        for _nth in range(self.chance.randint(2, 8)):
            by, to = (giver, doing[0]) if self.chance.random() < 0.5 else (doing[0], giver)
            state = self.chance.choice(("open", "kept", "kept", "renegotiated"))
            closed = NOTHING if state == "open" else self.moment(self.chance.randint(1, 100))
            reason = self.words(1) if state == "renegotiated" else ""
            self.ground.add(
                "promise",
                self.begun()[0],
                partnership,
                organisations[by],
                organisations[to],
                self.words(1),
                self.day(-self.chance.randint(-100, 100)),
                state,
                reason,
                self.moment(200),
                closed,
            )
        for _nth in range(self.chance.randint(1, 4)):
            question, asked = self.begun()[0], self.chance.randint(5, A_YEAR)
            put_to = self.chance.choice((NOTHING, NOTHING, organisations[giver], organisations[doing[0]]))
            closed = self.moment(2) if self.chance.random() < 0.4 else NOTHING
            self.ground.add(
                "question",
                question,
                partnership,
                self.words(1)[:290],
                self.words(2),
                asker,
                put_to,
                self.moment(asked),
                closed,
            )
            for _step in range(self.chance.randint(0, 3)):
                self.ground.add(
                    "understanding",
                    self.begun()[0],
                    question,
                    self.words(3),
                    asker,
                    self.moment(self.chance.randint(1, asked)),
                )
        self.make_money(partnership, organisations[giver], asker)

    def make_money(self, partnership: str, giver: str, enterer: str) -> None:
        """An agreement as it was agreed to, its payments, the half of them paid, and its ledger."""
        agreement, amount = self.begun()[0], self.chance.randint(10, 400) * 1000
        approver = next(each for each in self.ground.people if each != enterer)
        terms = Terms(
            fund=None,
            amount=Decimal(amount),
            currency="GBP",
            starts_on=datetime.date.fromisoformat(self.day(400)),
            ends_on=datetime.date.fromisoformat(self.day(-700)),
            unrestricted=True,
            rhythm="Every quarter",
            accountable_for=self.words(2),
            parts={},
        )
        said, day, at = terms.as_json(), self.day(400), self.moment(400)
        self.ground.add(
            "agreement", agreement, partnership, amount, "GBP", said["starts_on"], said["ends_on"], "t",
            said["rhythm"], said["accountable_for"], at, 1,
        )  # fmt: skip
        version = self.begun()[0]
        self.ground.add(
            "agreement_version", version, agreement, 1, "beginning", json.dumps(said),
            terms.hashed(uuid.UUID(agreement), 1), "", giver, enterer, at,
        )  # fmt: skip

        def enter(kind: str, amount: int, day: str, payment: str, version: str) -> None:
            self.ground.add(
                "ledger_entry", self.begun()[0], agreement, kind, kind, amount, "GBP", day, payment, version, "",
                enterer, at,
            )  # fmt: skip

        enter("agreed", amount, day, NOTHING, version)
        for quarter in range(8):
            payment, due = self.begun()[0], self.day(400 - 90 * quarter)
            done = (approver, at, due) if quarter < 4 else (NOTHING, NOTHING, NOTHING)
            self.ground.add("payment", payment, agreement, amount // 8, due, enterer, *done)
            enter("due", amount // 8, due, payment, NOTHING)
            if quarter < 4:
                enter("paid", amount // 8, due, payment, NOTHING)

    # --- moments and words -------------------------------------------------------------------------

    def begun(self) -> tuple[str, str]:
        """An identifier and the moment it tells: long ago, and the same whenever this is made."""
        at = LONG_AGO + datetime.timedelta(days=self.chance.uniform(0, 2 * A_YEAR))
        return self.identifiers.at(int(at.timestamp() * 1000)), at.isoformat()

    def moment(self, days_ago: float) -> str:
        return (self.now - datetime.timedelta(days=days_ago)).isoformat()

    def day(self, days_ago: int) -> str:
        return (self.now - datetime.timedelta(days=days_ago)).date().isoformat()

    def words(self, sentences: int) -> str:
        return " ".join(self.chance.choices(self.sentences, k=sentences))
