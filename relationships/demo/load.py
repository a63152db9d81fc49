"""Brings the demo's people into its circles, through the same actions that real people use."""

import datetime
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from hls_platform.actions import Refused
from hls_platform.identifiers import uuid7
from hls_platform.security.asking import SIGN_IN, as_job, as_person
from relationships.actions import circles, hearing, memberships, offers, partnerships, promises
from relationships.models import Circle, Membership, Organisation, Partnership, PeerGroup, Person

FOLDER = Path(__file__).parent
PASSWORD = "tide comes in twice"  # noqa: S105 - everybody in the demo has it, and the demo says so
FOUNDED = 400
"""Days before today on which the first person came."""
LONGEST_AGO = 111
"""Sixteen weeks, today included."""
FRIDAY = 4


class NotEmpty(Refused):
    """Somebody is here already; a demo is never mixed with real data."""


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


def load() -> Demo:
    """Load people, circles, conversations and promises into an empty database. Raises NotEmpty."""
    if memberships.somebody_is_here():
        raise NotEmpty("There are people here already: the demo goes only into an empty database.")
    said = read("people.toml")
    demo = Demo(weekend_workers=frozenset(said["work_at_weekends"]))
    names: dict[str, str] = said["people"]
    organisations = read("organisations.toml")
    beginners = {next(iter(p["people"].values()))[0] for p in read("partnerships.toml").values()}
    _found(demo, names, organisations, beginners)
    for key, group in read("peer_groups.toml").items():
        _begin_group(demo, names, key, group)
    for key, partnership in read("partnerships.toml").items():
        _begin_partnership(demo, names, key, partnership)
    for conversation in read("conversations.toml")["conversation"]:
        _talk(demo, conversation)
    for promise in read("promises.toml")["promise"]:
        _promise(demo, promise)
    for taken in read("promises.toml")["commitment"]:
        _commitments(demo, taken)
    for invitation in read("invitations.toml")["invitation"]:
        memberships.invite(
            by=demo.people[invitation["by"]],
            circle=demo.circle(invitation["circle"]),
            email=address_of(invitation["to"]),
            at=demo.days_ago(invitation["day"]),
        )
    for offer in read("offers.toml")["offer"]:
        _offer(demo, offer)
    with as_job(SIGN_IN):
        Person.objects.update(password=make_password(PASSWORD))  # once: it is slow, as it has to be
    return demo


def address_of(key: str) -> str:
    """The demo person's e-mail address; the domain is one that nobody can own (RFC 2606)."""
    return f"{key}@haddermouth.example"


def _come_in(
    demo: Demo,
    names: dict[str, str],
    key: str,
    circle: Circle,
    inviter: Person,
    *,
    days: float,
    role: str = "member",
    on_behalf_of: Organisation | None = None,
) -> None:
    """Invite the person of that key and let them accept, with a new account on the first occasion."""
    at = demo.days_ago(days)
    _invitation, token = memberships.invite(
        by=inviter, circle=circle, email=address_of(key), role=role, on_behalf_of=on_behalf_of, at=at
    )
    known = demo.people.get(key)
    demo.people[key] = memberships.accept_invitation(token=token, by=known, name=names[key], at=at)


def _found(
    demo: Demo, names: dict[str, str], organisations: dict[str, dict[str, Any]], beginners: set[str]
) -> None:
    """Every organisation, founded by the administrator, led by the person with the star."""
    home = next(key for key, each in organisations.items() if "iris" in each["members"])
    token = memberships.make_set_up_link(at=demo.days_ago(FOUNDED)).rstrip("/").rsplit("/", 1)[-1]
    first = memberships.set_up(
        token=token,
        name=names["iris"],
        email=address_of("iris"),
        password=PASSWORD,
        organisation=organisations[home]["name"],
        organisation_kind=organisations[home]["kind"],
        place=organisations[home]["place"],
        purpose=organisations[home]["purpose"],
        at=demo.days_ago(FOUNDED),
    )
    demo.people["iris"] = first
    with as_person(first.pk):
        own_organisation = Organisation.objects.get()
    for nth, (key, said) in enumerate(organisations.items()):
        days = FOUNDED - 5 - nth
        organisation = (
            own_organisation
            if key == home
            else circles.found_organisation(
                by=first,
                name=said["name"],
                organisation_kind=said["kind"],
                purpose=said["purpose"],
                place=said["place"],
                at=demo.days_ago(days),
            )
        )
        demo.organisations[key] = organisation
        members = [each.rstrip("*") for each in said["members"]]
        lead = next(each.rstrip("*") for each in said["members"] if each.endswith("*"))
        _come_in(demo, names, lead, organisation, first, days=days, role="lead")
        for member in members:
            if member not in {lead, "iris"}:
                role = "facilitator" if member in beginners else "member"
                _come_in(demo, names, member, organisation, demo.people[lead], days=days - 1, role=role)
        with as_person(first.pk):
            own = Membership.objects.select_related("circle").get(person=first, circle_id=organisation.pk)
        if key == home:
            memberships.change_role(by=demo.people[lead], membership=own, role="member")
        else:
            memberships.end_membership(by=first, membership=own, at=demo.days_ago(days - 2))


def _begin_group(demo: Demo, names: dict[str, str], key: str, said: dict[str, Any]) -> None:
    facilitator, *others = said["members"]
    group = circles.begin_peer_group(
        by=demo.people[facilitator],
        name=said["name"],
        purpose=said["purpose"],
        place=said["place"],
        joining=said["joining"],
        rhythm=said["rhythm"],
        at=demo.days_ago(200),
    )
    demo.groups[key] = group
    for person in others:
        _come_in(demo, names, person, group, demo.people[facilitator], days=190)


def _begin_partnership(demo: Demo, names: dict[str, str], key: str, said: dict[str, Any]) -> None:
    sides = [
        (demo.organisations[each], side)
        for side in ("resourcing", "delivering", "supporting")
        for each in said[side]
    ]
    own = next(iter(said["people"]))
    begins = said["people"][own][0]
    partnership = circles.begin_partnership(
        by=demo.people[begins],
        on_behalf_of=demo.organisations[own],
        name=said["name"],
        purpose=said["purpose"],
        parties=sides,
        at=demo.days_ago(180),
    )
    demo.partnerships[key] = partnership
    for organisation, people in said["people"].items():
        for person in people:
            demo.stands_for[key, person] = organisation
            if person != begins:
                _come_in(
                    demo, names, person, partnership, demo.people[begins],
                    days=175, on_behalf_of=demo.organisations[organisation],
                )  # fmt: skip


def _talk(demo: Demo, said: dict[str, Any]) -> None:
    partnership = demo.partnerships[said["partnership"]]
    speaker = next(demo.people[person] for place, person in demo.stands_for if place == said["partnership"])
    conversation = partnerships.plan_conversation(
        by=speaker,
        partnership=partnership,
        starts_at=demo.days_ago(demo.working_day(said["day"]), hour=14),
        about=said["about"],
        rhythm=said.get("rhythm", ""),
    )
    if said.get("notes"):
        partnerships.hold_conversation(
            by=speaker,
            conversation=conversation,
            notes=said["notes"],
            there=[demo.people[each] for each in said.get("there", ())],
            at=demo.now,
        )
    for heard in said.get("heard", ()):
        hearing.write_heard(
            by=demo.spokesperson(said["partnership"], heard["by"]),
            conversation=conversation,
            organisation=demo.organisations[heard["by"]],
            text=heard["text"],
            hours=Decimal(heard["hours"]),
            what_took_time=heard["on"],
            at=demo.now,
        )


def _promise(demo: Demo, said: dict[str, Any]) -> None:
    speaker = demo.spokesperson(said["partnership"], said["by"])
    promise = promises.make_promise(
        by=speaker,
        partnership=demo.partnerships[said["partnership"]],
        by_organisation=demo.organisations[said["by"]],
        to_organisation=demo.organisations[said["to"]],
        text=said["text"],
        due_on=demo.date(said["due"]) if "due" in said else None,
        at=demo.days_ago(said["made"]),
    )
    for state in ("kept", "renegotiated", "let_go"):
        if state in said:
            promises.close_promise(
                by=speaker,
                promise=promise,
                state=state,
                reason=said.get("reason", ""),
                text=said.get("anew", ""),
                due_on=demo.date(said["anew_due"]) if "anew_due" in said else None,
                at=demo.days_ago(said[state]),
            )


def _commitments(demo: Demo, said: dict[str, Any]) -> None:
    """Those of the eight that a funder took towards a partner."""
    for commitment in said["taken"]:
        promises.make_promise(
            by=demo.spokesperson(said["partnership"], said["by"]),
            partnership=demo.partnerships[said["partnership"]],
            by_organisation=demo.organisations[said["by"]],
            to_organisation=demo.organisations[said["to"]],
            commitment=commitment,
            at=demo.days_ago(said["made"]),
        )


def _offer(demo: Demo, said: dict[str, Any]) -> None:
    """An offer or an ask, and the conversations about it that two people chose."""
    by = demo.people[said["by"]]
    words = {word: said[word] for word in ("kind", "about", "text", "reach")}
    offer = offers.put_up_offer(
        by=by, id=uuid7(), work=said.get("work", ""), at=demo.days_ago(said["day"]), **words
    )
    for talk in said.get("talk", []):
        asked = offers.answer_offer(
            by=demo.people[talk["by"]],
            offer=offer,
            id=uuid7(),
            text=talk["text"],
            at=demo.days_ago(talk["day"]),
        )
        offers.begin_talk(by=by, talk=asked, at=demo.days_ago(talk["yes"]))
        for line in talk["line"]:
            offers.say(
                by=demo.people[line["by"]],
                talk=asked,
                id=uuid7(),
                text=line["text"],
                at=demo.days_ago(line["day"], hour=18),
            )
