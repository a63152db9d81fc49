"""What the people of a fund do with first words: say what ties them, write their view, talk, decide, begin together.

Nobody ranks: each writes in words, and one decision with its reason is given to whoever asked.
"""

import datetime
from collections.abc import Collection, Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from funders import access
from funders.models import (
    OpeningConversation,
    OpeningDecision,
    OpeningInterest,
    OpeningTalk,
    OpeningView,
)
from funders.tasks import tell_applicant, tell_funder
from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships.actions.circles import begin_partnership
from relationships.actions.ending import must_go_on
from relationships.actions.memberships import invite
from relationships.models import Membership, Organisation, Partnership, PartnershipParty, Person
from relationships.tasks import send_invitation

SEVERAL = 2
"""So many people of the funder write their view before one decides, where there are so many whom nothing ties."""


class Decided(Refused):
    """A decision was given: what led to it stays as it was."""


def _must_hold(by: Person, opening: OpeningConversation) -> None:
    """Raises NotFound for anybody but the people of the funder, and for what was taken back; holds the opening."""
    in_turn(opening.pk)
    held = OpeningConversation.objects.held_by(by).going_on().filter(pk=opening.pk)
    if not held.exists():
        raise NotFound
    must_go_on(opening.fund.funder)


def _must_be_undecided(opening: OpeningConversation) -> None:
    if OpeningDecision.objects.filter(opening=opening).exists():
        raise Decided(_("This was decided already."))


def _must_have_no_tie(by: Person, opening: OpeningConversation) -> None:
    said = OpeningInterest.objects.filter(opening=opening, person=by).first()
    if said is None:
        raise NotAllowed(_("First say whether you have a tie to them."))
    if said.is_tied or opening.applicant_id == by.pk:
        raise NotAllowed(_("You have a tie to them. The others decide this one."))


@action
def declare_interest(
    *, by: Person, opening: OpeningConversation, is_tied: bool, words: str = ""
) -> OpeningInterest:
    """Say whether anything ties `by` to whoever wrote. No tie can become one, and takes `by`'s view out again.

    The same again changes nothing. Raises NotFound, Decided, Refused for a tie that would be none.
    """
    _must_hold(by, opening)
    said = OpeningInterest.objects.filter(opening=opening, person=by).first()
    if said and said.is_tied == is_tied:
        audit.nothing_changed()
        return said
    _must_be_undecided(opening)
    if said and said.is_tied:
        raise Refused(_("You said that you have a tie to them. It stays so for this conversation."))
    if is_tied and not words.strip():
        raise Refused(_("Say in a few words what ties you to them."))
    if said:
        OpeningView.objects.filter(opening=opening, person=by).delete()
        said.is_tied, said.words, said.declared_at = True, words.strip(), timezone.now()
        said.save(update_fields=["is_tied", "words", "declared_at"])
    else:
        said = OpeningInterest.objects.create(
            opening=opening, person=by, is_tied=is_tied, words=words.strip()
        )
    audit.record(
        by=by, verb="opening.interest_declared", subject=opening, circle=opening.fund.funder_id, tied=is_tied
    )
    return said


@action
def write_view(
    *, by: Person, opening: OpeningConversation, text: str, read: str | None = None
) -> OpeningView:
    """Write or change `by`'s own view with its reasons, until it is decided. The same again changes nothing.

    `read` is the version (of `OpeningView.EDITED`) that was edited. Raises NotFound, NotAllowed, Decided, ChangedMeanwhile, Refused.
    """
    _must_hold(by, opening)
    _must_have_no_tie(by, opening)
    _must_be_undecided(opening)
    if not text.strip():
        raise Refused(_("Write your view, and why you see it so."))
    view = OpeningView.objects.filter(opening=opening, person=by).first()
    if view and view.text == text.strip():
        audit.nothing_changed()
        return view
    must_be_as_read(read, kept(view, OpeningView.EDITED))
    if view is None:
        view = OpeningView(opening=opening, person=by)
    view.text, view.written_at = text.strip(), timezone.now()
    view.save()
    audit.record(by=by, verb="opening.view_written", subject=opening, circle=opening.fund.funder_id)
    return view


@action
def plan_talk(
    *, by: Person, opening: OpeningConversation, starts_at: datetime.datetime, place: str
) -> OpeningTalk:
    """Plan a conversation with whoever wrote; they are told. The same again changes nothing. Raises NotFound, Refused."""
    _must_hold(by, opening)
    if not place.strip():
        raise Refused(_("Say where you meet, or how to reach each other."))
    known = OpeningTalk.objects.filter(
        opening=opening, starts_at=starts_at, place=place.strip(), cancelled_at=None
    ).first()
    if known:
        audit.nothing_changed()
        return known
    talk = OpeningTalk.objects.create(opening=opening, starts_at=starts_at, place=place.strip())
    audit.record(
        by=by,
        verb="opening.talk_planned",
        subject=opening,
        circle=opening.fund.funder_id,
        concerns=opening.applicant_id,
    )
    tell_applicant.ask(str(opening.applicant_id), str(opening.pk), "planned")
    return talk


@action
def move_talk(
    *, by: Person, talk: OpeningTalk, starts_at: datetime.datetime, place: str, read: str | None = None
) -> OpeningTalk:
    """Another time or place; whoever wrote is told. `read` is the version (of `OpeningTalk.EDITED`) that was edited.

    Raises NotFound, ChangedMeanwhile; Refused once it has begun or was cancelled.
    """
    opening = talk.opening
    _must_hold(by, opening)
    talk.refresh_from_db(fields=["starts_at", "place", "cancelled_at"])
    if (talk.starts_at, talk.place) == (starts_at, place.strip()):
        audit.nothing_changed()
        return talk
    if not talk.is_to_come:
        raise Refused(_("Only a conversation that is to come can be moved."))
    if not place.strip():
        raise Refused(_("Say where you meet, or how to reach each other."))
    must_be_as_read(read, kept(talk, OpeningTalk.EDITED))
    talk.starts_at, talk.place = starts_at, place.strip()
    talk.save(update_fields=["starts_at", "place"])
    audit.record(
        by=by,
        verb="opening.talk_moved",
        subject=opening,
        circle=opening.fund.funder_id,
        concerns=opening.applicant_id,
    )
    tell_applicant.ask(str(opening.applicant_id), str(opening.pk), "moved")
    return talk


@action
def cancel_talk(*, by: Person, talk: OpeningTalk) -> OpeningTalk:
    """Cancel a conversation that is to come, by either side; the other is told. Twice changes nothing. Raises NotFound, Refused."""
    opening = talk.opening
    by_applicant = opening.applicant_id == by.pk
    _must_be_in(by, opening)
    talk.refresh_from_db(fields=["starts_at", "cancelled_at"])
    if talk.cancelled_at:
        audit.nothing_changed()
        return talk
    if not talk.is_to_come:
        raise Refused(_("Only a conversation that is to come can be cancelled."))
    talk.cancelled_at = timezone.now()
    talk.save(update_fields=["cancelled_at"])
    audit.record(
        by=by,
        verb="opening.talk_cancelled",
        subject=opening,
        circle=opening.fund.funder_id,
        concerns=opening.applicant_id,
    )
    if by_applicant:
        tell_funder.ask(str(opening.fund.funder_id), str(opening.pk), "cancelled")
    else:
        tell_applicant.ask(str(opening.applicant_id), str(opening.pk), "cancelled")
    return talk


def side_of(by: Person, opening: OpeningConversation) -> str:
    """The field in which `by` writes what they heard: that of the applicant, or that of the funder."""
    return "heard_by_applicant" if opening.applicant_id == by.pk else "heard_by_funder"


@action
def write_what_we_heard(*, by: Person, talk: OpeningTalk, text: str, read: str | None = None) -> OpeningTalk:
    """Write down what `by`'s side heard in a conversation that has begun; both sides read it.

    `read` is the version (of the side's field) that was edited. Raises NotFound, Refused, ChangedMeanwhile.
    """
    opening = talk.opening
    _must_be_in(by, opening)
    field = side_of(by, opening)
    talk.refresh_from_db()
    if getattr(talk, field) == text.strip():
        audit.nothing_changed()
        return talk
    if not talk.has_begun:
        raise Refused(_("Once it has begun, you can write down what you heard."))
    must_be_as_read(read, kept(talk, [field]))
    setattr(talk, field, text.strip())
    if field == "heard_by_funder":
        talk.written_by = by
    talk.save(update_fields=[field, "written_by"])
    audit.record(by=by, verb="opening.heard", subject=opening, circle=opening.fund.funder_id)
    return talk


def _must_be_in(by: Person, opening: OpeningConversation) -> None:
    """Raises NotFound for anybody but the applicant and the people of the funder; holds the opening."""
    if opening.applicant_id != by.pk:
        return _must_hold(by, opening)
    in_turn(opening.pk)
    if not OpeningConversation.objects.going_on().filter(pk=opening.pk, applicant=by).exists():
        raise NotFound


def views_missing(
    opening: OpeningConversation, interests: Iterable[OpeningInterest], views: Collection[OpeningView]
) -> int:
    """How many more people of the funder have to write their view before somebody can decide."""
    people = (
        Membership.objects.current()
        .filter(circle_id=opening.fund.funder_id)
        .exclude(person=opening.applicant_id)
        .exclude(person__in=[each.person_id for each in interests if each.is_tied])
    )
    free = people.values("person_id").distinct().count()
    return max(0, min(SEVERAL, max(1, free)) - len(views))


@action
def decide(
    *, by: Person, opening: OpeningConversation, outcome: str, reason: str, helps: str = ""
) -> OpeningDecision:
    """Decide once, by somebody who leads or facilitates the funder and has no tie, when several have written their view.

    `outcome` is one of `OpeningDecision.Outcome`; `helps` says with a “not now” what may help them on. The applicant is told,
    with the reason. The same again changes nothing. Raises NotFound, NotAllowed, Decided, Refused.
    """
    _must_hold(by, opening)
    known = OpeningDecision.objects.filter(opening=opening).first()
    if known and (known.outcome, known.reason) == (outcome, reason.strip()):
        audit.nothing_changed()
        return known
    if not access.can_decide(by, opening.fund):
        raise NotAllowed(_("Those who lead or facilitate the organisation give its decision."))
    _must_have_no_tie(by, opening)
    _must_be_undecided(opening)
    if outcome not in OpeningDecision.Outcome.values:
        raise Refused(_("Choose what you decided."))
    if not reason.strip():
        raise Refused(_("Give the reason. They read it."))
    if outcome == OpeningDecision.Outcome.NOT_NOW and not helps.strip():
        raise Refused(_("Say what may help them on: what would change it, or where else to ask."))
    if views_missing(
        opening, OpeningInterest.objects.filter(opening=opening), OpeningView.objects.filter(opening=opening)
    ):
        raise Refused(_("Several people decide together. Ask one more colleague to write their view first."))
    decision = OpeningDecision.objects.create(
        opening=opening, outcome=outcome, reason=reason.strip(), helps=helps.strip(), decided_by=by
    )
    audit.record(
        by=by,
        verb="opening.decided",
        subject=opening,
        circle=opening.fund.funder_id,
        concerns=opening.applicant_id,
        outcome=str(outcome),
    )
    tell_applicant.ask(str(opening.applicant_id), str(opening.pk), "decided")
    return decision


@action
def begin_with_applicant(
    *, by: Person, opening: OpeningConversation, organisation: Organisation, name: str, purpose: str = ""
) -> Partnership:
    """After a yes: begin the partnership of the funder with the applicant's organisation, and invite the applicant into it.

    Done already, that partnership. Raises NotFound, NotAllowed, Refused.
    """
    _must_hold(by, opening)
    decision = OpeningDecision.objects.filter(opening=opening).select_related("partnership").first()
    if decision is None or decision.outcome != OpeningDecision.Outcome.YES:
        raise Refused(_("A partnership begins after a yes."))
    if decision.partnership:
        audit.nothing_changed()
        return decision.partnership
    if not access.can_decide(by, opening.fund):
        raise NotAllowed(_("Those who lead or facilitate the organisation begin its partnerships."))
    _must_have_no_tie(by, opening)
    sides = PartnershipParty.Side
    partnership = begin_partnership(
        by=by,
        on_behalf_of=opening.fund.funder,
        name=name,
        purpose=purpose,
        parties=[(opening.fund.funder, sides.RESOURCING), (organisation, sides.DELIVERING)],
    )
    invitation, token = invite(
        by=by,
        circle=partnership,
        email=opening.email,
        role=Membership.Role.LEAD,
        on_behalf_of=organisation,
    )
    send_invitation.ask(str(invitation.pk), token)
    decision.partnership = partnership
    decision.save(update_fields=["partnership"])
    audit.record(
        by=by,
        verb="opening.became_partnership",
        subject=opening,
        circle=opening.fund.funder_id,
        concerns=opening.applicant_id,
    )
    return partnership
