"""Lets people learn in public: a piece with words of others in it, each of whom agrees or is still asked; a steward reads it."""

from typing import Any

from hls_platform.identifiers import uuid7
from hls_platform.security.asking import as_person
from learning import actions
from learning.demo.known import Known, read
from learning.models import Consent, Piece
from relationships.demo.community import let
from relationships.models import Look


def load(known: Known) -> None:
    """All of public.toml."""
    for said in read("public.toml")["piece"]:
        _write(known, said)


def _write(known: Known, said: dict[str, Any]) -> None:
    piece = actions.begin_piece(
        by=known.by(said),
        id=uuid7(),
        title=said["title"],
        text=said["text"],
        credit=said["credit"],
        licence=said["licence"],
        sources=known.sources(said, said["circle"]),
        at=known.at(said),
    )
    piece = actions.ask_for_piece(by=known.by(said), piece=piece, at=known.at(said))
    for agreed in said.get("agreed", []):
        _agree(known, piece, agreed)
    let(known.demo, Look.Kind.PIECE, piece, piece.edition, said)


def _agree(known: Known, piece: Piece, said: dict[str, Any]) -> None:
    person = known.by(said)
    with as_person(person.pk):  # whose consent it is stands where they alone can read it
        mine = list(Consent.objects.filter(person=person, quote__piece_id=piece.pk))
    for consent in mine:
        actions.agree_to_quote(
            by=person,
            consent=consent,
            credit=said["credit"],
            edition=piece.edition,
            at=known.demo.days_ago(said["day"], hour=18),
        )
