"""Shows what Haddermouth shows to everybody: groups on the map, events, offers and who gives courage; a steward reads it first."""

from decimal import Decimal
from typing import Any

from hls_platform.identifiers import uuid7
from relationships.actions import events, listings, offers, public_writing
from relationships.demo.place import Demo, read
from relationships.models import Listing, Look

STEWARD = "iris"


def load(demo: Demo) -> None:
    """All of community.toml, and what people offer and ask."""
    said = read("community.toml")
    on_map = {group["group"]: _put_on_map(demo, group) for group in said["group"]}
    for event in said["event"]:
        _announce(demo, event)
    for asked in said["asked"]:
        listings.ask_to_join(
            by=demo.people[asked["by"]],
            listing=on_map[asked["group"]],
            id=uuid7(),
            text=asked["text"],
            at=demo.days_ago(asked["day"]),
        )
    for offer in read("offers.toml")["offer"]:
        _offer(demo, offer)


def let(demo: Demo, kind: str, thing: Any, edition: int, said: dict[str, Any]) -> None:
    """A steward has read it and says that it may be public, where `said` has the day (`read`)."""
    if "read" in said:
        public_writing.look_at(
            by=demo.people[STEWARD],
            kind=kind,
            thing=thing.pk,
            edition=edition,
            allowed=True,
            at=demo.days_ago(said["read"]),
        )


def _put_on_map(demo: Demo, said: dict[str, Any]) -> Listing:
    listing = listings.list_group(
        by=demo.people[said["by"]],
        id=uuid7(),
        group=demo.groups[said["group"]],
        name=said["name"],
        purpose=said["purpose"],
        place=said["place"],
        rhythm=said["rhythm"],
        latitude=Decimal(said["latitude"]) if "latitude" in said else None,
        longitude=Decimal(said["longitude"]) if "longitude" in said else None,
        at=demo.days_ago(said["day"]),
    )
    let(demo, Look.Kind.LISTING, listing, listing.edition, said)
    return listing


def _announce(demo: Demo, said: dict[str, Any]) -> None:
    event = events.announce_event(
        by=demo.people[said["by"]],
        circle=demo.groups[said["circle"]],
        id=uuid7(),
        title=said["title"],
        text=said["text"],
        place=said["place"],
        starts_at=demo.days_ago(said["starts"], hour=said["hour"]),
        public="read" in said,
        at=demo.days_ago(said["day"]),
    )
    let(demo, Look.Kind.EVENT, event, event.edition, said)


def _offer(demo: Demo, said: dict[str, Any]) -> None:
    """An offer or an ask, and the conversations about it that two people chose."""
    by = demo.people[said["by"]]
    words = {word: said[word] for word in ("kind", "about", "text", "reach")}
    offer = offers.put_up_offer(
        by=by,
        id=uuid7(),
        work=said.get("work", ""),
        place=said.get("place", ""),
        at=demo.days_ago(said["day"]),
        **words,
    )
    let(demo, Look.Kind.OFFER, offer, 1, said)
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
