"""The community of the small world, and that of the random ones."""

import uuid
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.utils import timezone

from hls_platform.identifiers import uuid7
from learning.actions.pieces import agree_to_quote, ask_for_piece, begin_piece
from learning.models import Consent, Piece, Quote
from relationships.actions.events import announce_event
from relationships.actions.listings import ask_to_join, list_group
from relationships.actions.public_writing import look_at, say_concern
from relationships.models import (
    AskToJoin,
    Circle,
    Concern,
    Event,
    Listing,
    Look,
    Offer,
    PeerGroup,
    Person,
)
from tests.factories import a_peer_group, confirmed

if TYPE_CHECKING:
    from tests.worlds import World


def community(w: SimpleNamespace) -> None:
    """An open group on the map and one by invitation that the funder asks to join; an event, a concern; a piece of the
    worker's with words of the lead's. All of it public: the administrator has read it."""
    for person in (w.worker, w.lead, w.funder):
        confirmed(person)

    def let(kind, thing):
        look_at(by=w.administrator, kind=kind, thing=thing.pk, edition=thing.edition, allowed=True)
        return thing

    said = {"purpose": "To think aloud.", "place": "Haddermouth"}
    nine, w.unlisted = a_peer_group("Nine", w.lead), a_peer_group("Ten", w.worker)
    w.listing = let(
        "listing",
        list_group(
            by=w.worker, id=uuid7(), group=w.group, name="Tuesday", latitude=50.4, longitude=-4.1, **said
        ),
    )
    w.by_invitation = let("listing", list_group(by=w.lead, id=uuid7(), group=nine, name="Nine", **said))
    w.ask = ask_to_join(by=w.funder, listing=w.by_invitation, id=uuid7(), text="I fund one like it.")
    w.event = let(
        "event",
        announce_event(
            by=w.worker, circle=w.group.circle, id=uuid7(), title="Tea", place="Library", public=True,
            starts_at=timezone.now() + timezone.timedelta(days=5),
        ),
    )  # fmt: skip
    w.concern = say_concern(
        by=w.funder, kind="listing", thing=w.listing.pk, text="It is an advert.", id=uuid7()
    )
    leads = w.lead.reflections.get(text="I did not ask.").shares.get()
    w.piece = begin_piece(
        by=w.worker, id=uuid7(), title="Ring twice", text="They answer.", credit="Wren", sources=[leads]
    )
    ask_for_piece(by=w.worker, piece=w.piece)
    w.consent = Consent.objects.get()
    agree_to_quote(by=w.lead, consent=w.consent)
    let("piece", w.piece)
    w.piece.refresh_from_db()
    w.quote = w.piece.quotes.get()
    w.look = Look.objects.get(thing=w.piece.pk)


def add_community(world: "World") -> None:
    """Something of each kind, public and not: in each random world the same. The third person is a steward."""
    people, steward = world.rows[Person], world.rows[Person][2]

    def look(kind: str, thing: object, concerns: Person, allowed: bool) -> None:
        if concerns is not steward:
            words = "" if allowed else "It names a client."
            world.add(
                Look(
                    kind=kind,
                    thing=thing.pk,
                    edition=1,
                    allowed=allowed,
                    words=words,
                    concerns=concerns,
                    by=steward,
                    at=world.now,
                )
            )

    for n, group in enumerate(world.rows[PeerGroup]):
        listing = world.add(
            Listing(
                id=uuid.uuid4(), group=group, name=f"Group {n}", purpose="To think.", place="Here", rhythm="Tuesdays",
                joining=group.joining, written_by=people[n],
            )
        )  # fmt: skip
        look("listing", listing, people[n], allowed=n == 0)
        world.add(AskToJoin(group=group, person=people[3], name="Three", text="I would like to."))
        answered = {"answered_at": world.now, "welcome": True, "answer": "Come."}
        world.add(AskToJoin(group=group, person=people[2], name="Two", text="I would.", **answered))
    for n, circle in enumerate(world.rows[Circle]):
        event = world.add(
            Event(
                id=uuid.uuid4(), circle=circle, title=f"Tea {n}", text="With cake.", place="Library", public=n % 2 == 0,
                starts_at=world.now, ends_at=world.now + timezone.timedelta(hours=1), written_by=people[n % 2],
            )
        )  # fmt: skip
        if n % 4 == 0:
            look("event", event, people[n % 2], allowed=True)
    for n, person in enumerate([*people, None]):
        world.add(Concern(kind="listing", thing=world.rows[Listing][0].pk, text=f"Spam {n}", said_by=person))
    for offer in world.rows[Offer]:
        if offer.reach == "public":
            look("offer", offer, offer.person, allowed=world.rows[PeerGroup][0].joining == "open")
    _pieces(world)
    look("piece", world.rows[Piece][0], people[0], allowed=True)


def _pieces(world: "World") -> None:
    """One that is public, a draft, one for which somebody is still asked, and one that was withdrawn."""
    people, now = world.rows[Person], world.now
    said = {"title": "Ring twice", "text": "They answer.", "credit": "Wren"}
    kinds = (
        {**said, "asked_at": now, "published_at": now},
        said,
        {**said, "asked_at": now},
        {"title": "", "text": "", "credit": "", "published_at": now, "withdrawn_at": now},
    )
    pieces = [world.add(Piece(id=uuid.uuid4(), written_by=people[n], **kind)) for n, kind in enumerate(kinds)]
    asked = (
        (pieces[0], "agreed", people[1]),
        (pieces[2], "asked", people[3]),
        (pieces[1], "asked", people[0]),
    )
    for piece, state, person in asked:
        quote = world.add(
            Quote(
                id=uuid.uuid4(), piece=piece, share_id=uuid.uuid4(), words="I rang.", credit="Ben", state=state,
                authors=1, waits_for=int(state == "asked"),
            )
        )  # fmt: skip
        world.add(Consent(quote=quote, person=person, edition=1 if state == "agreed" else None, credit="Ben"))
    world.add(Quote(id=uuid.uuid4(), piece=pieces[0], share_id=uuid.uuid4(), state="left"))
