"""Groups on the public map: starting one, what is said of it, and coming in."""

import datetime
import uuid
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships.actions.circles import begin_peer_group, must_tend
from relationships.actions.ending import must_go_on
from relationships.actions.public_writing import SaysNothing, must_be_confirmed, must_keep_measure
from relationships.models import AskToJoin, Circle, Listing, Membership, PeerGroup, Person


class NotWaiting(Refused):
    """It was answered or taken back already."""


@action
def start_local_group(
    *,
    by: Person,
    id: uuid.UUID,
    name: str,
    purpose: str,
    place: str,
    joining: str = PeerGroup.Joining.INVITATION,
    rhythm: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    at: datetime.datetime | None = None,
) -> Listing:
    """Begin a peer group that `by` facilitates, and ask a steward to put it on the map under `id`; again changes nothing.

    Its people can meet at once; the map shows it once a steward has read what stands there.
    Raises `NotConfirmed`, `TooMuch`, `Refused`.
    """
    in_turn(id)
    if there := Listing.objects.filter(pk=id).first():
        if there.written_by_id != by.pk:
            raise IdentifierTaken
        audit.nothing_changed()
        return there
    must_be_confirmed(by)
    must_keep_measure(Listing.objects.filter(written_by=by), "asked_at", at)
    group = begin_peer_group(
        by=by, name=name, purpose=purpose, place=place, joining=joining, rhythm=rhythm, at=at
    )
    return list_group(
        by=by, id=id, group=group, name=name, purpose=purpose, place=place, rhythm=rhythm,
        latitude=latitude, longitude=longitude, at=at,
    )  # fmt: skip


@action
def list_group(
    *,
    by: Person,
    id: uuid.UUID,
    group: PeerGroup,
    name: str,
    purpose: str,
    place: str,
    rhythm: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    at: datetime.datetime | None = None,
) -> Listing:
    """Ask for a group that `by` tends to stand on the public map. The same `id` again changes nothing.

    Raises `NotConfirmed`, `TooMuch`, `SaysNothing`, `Ended`; `Refused` where it stands or waits there already; `NotFound`,
    `NotAllowed` for who does not tend it.
    """
    must_tend(by, group)
    must_go_on(group)
    must_be_confirmed(by)
    in_turn(group.pk)
    said = _said(name, purpose, place, rhythm, latitude, longitude)
    there = Listing.objects.filter(group=group).first()
    if there is not None and there.taken_down_at is None:
        if there.pk != id:
            raise Refused(_("This group is on the map, or waits to be, already."))
        audit.nothing_changed()
        return there
    must_keep_measure(Listing.objects.filter(written_by=by), "asked_at", at)
    at = at or timezone.now()
    if there is not None:  # it stood there once
        Listing.objects.filter(pk=there.pk).update(
            **said, written_by=by, edition=there.edition + 1, asked_at=at, taken_down_at=None
        )
        there.refresh_from_db()
        listing = there
    elif Listing.objects.filter(pk=id).exists():
        raise IdentifierTaken
    else:
        listing = Listing.objects.create(
            id=id, group=group, joining=group.joining, written_by=by, asked_at=at, **said
        )
    audit.record(by=by, verb="listing.asked_for", subject=listing, circle=group)
    return listing


@action
def change_listing(
    *,
    by: Person,
    listing: Listing,
    name: str,
    purpose: str,
    place: str,
    rhythm: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Listing:
    """Say something else of a group on the map; it stands there again once a steward has read that. The same changes nothing.

    `read` is the version (of `Listing.EDITED`) that was edited. Raises `ChangedMeanwhile`, `SaysNothing`, `TooMuch`, and what
    `list_group` raises.
    """
    listing = _tended(by, listing)
    must_be_confirmed(by)
    now = kept(listing, Listing.EDITED)
    said = _said(name, purpose, place, rhythm, latitude, longitude)
    if now == said:
        audit.nothing_changed()
        return listing
    must_be_as_read(read, now)
    listing.edition += 1
    for field, value in said.items():
        setattr(listing, field, value)
    listing.written_by, listing.asked_at = by, at or timezone.now()
    listing.save(update_fields=[*said, "edition", "written_by", "asked_at"])
    audit.record(by=by, verb="listing.changed", subject=listing, circle=listing.group_id)
    return listing


@action
def take_down_listing(*, by: Person, listing: Listing, at: datetime.datetime | None = None) -> Listing:
    """Take a group that `by` tends off the map; the group goes on. Twice changes nothing."""
    listing = _tended(by, listing)
    if listing.taken_down_at is not None:
        audit.nothing_changed()
        return listing
    listing.taken_down_at = at or timezone.now()
    listing.save(update_fields=["taken_down_at"])
    audit.record(by=by, verb="listing.taken_down", subject=listing, circle=listing.group_id)
    return listing


@action
def ask_to_join(
    *,
    by: Person,
    listing: Listing,
    id: uuid.UUID,
    text: str,
    name: str = "",
    at: datetime.datetime | None = None,
) -> AskToJoin:
    """Ask those who tend a group on the map to let one in; they answer. While one waits, again changes nothing.

    Raises `SaysNothing`, `NotConfirmed`, `TooMuch`; `Refused` for who is in it, or where one can just join.
    """
    from relationships.tasks import tell_those_who_tend

    listing = Listing.objects.public().get(pk=listing.pk)
    in_turn(listing.group_id)
    mine = AskToJoin.objects.filter(person=by)
    if there := mine.waiting().filter(group_id=listing.group_id).first():
        audit.nothing_changed()
        return there
    if Membership.objects.current().filter(person=by, circle_id=listing.group_id).exists():
        raise Refused(_("You are in this group already."))
    if listing.is_open:
        raise Refused(_("This group is open: you can join it at once."))
    if not text.strip():
        raise SaysNothing(_("Write a few words first, so that they know who asks."))
    must_be_confirmed(by)
    must_keep_measure(mine, "asked_at", at)
    if AskToJoin.objects.filter(pk=id).exists():
        raise IdentifierTaken
    ask = AskToJoin.objects.create(
        id=id, group_id=listing.group_id, person=by, name=name.strip() or by.name, text=text.strip(),
        asked_at=at or timezone.now(),
    )  # fmt: skip
    audit.record(by=by, verb="ask_to_join.sent", subject=ask)
    tell_those_who_tend.ask(str(listing.group_id), "asked_to_join", ask.get_absolute_url())
    return ask


@action
def answer_ask_to_join(
    *, by: Person, ask: AskToJoin, welcome: bool, answer: str = "", at: datetime.datetime | None = None
) -> AskToJoin:
    """Let somebody in who asked, or not, with a few words, for who tends the group. The same again changes nothing.

    Raises `NotWaiting` after another answer; `Ended`; `NotFound`, `NotAllowed` for who does not tend it.
    """
    from relationships.tasks import tell_person

    ask = AskToJoin.objects.get(pk=ask.pk)
    group = Circle.objects.get(pk=ask.group_id)
    must_tend(by, group)
    must_go_on(group)
    in_turn(ask.group_id)
    ask.refresh_from_db()
    if ask.answered_at is not None and ask.welcome == welcome:
        audit.nothing_changed()
        return ask
    if ask.answered_at is not None or ask.withdrawn_at is not None:
        raise NotWaiting(_("This was answered, or taken back, meanwhile."))
    at = at or timezone.now()
    if welcome:
        membership, came_in = Membership.objects.get_or_create(
            person_id=ask.person_id, circle_id=ask.group_id, until=None, defaults={"since": at}
        )
        if came_in:
            audit.record(
                by=by, verb="membership.begun", subject=membership, circle=group, concerns=ask.person_id
            )
    ask.answered_at, ask.welcome, ask.answer = at, welcome, answer.strip()
    ask.save(update_fields=["answered_at", "welcome", "answer"])
    audit.record(
        by=by, verb="ask_to_join.answered", subject=ask, circle=group, concerns=ask.person_id, welcome=welcome
    )
    tell_person.ask(str(ask.person_id), "welcome" if welcome else "not_in", ask.get_absolute_url())
    return ask


@action
def withdraw_ask_to_join(*, by: Person, ask: AskToJoin, at: datetime.datetime | None = None) -> AskToJoin:
    """Take back that one would like to come in. Twice, or after an answer, changes nothing."""
    in_turn(ask.group_id)
    ask = AskToJoin.objects.get(pk=ask.pk)
    if ask.person_id != by.pk:
        raise NotFound
    if ask.withdrawn_at is not None or ask.answered_at is not None:
        audit.nothing_changed()
        return ask
    ask.withdrawn_at = at or timezone.now()
    ask.save(update_fields=["withdrawn_at"])
    audit.record(by=by, verb="ask_to_join.withdrawn", subject=ask)
    return ask


def _tended(by: Person, listing: Listing) -> Listing:
    """The listing as it is now, held against others. Raises `NotFound`, `NotAllowed` for who does not tend its group."""
    in_turn(listing.group_id)
    found = Listing.objects.get(pk=listing.pk)
    must_tend(by, Circle.objects.filter(pk=found.group_id).first() or Circle(pk=found.group_id))
    return found


def _said(
    name: str, purpose: str, place: str, rhythm: str, latitude: Decimal | None, longitude: Decimal | None
) -> dict[str, object]:
    """What stands there. Raises `SaysNothing`, and `Refused` for half a position or one that is not on the earth."""
    if not (name.strip() and purpose.strip() and place.strip()):
        raise SaysNothing(_("Give it a name and a place, and say what it is for."))
    if (latitude is None) != (longitude is None):
        raise Refused(_("Give both latitude and longitude, or neither."))
    if latitude is not None and longitude is not None:
        latitude, longitude = round(Decimal(latitude), 2), round(Decimal(longitude), 2)
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise Refused(_("Latitude is between -90 and 90 degrees, longitude between -180 and 180."))
    return {
        "name": name.strip(), "purpose": purpose.strip(), "place": place.strip(), "latitude": latitude,
        "longitude": longitude, "rhythm": rhythm.strip(),
    }  # fmt: skip
