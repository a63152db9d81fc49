"""The community: groups on the map, coming into one, events; nothing is public before another person has read it."""

import datetime
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.celery import app
from hls_platform.identifiers import uuid7
from hls_platform.security.asking import as_person
from hls_platform.versions import ChangedMeanwhile, kept, version_of
from relationships.actions.administration import make_steward, take_steward
from relationships.actions.ending import end_circle
from relationships.actions.events import CalledOff, announce_event, call_off_event, change_event
from relationships.actions.listings import (
    NotWaiting,
    answer_ask_to_join,
    ask_to_join,
    change_listing,
    list_group,
    start_local_group,
    take_down_listing,
    withdraw_ask_to_join,
)
from relationships.actions.memberships import accept_invitation, invite
from relationships.actions.offers import answer_offer, put_up_offer
from relationships.actions.public_writing import (
    MOST_A_DAY,
    NotConfirmed,
    ReadAnew,
    SaysNothing,
    TooMuch,
    close_concern,
    look_at,
    say_concern,
)
from relationships.models import AskToJoin, Concern, Event, Listing, Look, Membership, Offer, Person
from tests.factories import a_peer_group, a_person, confirmed

pytestmark = pytest.mark.django_db
SAID = {"name": "Sutton reads", "purpose": "We think aloud.", "place": "Sutton"}
LATER = timezone.now() + datetime.timedelta(days=9)


@pytest.fixture
def amina():
    return confirmed(a_person("Amina"))


@pytest.fixture
def ben():
    return confirmed(a_person("Ben"))


@pytest.fixture
def stella():
    return a_person("Stella", is_steward=True)


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.task_always_eager = False


def started(person, **words):
    return start_local_group(by=person, id=uuid7(), **{**SAID, **words})


def let(steward, kind, thing):
    thing.refresh_from_db()
    return look_at(by=steward, kind=kind, thing=thing.pk, edition=thing.edition, allowed=True)


def on_the_map() -> list[Listing]:
    """As somebody who has not signed in reads it."""
    with as_person(None):
        return list(Listing.objects.public())


def test_a_group_stands_on_the_map_once_a_steward_has_read_it(amina, stella):
    listing = started(amina, latitude=50.371234, longitude=-4.142)

    assert on_the_map() == []
    with as_person(None):
        assert not Listing.objects.exists()
    let(stella, "listing", listing)

    (shown,) = on_the_map()
    assert shown.position == (Decimal("50.37"), Decimal("-4.14"))
    assert listing.group.memberships.get().role == Membership.Role.FACILITATOR


def test_who_has_not_confirmed_their_address_writes_nothing_in_public(stella):
    carl = a_person("Carl")
    group = a_peer_group("Nine", carl)

    for write in (
        lambda: started(carl),
        lambda: list_group(by=carl, id=uuid7(), group=group, **SAID),
        lambda: announce_event(
            by=carl, circle=group.circle, id=uuid7(), title="Tea", place="Here", starts_at=LATER, public=True
        ),
        lambda: put_up_offer(by=carl, id=uuid7(), kind="nerve", about="Bosses", text="Ask.", reach="public"),
    ):
        with pytest.raises(NotConfirmed):
            write()
    announce_event(by=carl, circle=group.circle, id=uuid7(), title="Tea", place="Here", starts_at=LATER)


def test_an_invitation_that_was_opened_confirms_the_address(amina):
    group = a_peer_group("Nine", amina)
    _invitation, token = invite(by=amina, circle=group.circle, email="dee@example.org")

    dee = accept_invitation(token=token, name="Dee", password="correct horse battery")

    assert EmailAddress.objects.get(user=dee, email="dee@example.org").verified


def test_nobody_reads_their_own_for_the_public_and_nobody_but_a_steward_any(amina, ben, stella):
    mine = started(confirmed(stella))
    with pytest.raises(NotAllowed):
        let(stella, "listing", mine)
    with pytest.raises(NotFound):
        let(ben, "listing", mine)
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.create(kind="listing", thing=mine.pk, edition=1, allowed=True, concerns=ben, by=ben)


def test_changed_words_are_read_anew(amina, stella):
    listing = started(amina)
    let(stella, "listing", listing)
    read = version_of(kept(listing, Listing.EDITED))

    change_listing(by=amina, listing=listing, **{**SAID, "purpose": "We sell things."}, read=read)

    assert on_the_map() == []
    with pytest.raises(ReadAnew):
        look_at(by=stella, kind="listing", thing=listing.pk, edition=1, allowed=True)
    with pytest.raises(ChangedMeanwhile):
        change_listing(by=amina, listing=listing, **{**SAID, "purpose": "Other."}, read=read)
    let(stella, "listing", listing)
    assert [each.purpose for each in on_the_map()] == ["We sell things."]


def test_a_steward_takes_something_out_again_and_says_why(amina, stella, letters):
    listing = started(amina)
    let(stella, "listing", listing)

    with pytest.raises(SaysNothing):
        look_at(by=stella, kind="listing", thing=listing.pk, edition=1, allowed=False)
    with letters():
        look_at(
            by=stella, kind="listing", thing=listing.pk, edition=1, allowed=False, words="It names a client."
        )

    assert on_the_map() == []
    (letter,) = mail.outbox
    assert letter.to == [amina.email]
    assert "client" not in letter.body
    with as_person(amina.pk):
        assert Look.objects.get(allowed=False).words == "It names a client."
    with as_person(None):
        assert not Look.objects.filter(allowed=False).exists()
    assert not Listing.objects.waiting().exists()


def test_an_open_group_is_joined_and_one_by_invitation_is_asked(amina, ben, stella, letters):
    listing = started(amina)
    with pytest.raises(NotFound):
        ask_to_join(by=ben, listing=listing, id=uuid7(), text="I work nearby.")
    let(stella, "listing", listing)
    mail.outbox.clear()

    with letters():
        ask = ask_to_join(by=ben, listing=listing, id=uuid7(), text="I work nearby.")
    assert ask_to_join(by=ben, listing=listing, id=uuid7(), text="Again.") == ask
    assert [letter.to for letter in mail.outbox] == [[amina.email]]
    with letters():
        answer_ask_to_join(by=amina, ask=ask, welcome=True, answer="Come on Tuesday.")

    assert Membership.objects.current().get(person=ben).circle_id == listing.group_id
    assert mail.outbox[-1].to == [ben.email]
    answer_ask_to_join(by=amina, ask=ask, welcome=True)
    with pytest.raises(NotWaiting):
        answer_ask_to_join(by=amina, ask=ask, welcome=False)

    open_one = started(amina, name="Open", joining="open")
    let(stella, "listing", open_one)
    with pytest.raises(Refused, match="open"):
        ask_to_join(by=a_person("Dee"), listing=open_one, id=uuid7(), text="Hello.")


def test_an_ask_is_answered_by_who_tends_the_group_and_taken_back_by_who_asked(amina, ben, stella):
    listing = started(amina)
    let(stella, "listing", listing)
    ask = ask_to_join(by=ben, listing=listing, id=uuid7(), text="I work nearby.")

    for other in (ben, stella):
        with pytest.raises(NotFound):
            answer_ask_to_join(by=other, ask=ask, welcome=True)
    with pytest.raises(NotFound):
        withdraw_ask_to_join(by=amina, ask=ask)
    withdraw_ask_to_join(by=ben, ask=ask)

    with pytest.raises(NotWaiting):
        answer_ask_to_join(by=amina, ask=ask, welcome=True)
    assert not Membership.objects.filter(person=ben).exists()
    assert not AskToJoin.objects.waiting().exists()


def test_an_event_is_for_its_circle_or_once_read_for_everybody(amina, ben, stella):
    circle = a_peer_group("Nine", amina).circle
    words = {"title": "Tea", "place": "Library", "starts_at": LATER}
    announce_event(by=amina, circle=circle, id=uuid7(), **words)
    open_one = announce_event(by=amina, circle=circle, id=uuid7(), public=True, **words)

    with as_person(ben.pk):
        assert not Event.objects.exists()
    let(stella, "event", open_one)
    with as_person(None):
        assert list(Event.objects.all()) == [open_one]
    moved = change_event(by=amina, event=open_one, **{**words, "place": "Park"}, public=True)
    assert moved.edition == 2
    assert moved.ends_at == LATER + datetime.timedelta(hours=2)
    with as_person(None):
        assert not Event.objects.exists()
    let(stella, "event", open_one)
    call_off_event(by=amina, event=open_one)
    with as_person(None):
        assert Event.objects.get().called_off_at
    with pytest.raises(CalledOff):
        change_event(by=amina, event=open_one, **words)
    with pytest.raises(NotFound):
        announce_event(by=ben, circle=circle, id=uuid7(), **words)
    with pytest.raises(Refused):
        announce_event(by=amina, circle=circle, id=uuid7(), **words, ends_at=LATER)


def test_a_nerve_giver_is_found_by_all_and_talks_when_both_choose(amina, ben, stella):
    offer = put_up_offer(
        by=amina, id=uuid7(), kind="nerve", about="Saying no to a target", text="I have.", reach="public"
    )
    with as_person(None):
        assert not Offer.objects.exists()
    with pytest.raises(NotFound):
        answer_offer(by=ben, offer=offer, id=uuid7(), text="How?")

    let(stella, "offer", offer)

    with as_person(None):
        assert list(Offer.objects.all()) == [offer]
    talk = answer_offer(by=ben, offer=offer, id=uuid7(), text="I have to speak to the board.")
    assert talk.begun_at is None


def test_anybody_says_what_is_wrong_and_only_stewards_read_it(amina, ben, stella):
    listing = started(amina)
    with pytest.raises(NotFound):
        say_concern(by=ben, kind="listing", thing=listing.pk, text="Spam", id=uuid7())
    let(stella, "listing", listing)

    with as_person(None):
        say_concern(by=None, kind="listing", thing=listing.pk, text="It is an advert.", id=uuid7())
        assert not Concern.objects.exists()
    mine = say_concern(by=ben, kind="listing", thing=listing.pk, text="It names somebody.", id=uuid7())

    with as_person(amina.pk):
        assert not Concern.objects.exists()
    with as_person(stella.pk):
        assert Concern.objects.waiting().count() == 2
    close_concern(by=stella, concern=mine)
    with pytest.raises(NotFound):
        close_concern(by=ben, concern=mine)
    assert Concern.objects.waiting().count() == 1


def test_there_is_a_measure_for_a_day(amina, ben, stella):
    listing = started(amina)
    let(stella, "listing", listing)
    for _nth in range(MOST_A_DAY):
        say_concern(by=ben, kind="listing", thing=listing.pk, text="Spam", id=uuid7())
    with pytest.raises(TooMuch):
        say_concern(by=ben, kind="listing", thing=listing.pk, text="Spam", id=uuid7())
    say_concern(
        by=ben, kind="listing", thing=listing.pk, text="Spam", id=uuid7(),
        at=timezone.now() + datetime.timedelta(days=2),
    )  # fmt: skip


def test_a_group_leaves_the_map_when_it_likes_and_when_it_ends(amina, stella):
    listing = started(amina)
    let(stella, "listing", listing)
    event = announce_event(
        by=amina, circle=listing.group.circle, id=uuid7(), title="Tea", place="Here", starts_at=LATER
    )
    take_down_listing(by=amina, listing=listing)
    assert on_the_map() == []
    again = list_group(by=amina, id=uuid7(), group=listing.group, **SAID)
    assert again == listing
    assert on_the_map() == []
    let(stella, "listing", listing)
    assert on_the_map() == [listing]

    end_circle(by=amina, circle=listing.group.circle)

    assert on_the_map() == []
    event.refresh_from_db()
    assert event.called_off_at


def test_an_administrator_makes_stewards_and_nobody_makes_themselves_one(ben):
    ada = a_person("Ada", is_administrator=True)
    make_steward(by=ada, person=ben)
    assert Person.objects.get(pk=ben.pk).is_steward
    take_steward(by=ada, person=ben)
    with as_person(ben.pk), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        Person.objects.filter(pk=ben.pk).update(is_steward=True)
