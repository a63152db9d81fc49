"""Learning in public: with the consent of everybody in it, read by another person, and taken back at any time."""

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hls_platform.actions import NotAllowed, NotFound, Refused
from hls_platform.celery import app
from hls_platform.identifiers import uuid7
from hls_platform.security.asking import as_person
from learning.actions.insights import write_insight
from learning.actions.pieces import (
    CannotAskAll,
    Withdrawn,
    add_quote,
    agree_to_quote,
    ask_for_piece,
    begin_piece,
    change_piece,
    refuse_quote,
    take_out_quote,
    withdraw_piece,
)
from learning.actions.returning import announce_returns, return_words
from learning.actions.shares import withdraw_share
from learning.models import Consent, Draft, Piece, Quote
from learning.queries.pieces import agreed_by, asked_of, stage_of
from relationships.actions.erasure import ask_to_be_erased, erase_person
from relationships.actions.public_writing import NotConfirmed, ReadAnew, look_at, say_concern
from relationships.public_things import KINDS
from tests.factories import a_peer_group, a_person, a_reflection, a_share, confirmed

pytestmark = pytest.mark.django_db
SAID = {"title": "Ring twice", "text": "People answer the second time."}


@pytest.fixture
def writer():
    return confirmed(a_person("Wren"))


@pytest.fixture
def ben():
    return a_person("Ben")


@pytest.fixture
def stella():
    return a_person("Stella", is_steward=True)


@pytest.fixture
def group(writer, ben):
    return a_peer_group("Tuesday", writer, ben, a_person("A"), a_person("B"), a_person("C")).circle


@pytest.fixture
def share(ben, group):
    return a_share(a_reflection(ben, "I rang, and rang again."), group, anonymous=True)


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.task_always_eager = False


def begun(person, *sources, **words):
    return begin_piece(by=person, id=uuid7(), **{**SAID, "credit": "Wren", **words}, sources=sources)


def consent_of(person):
    return Consent.objects.get(person=person)


def let(steward, piece):
    piece.refresh_from_db()
    return look_at(by=steward, kind="piece", thing=piece.pk, edition=piece.edition, allowed=True)


def published(writer, stella, *sources):
    piece = begun(writer, *sources)
    ask_for_piece(by=writer, piece=piece)
    for consent in Consent.objects.filter(quote__piece=piece):
        agree_to_quote(by=consent.person, consent=consent, credit="")
    let(stella, piece)
    piece.refresh_from_db()
    return piece


def read_by_all(piece):
    """What somebody who has not signed in is answered."""
    return Client().get(piece.get_absolute_url())


def test_nothing_is_public_before_all_in_it_and_a_steward_have_agreed(writer, ben, stella, share, letters):
    piece = begun(writer, share)
    assert read_by_all(piece).status_code == 404
    with letters():
        ask_for_piece(by=writer, piece=piece)
    assert [letter.to for letter in mail.outbox] == [[ben.email]]
    assert not Piece.objects.waiting().exists()
    with pytest.raises(NotFound):
        let(stella, piece)

    with letters():
        agree_to_quote(by=ben, consent=consent_of(ben), words="I rang again.", credit="", edition=1)
    assert mail.outbox[-1].to == [writer.email]
    assert read_by_all(piece).status_code == 404
    let(stella, piece)

    page = read_by_all(piece).content.decode()
    assert "I rang again." in page
    assert "I rang, and" not in page
    assert "Ben" not in page
    assert "Wren" in page
    assert "CC BY 4.0" in page
    piece.refresh_from_db()
    assert piece.published_at


def test_whose_words_without_a_name_are_is_told_to_nobody_but_them(writer, ben, stella, share):
    piece = begun(writer, share)
    ask_for_piece(by=writer, piece=piece)

    for person in (writer, stella):
        with as_person(person.pk):
            assert not Consent.objects.exists()
    client = Client()
    client.force_login(writer)
    assert "Ben" not in client.get(piece.get_absolute_url()).content.decode()
    with as_person(ben.pk):
        assert [each.quote.piece for each in asked_of(ben)] == [piece]


def test_who_says_no_gives_no_reason_and_the_rest_goes_on(writer, ben, stella, share):
    piece = begun(writer, share)
    ask_for_piece(by=writer, piece=piece)

    refuse_quote(by=ben, consent=consent_of(ben))
    refuse_quote(by=ben, consent=consent_of(ben))

    quote = Quote.objects.get()
    assert (quote.state, quote.words) == ("left", "")
    piece.refresh_from_db()
    assert stage_of(piece).waits_for_a_steward
    let(stella, piece)
    assert "I rang" not in read_by_all(piece).content.decode()
    with pytest.raises(Refused):
        agree_to_quote(by=ben, consent=consent_of(ben))


def test_a_yes_is_taken_back_later_and_the_words_leave_the_public(writer, ben, stella, share):
    piece = published(writer, stella, share)
    assert "I rang" in read_by_all(piece).content.decode()
    assert [each.quote.piece for each in agreed_by(ben)] == [piece]

    refuse_quote(by=ben, consent=consent_of(ben))

    assert "I rang" not in read_by_all(piece).content.decode()
    feed = Client().get(reverse("learning:pieces_feed")).content.decode()
    assert "Ring twice" in feed
    assert "I rang" not in feed


def test_a_withdrawn_reflection_leaves_every_piece(writer, ben, stella, share):
    piece, draft = published(writer, stella, share), begun(writer, share)

    withdraw_share(by=ben, share=share)

    assert "I rang" not in read_by_all(piece).content.decode()
    assert not Quote.objects.exclude(words="").exists()
    assert draft.quotes.get().state == "left"


def test_what_goes_back_by_the_circles_rule_leaves_every_piece(writer, ben, stella, share, group):
    long_ago = timezone.now() - timezone.timedelta(days=400)
    type(share).objects.filter(pk=share.pk).update(shared_at=long_ago)
    type(group).objects.filter(pk=group.pk).update(words_stay=6)
    piece = published(writer, stella, share)

    announce_returns()
    with time_machine.travel(timezone.now() + timezone.timedelta(days=70)):
        assert return_words() == 1

    assert "I rang" not in read_by_all(piece).content.decode()


def test_of_an_insight_everybody_in_it_is_asked(writer, ben, stella, share, group):
    insight = write_insight(by=writer, circle=group, text="The second ring counts.", sources=[share])
    piece = begun(writer, insight)
    piece = ask_for_piece(by=writer, piece=piece)
    assert {each.person for each in Consent.objects.all()} == {writer, ben}

    agree_to_quote(by=writer, consent=consent_of(writer), credit="Wren")
    assert stage_of(piece).waits_for_others
    agree_to_quote(by=ben, consent=consent_of(ben), words="Mine alone", credit="Ben")

    quote = piece.quotes.get()
    assert (quote.state, quote.words, quote.credit) == ("agreed", insight.text, "Wren, Ben")
    let(stella, piece)
    withdraw_share(by=ben, share=share)
    assert "second ring" not in read_by_all(piece).content.decode()


def test_what_rests_on_a_circle_one_is_not_in_cannot_be_made_a_piece(writer, ben, group):
    elsewhere = a_peer_group("Elsewhere", ben).circle
    hidden = a_share(a_reflection(ben, "Hidden."), elsewhere)
    insight = write_insight(by=ben, circle=group, text="It rests on more.", sources=[hidden])

    with pytest.raises(CannotAskAll):
        begun(writer, insight)
    with pytest.raises(Refused):
        begun(writer, hidden)


def test_changed_words_are_asked_for_anew(writer, ben, stella, share):
    piece = published(writer, stella, share)

    change_piece(by=writer, piece=piece, **{**SAID, "text": "They never answer."}, credit="Wren")

    assert read_by_all(piece).status_code == 404
    ask_for_piece(by=writer, piece=piece)
    with pytest.raises(ReadAnew):
        agree_to_quote(by=ben, consent=consent_of(ben), edition=1)
    assert asked_of(ben).exists()
    assert not Piece.objects.waiting().exists()
    agree_to_quote(by=ben, consent=consent_of(ben), edition=2, credit="Ben")
    let(stella, piece)
    assert "Ben" in read_by_all(piece).content.decode()


def test_whoever_is_in_it_or_wrote_it_is_not_the_one_who_reads_it_for_the_public(writer, ben, share):
    type(ben).objects.filter(pk=ben.pk).update(is_steward=True)
    ben.refresh_from_db()
    piece = begun(writer, share)
    ask_for_piece(by=writer, piece=piece)
    agree_to_quote(by=ben, consent=consent_of(ben))
    with pytest.raises(NotAllowed):
        let(ben, piece)
    assert KINDS["piece"].has_part(ben, piece)


def test_withdrawn_it_says_so_and_nothing_of_it_is_left(writer, ben, stella, share):
    piece = published(writer, stella, share)

    withdraw_piece(by=writer, piece=piece)
    withdraw_piece(by=writer, piece=piece)

    answer = read_by_all(piece)
    assert answer.status_code == 410
    assert "withdrawn" in answer.content.decode()
    assert "Ring twice" not in answer.content.decode()
    assert "Ring twice" not in Client().get(reverse("learning:pieces")).content.decode()
    assert Draft.objects.get(author=writer).words["text"].startswith("Ring twice")
    assert not Quote.objects.exclude(words="").exists()
    with pytest.raises(Withdrawn):
        change_piece(by=writer, piece=piece, **SAID)
    with pytest.raises(NotFound):
        say_concern(by=None, kind="piece", thing=piece.pk, text="Spam", id=uuid7())


def test_a_draft_that_was_never_public_is_gone_without_a_word(writer):
    piece = begun(writer)
    withdraw_piece(by=writer, piece=piece)
    assert read_by_all(piece).status_code == 404


def test_only_the_writer_changes_it_and_only_with_a_confirmed_address_it_becomes_public(writer, ben, share):
    piece = begun(writer, share)
    for act in (
        lambda: change_piece(by=ben, piece=piece, **SAID),
        lambda: withdraw_piece(by=ben, piece=piece),
        lambda: ask_for_piece(by=ben, piece=piece),
        lambda: take_out_quote(by=ben, quote=piece.quotes.get()),
        lambda: agree_to_quote(by=writer, consent=consent_of(ben)),
    ):
        with pytest.raises(NotFound):
            act()
    assert add_quote(by=writer, piece=piece, source=share) == piece.quotes.get()
    take_out_quote(by=writer, quote=piece.quotes.get())
    with pytest.raises(NotConfirmed):
        ask_for_piece(by=ben, piece=begun(ben))


def test_who_is_erased_takes_their_words_and_their_pieces_along(writer, ben, stella, share):
    theirs, own = published(writer, stella, share), published(confirmed(ben), stella)

    ask_to_be_erased(by=ben)
    erase_person(by=ben)

    assert "I rang" not in read_by_all(theirs).content.decode()
    assert read_by_all(own).status_code == 410
    assert not Consent.objects.filter(person=ben).exists()
