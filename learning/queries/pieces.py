"""What the pages of learning in public read."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from learning.models import Consent, Insight, Piece, Quote, Share
from relationships.models import Look, Person

QUOTED = Prefetch(
    "quotes", Quote.objects.filter(state=Quote.State.AGREED).order_by("added_at", "id"), to_attr="quoted"
)


def public_pieces() -> QuerySet[Piece]:
    """Those that everybody reads, each with `quoted`: the words of others in it."""
    return Piece.objects.public().prefetch_related(QUOTED)


def pieces_of(person: Person) -> QuerySet[Piece]:
    """One's own that were not withdrawn, newest first."""
    return Piece.objects.filter(written_by=person, withdrawn_at=None).order_by("-created_at", "-id")


@dataclass(frozen=True)
class Stage:
    """Where a piece of one's own stands: a draft, being asked for, waiting for a steward, public, or not like this."""

    is_draft: bool
    waits_for_others: bool
    is_public: bool
    refused: str

    @property
    def waits_for_a_steward(self) -> bool:
        return not (self.is_draft or self.waits_for_others or self.is_public or self.refused)


def stage_of(piece: Piece) -> Stage:
    """Where a piece of one's own stands."""
    look = Look.objects.standing().filter(thing=piece.pk, edition=piece.edition).first()
    waits = piece.quotes.filter(state=Quote.State.ASKED).exists()
    return Stage(
        is_draft=piece.asked_at is None,
        waits_for_others=piece.asked_at is not None and waits,
        is_public=piece.asked_at is not None and not waits and look is not None and look.allowed,
        refused=look.words if look is not None else "",
    )


def asked_of(person: Person) -> QuerySet[Consent]:
    """Where somebody would like to say in public what `person` said, and they have not answered."""
    return Consent.objects.visible_to(person).waiting().select_related("quote__piece").order_by("asked_at")


def agreed_by(person: Person) -> QuerySet[Consent]:
    """Where words of `person` stand by their consent, and can be taken back."""
    mine = Consent.objects.visible_to(person).filter(
        edition__isnull=False, quote__piece__asked_at__isnull=False, quote__piece__withdrawn_at=None
    )
    standing = mine.exclude(quote__state=Quote.State.LEFT).exclude(pk__in=asked_of(person).values("pk"))
    return standing.select_related("quote__piece").order_by("-asked_at")


def source_named(person: Person, share: str, insight: str) -> Share | Insight | None:
    """The thing that an address names by the id of a share or of an insight, if `person` is in its circle."""
    try:
        if share:
            return (
                Share.objects.in_circles_of(person)
                .live()
                .filter(pk=share)
                .select_related("reflection__author")
                .first()
            )
        if insight:
            return Insight.objects.visible_to(person).filter(pk=insight).first()
    except ValueError:
        return None
    return None
