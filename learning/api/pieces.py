"""Learning in public: pieces, the words of others in them, and where you are asked for yours."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from hls_platform.api.fields import Filters, Known, Moment, Sent, Shown, Words, may_be_left_out
from hls_platform.api.resources import Resource, changes, creates
from hls_platform.identifiers import uuid7
from hls_platform.versions import kept
from learning import actions
from learning.api.insights import RestingOn, with_sources
from learning.models import Consent, Insight, Piece, Quote, Share


class PieceShown(Shown):
    yours = serializers.SerializerMethodField()

    class Meta:
        model = Piece
        fields = (
            "id", "yours", "title", "text", "credit", "licence", "edition", "asked_at", "published_at",
            "changed_at", "withdrawn_at",
        )  # fmt: skip

    def get_yours(self, piece: Piece) -> bool:
        return bool(piece.written_by_id == self.context["request"].user.pk)


class PieceFilters(Filters):
    licence = serializers.ChoiceField(Piece.Licence.choices, required=False)
    since = Moment(required=False, source="published_at__gte")


class PieceToBegin(RestingOn):
    title = serializers.CharField(max_length=160)
    text = Words()
    credit = serializers.CharField(max_length=120, **may_be_left_out())
    licence = serializers.ChoiceField(Piece.Licence.choices, required=False, default=Piece.Licence.BY)
    id = serializers.UUIDField(required=False, default=uuid7)


class PieceInOtherWords(Sent):
    title = serializers.CharField(max_length=160, required=False)
    text = Words(required=False)
    credit = serializers.CharField(max_length=120, required=False, allow_blank=True)
    licence = serializers.ChoiceField(Piece.Licence.choices, required=False)


class Pieces(Resource):
    """What is said in public, what you write, and pieces in which you are asked for your words."""

    shown = PieceShown
    order = ("-changed_at", "-id")
    filters = PieceFilters
    to_write = "reflect"

    def rows(self) -> QuerySet[Piece]:
        return Piece.objects.visible_to(self.person)

    @creates(PieceToBegin)
    def create(self, sent: dict[str, Any]) -> Piece:
        """Begin a piece, perhaps with what was shared or thought in it; you alone read it until you ask."""
        return actions.begin_piece(by=self.person, **with_sources(sent))

    @changes(PieceInOtherWords)
    def partial_update(self, piece: Piece, sent: dict[str, Any]) -> Piece:
        """Change yours: it is a draft again, and everybody is asked anew."""
        return actions.change_piece(by=self.person, piece=piece, **{**kept(piece, Piece.EDITED), **sent})

    @changes()
    def ask(self, piece: Piece, sent: dict[str, Any]) -> Piece:
        """Ask for yours to be public: those in it answer, then a steward reads it."""
        return actions.ask_for_piece(by=self.person, piece=piece)

    @changes()
    def withdraw(self, piece: Piece, sent: dict[str, Any]) -> Piece:
        """Withdraw yours: its words are gone, and its address says so."""
        return actions.withdraw_piece(by=self.person, piece=piece)


class QuoteShown(Shown):
    class Meta:
        model = Quote
        fields = ("id", "piece", "words", "credit", "state", "added_at")


class QuoteFilters(Filters):
    piece = serializers.UUIDField(required=False, source="piece_id")
    state = serializers.ChoiceField(Quote.State.choices, required=False)


class QuoteToAdd(Sent):
    piece = Known(Piece)
    share = Known(Share, required=False, default=None)
    insight = Known(Insight, required=False, default=None)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if (sent["share"] is None) == (sent["insight"] is None):
            raise serializers.ValidationError("Send a share or an insight, and not both.")
        return sent


class Quotes(Resource):
    """The words of others in pieces that you may read."""

    shown = QuoteShown
    order = ("-added_at", "-id")
    filters = QuoteFilters
    to_write = "reflect"

    def rows(self) -> QuerySet[Quote]:
        return Quote.objects.visible_to(self.person)

    @creates(QuoteToAdd)
    def create(self, sent: dict[str, Any]) -> Quote:
        """Put what was shared or thought in a circle of yours into a piece of yours."""
        return actions.add_quote(by=self.person, piece=sent["piece"], source=sent["share"] or sent["insight"])

    @changes()
    def take_out(self, quote: Quote, sent: dict[str, Any]) -> Quote:
        """Take words out of a piece of yours."""
        return actions.take_out_quote(by=self.person, quote=quote)


class ConsentShown(Shown):
    piece = serializers.UUIDField(source="quote.piece_id")
    words = serializers.CharField(source="quote.words")
    state = serializers.CharField(source="quote.state")

    class Meta:
        model = Consent
        fields = ("id", "piece", "quote", "words", "state", "edition", "credit", "asked_at", "answered_at")


class ConsentFilters(Filters):
    piece = serializers.UUIDField(required=False, source="quote__piece_id")
    since = Moment(required=False, source="asked_at__gte")


class WordsAgreedTo(Sent):
    edition = serializers.IntegerField(
        min_value=1, max_value=2_000_000_000, help_text="The edition of the piece that you have read."
    )
    credit = serializers.CharField(max_length=120, **may_be_left_out())
    words = Words(required=False, default=None, allow_null=True)


class Consents(Resource):
    """Where you are asked whether your words may stand in public: yours alone to see."""

    shown = ConsentShown
    order = ("-asked_at", "-id")
    filters = ConsentFilters
    to_write = "reflect"

    def rows(self) -> QuerySet[Consent]:
        asked = Consent.objects.visible_to(self.person).filter(quote__piece__asked_at__isnull=False)
        return asked.select_related("quote")

    @changes(WordsAgreedTo)
    def agree(self, consent: Consent, sent: dict[str, Any]) -> Consent:
        """Agree, in which words and under which name; an empty name is none."""
        return actions.agree_to_quote(by=self.person, consent=consent, **sent)

    @changes()
    def refuse(self, consent: Consent, sent: dict[str, Any]) -> Consent:
        """Say no, or take back that you agreed; nobody is told why."""
        return actions.refuse_quote(by=self.person, consent=consent)
