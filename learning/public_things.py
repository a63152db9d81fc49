"""Learning's own kind of thing that can be public: a piece, with what others say in it."""

from django.utils.translation import gettext as _

from learning.actions.pieces import note_published
from learning.models import Consent, Piece, Quote
from relationships.models import Look, Person
from relationships.public_things import PublicKind, Words, can_be_public


def _of_piece(piece: Piece) -> Words:
    quotes = piece.quotes.filter(state=Quote.State.AGREED)
    return [
        (_("Title"), piece.title),
        (_("What they learned"), piece.text),
        (_("By"), piece.credit or _("without a name")),
        *(
            (_("In the words of %(name)s") % {"name": each.credit or _("somebody")}, each.words)
            for each in quotes
        ),
        (_("What others may do with it"), piece.get_licence_display()),
    ]


def _has_part(person: Person, piece: Piece) -> bool:
    return (
        Consent.objects.filter(person=person, quote__piece=piece)
        .exclude(quote__state=Quote.State.LEFT)
        .exists()
    )


can_be_public(
    PublicKind(
        Look.Kind.PIECE,
        Piece.objects.all,
        lambda piece: piece.written_by_id,
        _of_piece,
        has_part=_has_part,
        let=note_published,
    )
)
