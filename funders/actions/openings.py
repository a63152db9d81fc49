"""What somebody who looks for money does: first words, sent when they choose, answered, and taken back at any time."""

import datetime
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from funders.models import Fund, OpeningConversation, OpeningFile
from funders.models.opening import OpeningDecision
from funders.tasks import send_first_words_link, tell_applicant, tell_funder
from hls_platform import media
from hls_platform.actions import NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from relationships.actions.address_links import come_in_by, make_address_link
from relationships.actions.memberships import NotValid, hash_of
from relationships.models import Person

DRAFT_STAYS = datetime.timedelta(days=30)
"""So long words that were not sent are kept, and the link to them works."""
WITHDRAWN_STAYS = datetime.timedelta(days=30)
LONGEST = 5000


class NotOpen(Refused):
    """The fund takes no first words now."""


@dataclass(frozen=True)
class Bearer:
    """Who writes first words: a person who has signed in, or whoever bears the link that went to their address."""

    person: Person | None = None
    token: str = ""

    def asks(self) -> AbstractContextManager[None]:
        """A transaction in which they ask."""
        return as_person(
            self.person.pk if self.person else None, token_hash=hash_of(self.token) if self.token else ""
        )

    def find(self) -> OpeningConversation:
        """The words that the link leads to, read as its bearer. Raises NotValid where it leads nowhere (any more)."""
        found = (
            OpeningConversation.objects.filter(
                token_hash=hash_of(self.token), sent_at=None, begun_at__gt=timezone.now() - DRAFT_STAYS
            )
            .select_related("fund")
            .first()
        )
        if found is None:
            raise NotValid(_("This link does not work any more. Begin again, and you are sent another."))
        return found


def _trimmed(words: dict[str, str]) -> dict[str, str]:
    """The words of an opening among `words`. Raises Refused for more than anybody reads in ten minutes."""
    said = {name: words.get(name, "").strip() for name in OpeningConversation.WORDS}
    if any(len(text) > LONGEST for text in said.values()):
        raise Refused(_("Say it in fewer words: up to 5000 characters can stand in each box."))
    return said


@action
def begin_words(
    *, fund: Fund, words: dict[str, str], by: Person | None = None, email: str = ""
) -> tuple[OpeningConversation, str]:
    """Keep first words for an open fund: as `by`, or for whoever reads the post of `email`, to which a link is sent.

    `words` are those of `OpeningConversation.WORDS`. Returns the opening, and the token of the link (empty for `by`).
    Nobody but they see anything of it. Raises NotOpen, Refused.
    """
    if not Fund.objects.open().filter(pk=fund.pk).exists():
        raise NotOpen(_("This fund takes no first words just now."))
    said = _trimmed(words)
    if by is not None:
        opening = OpeningConversation.objects.create(fund=fund, applicant=by, email=by.email, **said)
        audit.record(by=by, verb="opening.begun", subject=opening)
        return opening, ""
    email = email.strip().lower()
    token = make_address_link(email, lasts=DRAFT_STAYS)
    with Bearer(token=token).asks():
        opening = OpeningConversation.objects.create(
            fund=fund, email=email, token_hash=hash_of(token), **said
        )
        send_first_words_link.ask(str(opening.pk), token)
    with as_job("hls_door"):
        audit.record(by=None, verb="opening.begun", subject=opening)
    return opening, token


@action
def keep_words(*, opening: OpeningConversation, bearer: Bearer, words: dict[str, str]) -> OpeningConversation:
    """Keep what is typed, while it is not sent. Raises NotFound once it is, or where it is somebody else's; Refused."""
    said = _trimmed(words)
    with bearer.asks():
        in_turn(opening.pk)
        changed = OpeningConversation.objects.filter(pk=opening.pk, sent_at=None).update(**said)
    if not changed:
        raise NotFound
    audit.nothing_changed()  # as for every draft: it was begun once, and what is typed is not told of
    for name, text in said.items():
        setattr(opening, name, text)
    return opening


@action
def send_words(
    *, opening: OpeningConversation, bearer: Bearer, password: str = "", at: datetime.datetime | None = None
) -> Person:
    """Send first words to the people of the fund; twice changes nothing. Whoever bears the link comes in by it: they are
    the applicant from now on, and sign in to read what becomes of it. Returns them.

    Raises NotOpen; Refused while a box is empty; NotValid.
    """
    with bearer.asks():
        in_turn(opening.pk)
        opening.refresh_from_db()
        if opening.sent_at is not None and bearer.person and opening.applicant_id == bearer.person.pk:
            audit.nothing_changed()
            return bearer.person
        if not opening.fund.is_open:
            raise NotOpen(_("This fund takes no first words just now. What you wrote is kept for a while."))
        if not all(getattr(opening, name) for name in OpeningConversation.WORDS):
            raise Refused(_("Write a few words in each box, then send it."))
        person = (
            come_in_by(bearer.token, by=bearer.person, name=opening.name, password=password)
            if bearer.token
            else bearer.person
        )
    if person is None:
        raise NotFound
    with as_person(person.pk, token_hash=hash_of(bearer.token) if bearer.token else ""):
        opening.applicant, opening.token_hash = person, None
        opening.email, opening.sent_at = person.email, at or timezone.now()
        opening.save(update_fields=["applicant", "token_hash", "email", "sent_at"])
        audit.record(by=person, verb="opening.sent", subject=opening, circle=opening.fund.funder_id)
        tell_applicant.ask(str(person.pk), str(opening.pk), "sent")
        tell_funder.ask(str(opening.fund.funder_id), str(opening.pk), "arrived")
    return person


@action
def add_file(*, opening: OpeningConversation, bearer: Bearer, content: bytes) -> OpeningFile:
    """Let a file come with first words that are not sent yet, in the place of one that was there.

    A picture is painted anew; a PDF, OpenDocument text or Word document is looked at. Raises `NotAccepted`, NotFound.
    """
    begins_as_document = content.startswith((b"%PDF-", b"PK\x03\x04"))
    clean = media.document(content) if begins_as_document else media.picture(content)
    with bearer.asks():
        in_turn(opening.pk)
        if not OpeningConversation.objects.filter(pk=opening.pk, sent_at=None).exists():
            raise NotFound
        OpeningFile.objects.filter(opening=opening).delete()
        kept = OpeningFile.objects.create(
            opening=opening, content_type=clean.content_type, content=clean.content, size=len(clean.content)
        )
    audit.nothing_changed()  # a part of the draft
    return kept


@action
def take_off_file(*, opening: OpeningConversation, bearer: Bearer) -> None:
    """Take the file off words that are not sent yet. Twice changes nothing."""
    with bearer.asks():
        OpeningFile.objects.filter(opening=opening, opening__sent_at=None).delete()
    audit.nothing_changed()  # a part of the draft


@action
def discard_words(*, opening: OpeningConversation, bearer: Bearer) -> None:
    """Throw away first words that were not sent: nothing of them is left. Raises NotFound once they are sent."""
    with bearer.asks():
        in_turn(opening.pk)
        OpeningFile.objects.filter(opening=opening, opening__sent_at=None).delete()
        gone, _by_table = OpeningConversation.objects.filter(pk=opening.pk, sent_at=None).delete()
    if not gone:
        raise NotFound
    if bearer.person:
        audit.record(by=bearer.person, verb="opening.discarded", subject=opening)
    else:
        with as_job("hls_door"):
            audit.record(by=None, verb="opening.discarded", subject=opening)


@action
def answer_decision(*, by: Person, opening: OpeningConversation, answer: str) -> OpeningConversation:
    """Answer a “not now”, once; the people of the fund read it. Raises NotFound, Refused."""
    _must_be_ones_own(by, opening)
    if not answer.strip():
        raise Refused(_("Write a few words."))
    in_turn(opening.pk)
    opening.refresh_from_db()
    if opening.answer == answer.strip():
        audit.nothing_changed()
        return opening
    decided = OpeningDecision.objects.filter(opening=opening).first()
    if opening.withdrawn_at or decided is None or decided.outcome != OpeningDecision.Outcome.NOT_NOW:
        raise Refused(_("There is nothing to answer."))
    if opening.answered_at:
        raise Refused(_("You have answered. If there is more to say, begin with new first words."))
    opening.answer, opening.answered_at = answer.strip(), timezone.now()
    opening.save(update_fields=["answer", "answered_at"])
    audit.record(by=by, verb="opening.answered", subject=opening, circle=opening.fund.funder_id)
    tell_funder.ask(str(opening.fund.funder_id), str(opening.pk), "answered")
    return opening


@action
def withdraw_words(*, by: Person, opening: OpeningConversation) -> OpeningConversation:
    """Take first words back, at any time: every word and the file are gone at once. Twice changes nothing.

    The people of the fund learn that somebody took theirs back, and not who. Raises NotFound.
    """
    _must_be_ones_own(by, opening)
    in_turn(opening.pk)
    opening.refresh_from_db()
    if opening.is_draft:
        raise NotFound
    if opening.withdrawn_at:
        audit.nothing_changed()
        return opening
    OpeningFile.objects.filter(opening=opening).delete()
    for name in (*OpeningConversation.WORDS, "email", "answer"):
        setattr(opening, name, "")
    opening.withdrawn_at = timezone.now()
    opening.save()
    audit.record(by=by, verb="opening.withdrawn", subject=opening)
    tell_funder.ask(str(opening.fund.funder_id), str(opening.pk), "withdrawn")
    return opening


def _must_be_ones_own(by: Person, opening: OpeningConversation) -> None:
    if opening.applicant_id != by.pk:
        raise NotFound


OVER = """
    SELECT opening.id FROM funders_openingconversation opening
    JOIN funders_fund fund ON fund.id = opening.fund_id
    LEFT JOIN funders_openingdecision decision ON decision.opening_id = opening.id
    WHERE opening.sent_at IS NULL AND opening.begun_at < %(draft)s
       OR opening.withdrawn_at < %(withdrawn)s
       OR greatest(opening.sent_at, opening.answered_at, decision.decided_at)
          < %(now)s - make_interval(months => fund.kept_months)
    ORDER BY opening.id LIMIT %(most)s"""
FORGET = (
    "DELETE FROM funders_openingfile WHERE opening_id = ANY (%s)",
    "DELETE FROM funders_openingtalk WHERE opening_id = ANY (%s)",
    "DELETE FROM funders_openinginterest WHERE opening_id = ANY (%s)",
    "DELETE FROM funders_openingview WHERE opening_id = ANY (%s)",
    "DELETE FROM funders_openingdecision WHERE opening_id = ANY (%s)",
    "DELETE FROM funders_openingconversation WHERE id = ANY (%s)",
)


@action
def forget_openings(*, at: datetime.datetime | None = None, most: int = 1000) -> int:
    """Forget each opening conversation whose time is over, with all that belongs to it; how many that were.

    Words that were not sent, and what was taken back, go after 30 days; the others as long after the last thing that
    happened as their fund says. Can run twice, at once, or be killed, without harm.
    """
    now = at or timezone.now()
    said: dict[str, Any] = {
        "draft": now - DRAFT_STAYS,
        "withdrawn": now - WITHDRAWN_STAYS,
        "now": now,
        "most": most,
    }
    with as_job("hls_clock"), connection.cursor() as cursor:
        cursor.execute(OVER, said)
        over = [id for (id,) in cursor.fetchall()]
        for statement in FORGET:
            cursor.execute(statement, [over])
    audit.nothing_changed()  # there is nobody and nothing left to tell it of
    return len(over)
