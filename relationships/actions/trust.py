"""What two sides write about trust: kept sealed on each side, and opened for both in the moment in which the second hands in."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.security.asking import as_job
from hls_platform.versions import ChangedMeanwhile, kept, must_be_as_read
from relationships.actions.ending import must_go_on
from relationships.models import Partnership, PartnershipParty, Person, TrustReflection, TrustRound
from relationships.models.trust import standing

OPENER = "hls_opener"


class Opened(Refused):
    """Both sides have opened it: it stays as it is."""

    def __init__(self) -> None:
        super().__init__(_("Both sides have opened this. It stays as it was written."))


@action
def begin_trust_round(
    *,
    by: Person,
    partnership: Partnership,
    id: uuid.UUID,
    starts_on: datetime.date,
    ends_on: datetime.date,
    at: datetime.datetime | None = None,
) -> TrustRound:
    """Begin a period about which both sides may write of trust. The same `id` again changes nothing.

    Raises NotFound for who is on neither side, Refused for days that another round of the partnership has.
    """
    _party(by, partnership.pk)
    in_turn(partnership.pk)
    there = TrustRound.objects.filter(pk=id, partnership_id=partnership.pk).first()
    if there is not None:
        audit.nothing_changed()
        return there
    must_go_on(partnership)
    if ends_on < starts_on:
        raise Refused(_("The period has to end after it begins."))
    same_days = TrustRound.objects.filter(
        partnership_id=partnership.pk, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if same_days.exists():
        raise Refused(_("Some of these days are in another period that was begun already."))
    begun = TrustRound(
        id=id,
        partnership_id=partnership.pk,
        starts_on=starts_on,
        ends_on=ends_on,
        begun_at=at or timezone.now(),
    )
    _put(begun)
    audit.record(by=by, verb="trust.begun", subject=begun, circle=partnership)
    return begun


@action
def write_trust(
    *,
    by: Person,
    round: TrustRound,
    id: uuid.UUID,
    variety: str = "",
    empathy: str = "",
    strengths: str = "",
    trust: str = "",
    at: datetime.datetime | None = None,
) -> TrustReflection:
    """Write the first words of one's side about a period; nobody but its people sees them. The same `id` again changes nothing.

    Raises NotFound for who is on neither side, Refused without words or once opened, ChangedMeanwhile where a colleague has begun.
    """
    party = _party(by, round.partnership_id)
    in_turn(round.pk)
    there = TrustReflection.objects.filter(round_id=round.pk, side=party.side).first()
    said = _said(variety, empathy, strengths, trust)
    if there is not None:
        if there.pk == id or kept(there, TrustReflection.EDITED) == said:
            audit.nothing_changed()
            return there
        _must_be_sealed(round)
        raise ChangedMeanwhile(kept(there, TrustReflection.EDITED))
    must_go_on(round.partnership)
    written = TrustReflection(
        id=id,
        round_id=round.pk,
        side=party.side,
        written_by=by,
        written_for_id=party.organisation_id,
        written_at=at or timezone.now(),
        **said,
    )
    _put(written)
    audit.record(by=by, verb="trust.written", subject=written)
    return written


@action
def change_trust(
    *,
    by: Person,
    reflection: TrustReflection,
    variety: str = "",
    empathy: str = "",
    strengths: str = "",
    trust: str = "",
    read: str | None = None,
    at: datetime.datetime | None = None,
) -> TrustReflection:
    """Change the words of one's own side while they are sealed; words that were handed in are then in its hands again.

    The same words change nothing. `read` is the version (of its `EDITED`) that was edited: raises ChangedMeanwhile; NotFound
    for the other side's; Refused without words or once opened.
    """
    party, there = _in_hand(by, reflection)
    said = _said(variety, empathy, strengths, trust)
    if kept(there, TrustReflection.EDITED) == said:
        audit.nothing_changed()
        return there
    _must_be_sealed(there.round)
    must_go_on(there.round.partnership)
    must_be_as_read(read, kept(there, TrustReflection.EDITED))
    for name, words in said.items():
        setattr(there, name, words)
    there.written_by, there.written_for_id = by, party.organisation_id
    there.written_at, there.handed_in_at = at or timezone.now(), None
    there.save(update_fields=[*said, "written_by", "written_for", "written_at", "handed_in_at"])
    audit.record(by=by, verb="trust.changed", subject=there)
    return there


@action
def hand_in_trust(
    *,
    by: Person,
    reflection: TrustReflection,
    as_read: str | None = None,
    at: datetime.datetime | None = None,
) -> TrustReflection:
    """Say that the words speak for one's side. Where both sides have, both are opened, in this transaction. Twice changes nothing.

    Where several organisations stand on a side, one that did not write the words says it. `as_read` is the version
    of the words (`EDITED`) that was read: raises ChangedMeanwhile for others.
    """
    party, there = _in_hand(by, reflection)
    if there.handed_in_at is not None:
        audit.nothing_changed()
        return there
    must_go_on(there.round.partnership)
    must_be_as_read(as_read, kept(there, TrustReflection.EDITED))
    if there.written_for_id == party.organisation_id and needs_another(party):
        raise Refused(
            _("Several organisations stand on your side: somebody of another one reads it, and hands it in.")
        )
    at = at or timezone.now()
    there.handed_in_at = at
    there.save(update_fields=["handed_in_at"])
    audit.record(by=by, verb="trust.handed_in", subject=there)
    _open_if_both_have(there.round, at)
    return there


@action
def take_back_trust(*, by: Person, reflection: TrustReflection) -> TrustReflection:
    """Take what was handed in back into the hands of one's side, while it is sealed. Twice changes nothing."""
    _side, there = _in_hand(by, reflection)
    _must_be_sealed(there.round)
    if there.handed_in_at is None:
        audit.nothing_changed()
        return there
    there.handed_in_at = None
    there.save(update_fields=["handed_in_at"])
    audit.record(by=by, verb="trust.taken_back", subject=there)
    return there


def needs_another(party: PartnershipParty) -> bool:
    """Whether the words of this party's side are handed in by another organisation than the one that wrote them."""
    return PartnershipParty.objects.filter(partnership_id=party.partnership_id, side=party.side).count() > 1


def _open_if_both_have(round: TrustRound, at: datetime.datetime) -> None:
    """Open both, if both are handed in: as the one job that may, which reads no words. Who was the second is not said."""
    with as_job(OPENER):
        handed_in = TrustReflection.objects.filter(round_id=round.pk, handed_in_at__isnull=False)
        if set(handed_in.values_list("side", flat=True)) == {"resourcing", "delivering"}:
            TrustRound.objects.filter(pk=round.pk, opened_at=None).update(opened_at=at)
            audit.record(by=None, verb="trust.opened", subject=round, circle=round.partnership_id)


def _party(by: Person, partnership_id: uuid.UUID) -> PartnershipParty:
    """The party that `by` writes for. Raises NotFound for who is on neither side."""
    party = standing(by).filter(partnership_id=partnership_id).first()
    if party is None:
        raise NotFound
    return party


def _in_hand(by: Person, reflection: TrustReflection) -> tuple[PartnershipParty, TrustReflection]:
    """The party and its side's reflection as it stands now, held against others. Raises NotFound for the other side's."""
    in_turn(reflection.round_id)
    there = TrustReflection.objects.select_related("round__partnership").get(pk=reflection.pk)
    party = _party(by, there.round.partnership_id)
    if there.side != party.side:
        raise NotFound
    return party, there


def _must_be_sealed(round: TrustRound) -> None:
    """Raises Opened. Reads anew: the page may be older than the opening."""
    if TrustRound.objects.filter(pk=round.pk, opened_at__isnull=False).exists():
        raise Opened


def _said(variety: str, empathy: str, strengths: str, trust: str) -> dict[str, str]:
    """The four texts. Raises Refused where all of them are empty."""
    said = {"variety": variety, "empathy": empathy, "strengths": strengths, "trust": trust}
    said = {name: words.strip() for name, words in said.items()}
    if not any(said.values()):
        raise Refused(_("Write at least one of the four."))
    return said


def _put(row: TrustRound | TrustReflection) -> None:
    """Keep a new row. An id that is taken is refused in the same words whoever has it, also where that is not seen."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise IdentifierTaken from taken
