"""Learning in public: writing a piece, asking everybody whose words stand in it, answering, and taking it back."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.security.asking import as_job
from hls_platform.versions import kept, must_be_as_read
from learning.actions.sources import readable
from learning.models import Consent, Draft, Insight, InsightSource, Piece, Quote, Share
from relationships.actions.public_writing import ReadAnew, SaysNothing, must_be_confirmed, must_keep_measure
from relationships.models import Person

SCRUBBER = "hls_scrubber"
REGISTRAR = "hls_registrar"


class Withdrawn(Refused):
    """The piece was taken back: nothing is added to it any more."""


class CannotAskAll(Refused):
    """Somebody whose words stand behind it could not be asked from here."""


@action
def begin_piece(
    *,
    by: Person,
    id: uuid.UUID,
    title: str,
    text: str,
    credit: str = "",
    licence: str = Piece.Licence.BY,
    sources: Iterable[Share | Insight] = (),
    at: datetime.datetime | None = None,
) -> Piece:
    """Begin a piece, seen by oneself alone, perhaps with what others shared in it. The same `id` again changes nothing.

    Raises `SaysNothing`, `SourceGone`, `CannotAskAll`; `NotFound` for a source of a circle that `by` is not in.
    """
    in_turn(id)
    if there := Piece.objects.filter(pk=id).first():
        if there.written_by_id != by.pk:
            raise IdentifierTaken
        audit.nothing_changed()
        return there
    said = _said(title, text, credit, licence)
    at = at or timezone.now()
    piece = Piece.objects.create(id=id, written_by=by, created_at=at, changed_at=at, **said)
    audit.record(by=by, verb="piece.begun", subject=piece)
    for source in sources:
        _quote(by, piece, source, at)
    return piece


@action
def change_piece(
    *,
    by: Person,
    piece: Piece,
    title: str,
    text: str,
    credit: str = "",
    licence: str = Piece.Licence.BY,
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> Piece:
    """Change one's piece. It is a draft again: everybody in it is asked anew, and a steward reads it anew.

    The same again changes nothing. `read` is the version (of `Piece.EDITED`) that was edited. Raises `ChangedMeanwhile`,
    `SaysNothing`, `Withdrawn`.
    """
    piece = _mine(by, piece)
    now, said = kept(piece, Piece.EDITED), _said(title, text, credit, licence)
    if now == said:
        audit.nothing_changed()
        return piece
    must_be_as_read(read, now)
    for field, value in said.items():
        setattr(piece, field, value)
    _as_draft(piece, at or timezone.now())
    piece.save(update_fields=[*said, "edition", "asked_at", "changed_at"])
    audit.record(by=by, verb="piece.changed", subject=piece)
    return piece


@action
def add_quote(
    *, by: Person, piece: Piece, source: Share | Insight, at: datetime.datetime | None = None
) -> Quote:
    """Put what was shared with a circle of `by`'s, or what one thinks there, into one's piece; nobody is asked yet.

    It makes another edition. What stands in it already changes nothing. Raises what `begin_piece` raises, and `Withdrawn`.
    """
    piece = _mine(by, piece)
    of = Q(share=source) if isinstance(source, Share) else Q(insight=source)
    if there := piece.quotes.filter(of).exclude(state=Quote.State.LEFT).first():
        audit.nothing_changed()
        return there
    at = at or timezone.now()
    quote = _quote(by, piece, source, at)
    _as_draft(piece, at)
    piece.save(update_fields=["edition", "asked_at", "changed_at"])
    return quote


@action
def take_out_quote(*, by: Person, quote: Quote) -> Quote:
    """Take somebody's words out of one's piece. Out already: nothing changes."""
    piece = _mine(by, quote.piece)
    quote = piece.quotes.get(pk=quote.pk)
    if quote.state == Quote.State.LEFT:
        audit.nothing_changed()
        return quote
    _leave(piece.quotes.filter(pk=quote.pk))
    quote.refresh_from_db()
    audit.record(by=by, verb="quote.taken_out", subject=piece)
    return quote


@action
def ask_for_piece(*, by: Person, piece: Piece, at: datetime.datetime | None = None) -> Piece:
    """Ask for one's piece to be public: everybody in it is asked, and then a steward reads it. Twice changes nothing.

    Raises `NotConfirmed`, `TooMuch`, `Withdrawn`, `CannotAskAll`.
    """
    from relationships.tasks import tell_person

    piece = _mine(by, piece)
    if piece.asked_at is not None:
        audit.nothing_changed()
        return piece
    must_be_confirmed(by)
    must_keep_measure(Piece.objects.filter(written_by=by), "asked_at", at)
    piece.asked_at = at or timezone.now()
    piece.save(update_fields=["asked_at"])
    audit.record(by=by, verb="piece.asked_for", subject=piece)
    for quote in piece.quotes.exclude(state=Quote.State.LEFT):
        authors = authors_of(by, quote)
        if not authors:  # its source was taken back in this moment
            _leave(piece.quotes.filter(pk=quote.pk))
            continue
        for person in sorted(authors):
            tell_person.ask(str(person), "asked_for_words", reverse("learning:asked"))
    return piece


@action
def agree_to_quote(
    *,
    by: Person,
    consent: Consent,
    credit: str = "",
    words: str | None = None,
    edition: int | None = None,
    at: datetime.datetime | None = None,
) -> Consent:
    """Agree that one's words stand in this edition of a piece, credited as one wishes; empty is without a name.

    Their only author can put them in other `words`. With `edition`, that one was read. The same again changes nothing.
    Raises `ReadAnew` where it was changed meanwhile, `SaysNothing`, `Refused` after they have left the piece.
    """
    consent, quote, piece = _asked(by, consent)
    if consent.edition == piece.edition and quote.state != Quote.State.LEFT:
        audit.nothing_changed()
        return consent
    if quote.state == Quote.State.LEFT or piece.asked_at is None:
        raise Refused(_("Nobody asks for these words just now."))
    _must_be_read(piece, edition)
    if words is not None and quote.authors == 1:
        if not words.strip():
            raise SaysNothing(_("Write the words that may stand there, or say that none may."))
        quote.words = words.strip()
    consent.edition, consent.credit, consent.answered_at = piece.edition, credit.strip(), at or timezone.now()
    consent.save(update_fields=["edition", "credit", "answered_at"])
    quote.waits_for -= 1
    quote.credit = ", ".join(each for each in (quote.credit, consent.credit) if each)
    if quote.waits_for == 0:
        quote.state = Quote.State.AGREED
    quote.save(update_fields=["words", "waits_for", "credit", "state"])
    audit.record(by=by, verb="quote.agreed_to", subject=consent)
    if not _waits(piece):
        _tell_writer(piece, "all_agreed")
    return consent


@action
def refuse_quote(*, by: Person, consent: Consent, at: datetime.datetime | None = None) -> Consent:
    """Say that one's words are not to stand in a piece, before or after one agreed: they leave it at once, for good.

    Nobody is told which of its authors, or why. Twice changes nothing.
    """
    consent, quote, piece = _asked(by, consent)
    if quote.state == Quote.State.LEFT:
        audit.nothing_changed()
        return consent
    _leave(Quote.objects.filter(pk=quote.pk))
    Consent.objects.filter(pk=consent.pk).update(edition=None, credit="", answered_at=at or timezone.now())
    consent.refresh_from_db()
    audit.record(by=by, verb="quote.refused", subject=consent)
    _tell_writer(piece, "words_left")
    return consent


@action
def withdraw_piece(*, by: Person, piece: Piece, at: datetime.datetime | None = None) -> Piece:
    """Take one's piece back: its words are gone from it at once, and its address says that it was withdrawn.

    One's own words are kept among one's drafts. Twice changes nothing.
    """
    in_turn(piece.pk)
    piece = Piece.objects.get(pk=piece.pk)
    if piece.written_by_id != by.pk:
        raise NotFound
    if piece.withdrawn_at is not None:
        audit.nothing_changed()
        return piece
    at = at or timezone.now()
    Draft.objects.create(id=uuid7(), author=by, words={"text": f"{piece.title}\n\n{piece.text}"}, saved_at=at)
    _leave(piece.quotes.exclude(state=Quote.State.LEFT))
    piece.title = piece.text = piece.credit = ""
    piece.withdrawn_at = piece.changed_at = at
    piece.save(update_fields=["title", "text", "credit", "withdrawn_at", "changed_at"])
    audit.record(by=by, verb="piece.withdrawn", subject=piece)
    return piece


def note_published(piece: Piece, at: datetime.datetime) -> None:
    """Note when a piece was public first, in the transaction in which a steward lets it be."""
    with as_job(REGISTRAR):
        Piece.objects.filter(pk=piece.pk, published_at=None).update(published_at=at)


def scrub_quotes(*, share: Share) -> None:
    """Take the words that come from a share, or rest on it, out of every piece, in the transaction that withdraws it."""
    with as_job(SCRUBBER):
        resting = Consent.objects.filter(share_id=share.pk).values_list("quote_id", flat=True)
        _leave(Quote.objects.filter(Q(share_id=share.pk) | Q(pk__in=list(resting))))


@action
def leave_pieces(*, by: Person) -> None:
    """Take all one's own words out of every piece and withdraw one's own, for a person who leaves for good."""
    audit.nothing_changed()  # each has its own entry
    for consent in Consent.objects.filter(person=by).order_by("pk"):
        refuse_quote(by=by, consent=consent)
    for piece in Piece.objects.filter(written_by=by, withdrawn_at=None).order_by("pk"):
        withdraw_piece(by=by, piece=piece)


def authors_of(by: Person, quote: Quote) -> dict[uuid.UUID, uuid.UUID | None]:
    """Everybody whose words a quote is, each with the share by which they are: for the action alone, never for a page.

    Of an insight: whoever wrote it and what came before it, and the authors of all that these rest on. Empty where it is
    shared no more. Raises `CannotAskAll` where an insight rests on something of a circle that `by` is not in.
    """
    if quote.share_id is not None:
        share = Share.objects.live().filter(pk=quote.share_id).select_related("reflection").first()
        return {share.reflection.author_id: share.pk} if share else {}
    found: dict[uuid.UUID, uuid.UUID | None] = {}
    to_follow, followed = [quote.insight_id], set[uuid.UUID]()
    while to_follow:
        id = to_follow.pop()
        if id is None or id in followed:
            continue
        followed.add(id)
        insight = Insight.objects.filter(pk=id).first()
        if insight is None:
            raise _cannot()
        found.setdefault(insight.written_by_id, None)
        sources = list(
            InsightSource.objects.visible_to(by).filter(insight_id=id).select_related("share__reflection")
        )
        if len(sources) < insight.sources_told:
            raise _cannot()
        for source in sources:
            if source.earlier_id is not None:
                to_follow.append(source.earlier_id)
            elif source.share_id is not None:
                share = Share.objects.live().filter(pk=source.share_id).select_related("reflection").first()
                if share is not None:
                    found[share.reflection.author_id] = share.pk
    return found


def _cannot() -> CannotAskAll:
    return CannotAskAll(
        _(
            "This rests on something that you may not see, so that not everybody in it can be asked from here. "
            "Somebody who is in both circles can write the piece."
        )
    )


def _quote(by: Person, piece: Piece, source: Share | Insight, at: datetime.datetime) -> Quote:
    """Put a source into a piece, with its words as they are now."""
    (found,) = readable(by, [source])
    if isinstance(found, Share):
        quote = Quote(id=uuid7(), piece=piece, share=found, words=found.reflection.words, added_at=at)
    else:
        quote = Quote(id=uuid7(), piece=piece, insight=found, words=found.text, added_at=at)
    if not quote.words.strip():
        raise SaysNothing(
            _("This holds no written words, only what was recorded. It cannot stand in a piece.")
        )
    authors = authors_of(by, quote)
    quote.authors = quote.waits_for = len(authors)
    quote.save(force_insert=True)
    for person, share in authors.items():
        Consent(id=uuid7(), quote=quote, person_id=person, share_id=share, asked_at=at).save(
            force_insert=True
        )
    audit.record(by=by, verb="quote.added", subject=piece)
    return quote


def _leave(quotes: QuerySet[Quote]) -> None:
    quotes.update(state=Quote.State.LEFT, words="", credit="", waits_for=0)


def _as_draft(piece: Piece, at: datetime.datetime) -> None:
    """Another edition: whoever agreed, and the steward, agreed to the one before."""
    piece.edition, piece.asked_at, piece.changed_at = piece.edition + 1, None, at
    for quote in piece.quotes.filter(state=Quote.State.AGREED):
        quote.state, quote.waits_for, quote.credit = Quote.State.ASKED, quote.authors, ""
        quote.save(update_fields=["state", "waits_for", "credit"])


def _mine(by: Person, piece: Piece) -> Piece:
    """The piece as it is now, held against others. Raises `NotFound` for another's, `Withdrawn` for one taken back."""
    in_turn(piece.pk)
    found = Piece.objects.get(pk=piece.pk)
    if found.written_by_id != by.pk:
        raise NotFound
    if found.withdrawn_at is not None:
        raise Withdrawn(_("This piece was withdrawn. Your words are among your drafts: begin another."))
    return found


def _asked(by: Person, consent: Consent) -> tuple[Consent, Quote, Piece]:
    """One's consent with its quote and piece as they are now, held against others. Raises `NotFound` for another's."""
    mine = Consent.objects.visible_to(by).select_related("quote").get(pk=consent.pk)
    in_turn(mine.quote.piece_id)
    mine.refresh_from_db()
    quote = Quote.objects.get(pk=mine.quote_id)
    return mine, quote, Piece.objects.filter(pk=quote.piece_id).first() or Piece(pk=quote.piece_id)


def _waits(piece: Piece) -> bool:
    """Whether anybody is still to be asked: one author does not see what others are asked for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wall.waits(%s)", [piece.pk])
        return bool(cursor.fetchone()[0])


def _must_be_read(piece: Piece, edition: int | None) -> None:
    if edition is not None and edition != piece.edition:
        raise ReadAnew(_("It was changed since you read it. Read it once more."))


def _tell_writer(piece: Piece, what: str) -> None:
    from relationships.tasks import tell_person

    if piece.written_by_id is not None:
        tell_person.ask(str(piece.written_by_id), what, piece.get_absolute_url())


def _said(title: str, text: str, credit: str, licence: str) -> dict[str, str]:
    if not title.strip() or not text.strip():
        raise SaysNothing(_("Give it a title, and write what you learned."))
    if licence not in Piece.Licence.values:
        raise Refused(_("Choose what others may do with it."))
    return {"title": title.strip(), "text": text.strip(), "credit": credit.strip(), "licence": licence}
