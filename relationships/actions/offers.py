"""Putting up offers and asks, and the conversations that two people choose."""

import datetime
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from relationships.actions.public_writing import SaysNothing, must_be_confirmed, must_keep_measure
from relationships.models import Offer, Person, Talk, TalkLine

ONE_LETTER_FOR = datetime.timedelta(hours=1)
"""Who writes several times in this time is told of to the other once."""


class TakenDown(Refused):
    """The offer is not there for others any more."""


class NotTalking(Refused):
    """The two do not talk (yet, or any more)."""


@action
def put_up_offer(
    *,
    by: Person,
    id: uuid.UUID,
    kind: str,
    text: str,
    about: str,
    reach: str,
    place: str = "",
    work: str = "",
    name: str = "",
    at: datetime.datetime | None = None,
) -> Offer:
    """Put up an offer or an ask (`Offer.Kind`) for `reach` (`Offer.Reach`) to find, under `name` or one's own.

    The same `id` again changes nothing. One for everybody is public once a steward has read it.
    Raises `SaysNothing`; `NotConfirmed` and `TooMuch` for a public one.
    """
    if not text.strip() or not about.strip():
        raise SaysNothing(_("Say what it is about, and a few words more."))
    in_turn(id)
    there = Offer.objects.filter(pk=id).first()
    if there is not None:
        if there.person_id != by.pk:
            raise IdentifierTaken
        audit.nothing_changed()
        return there
    if reach == Offer.Reach.PUBLIC:
        must_be_confirmed(by)
        must_keep_measure(Offer.objects.filter(person=by, reach=reach), "created_at", at)
    offer = Offer.objects.create(
        id=id,
        person=by,
        name=name.strip() or by.name,
        kind=kind,
        text=text.strip(),
        about=about.strip(),
        place=place.strip(),
        work=work.strip(),
        reach=reach,
        created_at=at or timezone.now(),
    )
    audit.record(by=by, verb="offer.put_up", subject=offer, kind=kind, reach=reach)
    return offer


@action
def take_down_offer(*, by: Person, offer: Offer) -> Offer:
    """Take one's offer down: nobody finds it any more; conversations that began go on. Twice changes nothing."""
    in_turn(offer.pk)
    offer = Offer.objects.get(pk=offer.pk)
    if offer.person_id != by.pk:
        raise NotFound
    if offer.closed_at is not None:
        audit.nothing_changed()
        return offer
    offer.closed_at = timezone.now()
    offer.save(update_fields=["closed_at"])
    audit.record(by=by, verb="offer.taken_down", subject=offer)
    return offer


@action
def answer_offer(
    *,
    by: Person,
    offer: Offer,
    id: uuid.UUID,
    text: str,
    name: str = "",
    at: datetime.datetime | None = None,
) -> Talk:
    """Ask whoever put it up to talk, with first words; they choose. Once for each offer: again changes nothing.

    Raises `SaysNothing`, `TakenDown`; `Refused` for one's own; `NotFound` for one that is not for `by` to find.
    """
    from relationships.tasks import tell_of_talk

    if not Offer.objects.visible_to(by).filter(pk=offer.pk).exists():
        raise NotFound
    if offer.person_id == by.pk:
        raise Refused(_("This one is yours: it is for others to answer."))
    if not text.strip():
        raise SaysNothing(_("Write a few words first, so that they know why you would like to talk."))
    in_turn(offer.pk)
    there = Talk.objects.filter(offer=offer, asked_by=by).first()
    if there is not None:
        audit.nothing_changed()
        return there
    if not Offer.objects.standing().filter(pk=offer.pk).exists():
        raise TakenDown(_("This was taken down meanwhile. Your words are still here."))
    if Talk.objects.filter(pk=id).exists():
        raise IdentifierTaken
    talk = Talk.objects.create(
        id=id,
        offer=offer,
        asked_by=by,
        name=name.strip() or by.name,
        text=text.strip(),
        asked_at=at or timezone.now(),
    )
    audit.record(by=by, verb="talk.asked_for", subject=talk)
    tell_of_talk.ask(str(offer.person_id), str(talk.pk), "asked")
    return talk


def _of_two(by: Person, talk: Talk) -> Talk:
    """The talk as it stands now, held against others. Raises `NotFound` for who is not one of the two."""
    in_turn(talk.pk)
    found = Talk.objects.visible_to(by).select_related("offer").filter(pk=talk.pk).first()
    if found is None:
        raise NotFound
    return found


@action
def begin_talk(*, by: Person, talk: Talk, at: datetime.datetime | None = None) -> Talk:
    """Say yes to talking about what one put up. Twice changes nothing. Raises `NotTalking` after it ended."""
    from relationships.tasks import tell_of_talk

    talk = _of_two(by, talk)
    if talk.offer.person_id != by.pk:
        raise NotFound
    if talk.ended_at is not None:
        raise NotTalking(_("This conversation has ended."))
    if talk.begun_at is not None:
        audit.nothing_changed()
        return talk
    talk.begun_at = at or timezone.now()
    talk.save(update_fields=["begun_at"])
    audit.record(by=by, verb="talk.begun", subject=talk)
    tell_of_talk.ask(str(talk.asked_by_id), str(talk.pk), "begun")
    return talk


@action
def say(*, by: Person, talk: Talk, id: uuid.UUID, text: str, at: datetime.datetime | None = None) -> TalkLine:
    """Say something in a conversation that both chose. The same `id` again changes nothing.

    Raises `SaysNothing`, `NotTalking`; `NotFound` for who is not one of the two.
    """
    from relationships.tasks import tell_of_talk

    talk = _of_two(by, talk)
    there = TalkLine.objects.filter(pk=id, talk=talk, by=by).first()
    if there is not None:
        audit.nothing_changed()
        return there
    if not text.strip():
        raise SaysNothing(_("Write a few words first."))
    if not talk.goes_on:
        raise NotTalking(_("You can write to each other while both want to."))
    if TalkLine.objects.filter(pk=id).exists():
        raise IdentifierTaken
    told_of_late = TalkLine.objects.filter(talk=talk, by=by, said_at__gt=timezone.now() - ONE_LETTER_FOR)
    tell = not told_of_late.exists()
    line = TalkLine.objects.create(id=id, talk=talk, by=by, text=text.strip(), said_at=at or timezone.now())
    audit.record(by=by, verb="talk.said", subject=talk)
    if tell:
        other = talk.offer.person_id if by.pk == talk.asked_by_id else talk.asked_by_id
        tell_of_talk.ask(str(other), str(talk.pk), "said")
    return line


@action
def end_talk(*, by: Person, talk: Talk) -> Talk:
    """End a conversation, or say not now before it began. Either of the two can; nothing more is said after it."""
    talk = _of_two(by, talk)
    if talk.ended_at is not None:
        audit.nothing_changed()
        return talk
    talk.ended_at = timezone.now()
    talk.save(update_fields=["ended_at"])
    audit.record(by=by, verb="talk.ended", subject=talk)
    return talk
