"""The verbs of the target challenge: somebody wants a target and answers three questions; the others answer; it is let go."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.models import Agreement, ChallengeAnswer, TargetChallenge
from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from relationships.actions.ending import must_go_on
from relationships.models import Organisation, Partnership, Person

Law = TargetChallenge.Law


@action
def ask_for_target(
    *,
    by: Person,
    agreement: Agreement,
    wanted: str = "",
    why: str = "",
    evidence: str = "",
    effect: str = "",
    law: str = Law.NONE,
    law_reason: str = "",
    at: datetime.datetime | None = None,
) -> TargetChallenge:
    """Say which target one's organisation wants and answer the three questions; all in the partnership read it.

    With nothing wanted it records why section 52 asks for no indicators here. It changes nothing in the terms. Raises
    NotFound, NotAllowed; Refused while an answer, or a reason of the law, is missing.
    """
    speaks_for = _speaks_for(by, agreement.partnership)
    words = {
        "wanted": wanted.strip(),
        "why": why.strip(),
        "evidence": evidence.strip(),
        "effect": effect.strip(),
        "law": law,
        "law_reason": law_reason.strip(),
    }
    if words["wanted"] and not (words["why"] and words["evidence"] and words["effect"]):
        raise Refused(_("Answer all three questions. The others read the answers."))
    if not words["wanted"] and law in {Law.NONE, Law.ASKS}:
        raise Refused(_("Say what is wanted, or why the law asks for no indicators here."))
    if law != Law.NONE and not words["law_reason"]:
        raise Refused(_("Give the reasons, where the law is concerned."))
    in_turn(agreement.pk)
    if known := TargetChallenge.objects.filter(
        agreement=agreement, organisation=speaks_for, let_go_at=None, **words
    ).first():
        audit.nothing_changed()
        return known
    challenge = TargetChallenge.objects.create(
        agreement=agreement, organisation=speaks_for, asked_by=by, asked_at=at or timezone.now(), **words
    )
    audit.record(by=by, verb="challenge.asked", subject=challenge, circle=agreement.partnership, law=str(law))
    return challenge


@action
def answer_challenge(
    *, by: Person, challenge: TargetChallenge, text: str, at: datetime.datetime | None = None
) -> ChallengeAnswer:
    """Answer for an organisation that did not ask for it. Once for each. Raises NotFound, NotAllowed, Refused."""
    partnership = challenge.agreement.partnership
    speaks_for = _speaks_for(by, partnership)
    if speaks_for.pk == challenge.organisation_id:
        raise NotAllowed(_("The others answer."))
    if not text.strip():
        raise Refused(_("Write your answer."))
    in_turn(challenge.pk)
    if known := ChallengeAnswer.objects.filter(challenge=challenge, organisation=speaks_for).first():
        if known.text == text.strip():
            audit.nothing_changed()
            return known
        raise Refused(_("%(organisation)s has answered already.") % {"organisation": speaks_for})
    answer = ChallengeAnswer.objects.create(
        challenge=challenge,
        organisation=speaks_for,
        person=by,
        text=text.strip(),
        answered_at=at or timezone.now(),
    )
    audit.record(
        by=by, verb="challenge.answered", subject=answer, circle=partnership, organisation=speaks_for.pk
    )
    return answer


@action
def let_go_of_target(
    *, by: Person, challenge: TargetChallenge, because: str, at: datetime.datetime | None = None
) -> TargetChallenge:
    """Let go of what one's organisation wanted, with the reason. All of it stays readable. Raises NotFound, NotAllowed, Refused."""
    partnership = challenge.agreement.partnership
    if _speaks_for(by, partnership).pk != challenge.organisation_id:
        raise NotAllowed(_("Whoever asked for it lets it go."))
    if not because.strip():
        raise Refused(_("Say why you let it go. The others learn from it."))
    in_turn(challenge.pk)
    challenge.refresh_from_db()
    if challenge.let_go_at:
        audit.nothing_changed()
        return challenge
    challenge.let_go_at, challenge.let_go_because = at or timezone.now(), because.strip()
    challenge.save(update_fields=["let_go_at", "let_go_because"])
    audit.record(by=by, verb="challenge.let_go", subject=challenge, circle=partnership)
    return challenge


def _speaks_for(by: Person, partnership: Partnership) -> Organisation:
    """The organisation that `by` speaks for in the partnership. Raises NotFound, NotAllowed."""
    if not access.is_in(by, partnership):
        raise NotFound
    must_go_on(partnership)
    organisation = access.organisations_spoken_for(by, partnership).order_by("name").first()
    if organisation is None:
        raise NotAllowed(_("Whoever speaks for an organisation says this."))
    return organisation
