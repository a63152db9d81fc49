"""What terms have to be before anybody is asked to agree to them, and who may write them."""

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from funders import access
from funders.models import Agreement, Fund
from funders.money import PLACES, is_exact, said
from funders.queries.terms import in_the_ledger
from funders.targets import must_hold_no_target
from funders.terms import Terms
from hls_platform.actions import NotAllowed, NotFound, Refused
from learning.models import LearningQuestion
from relationships.actions.ending import must_go_on
from relationships.models import Organisation, Partnership, Person


def must_tend(by: Person, partnership: Partnership) -> None:
    """Raise NotFound for people outside, NotAllowed for who does not speak for the side that gives the money."""
    if not access.is_in(by, partnership):
        raise NotFound
    must_go_on(partnership)
    if not access.can_tend_money(by, partnership):
        raise NotAllowed(_("The side that gives the money writes this down."))


def must_speak(by: Person, agreement: Agreement) -> Organisation:
    """The organisation `by` speaks for, among those that have to agree. Raises NotFound, NotAllowed."""
    if not access.is_in(by, agreement.partnership):
        raise NotFound
    must_go_on(agreement.partnership)
    speaks_for = access.may_propose_for(by, agreement.partnership).first()
    if speaks_for is None:
        raise NotAllowed(_("The organisations that agree propose the terms."))
    return speaks_for


def must_still_run(agreement: Agreement) -> None:
    """Raise Refused for one that has ended."""
    if agreement.ended_on:
        raise Refused(_("This agreement has ended. Write down another one."))


def must_be_exact(amount: Decimal, currency: str) -> Decimal:
    """The amount. Raises Refused where it is finer than the smallest coin, or nothing."""
    if not is_exact(amount, currency) or amount <= 0:
        raise Refused(_("Write the amount as a number above nothing, no finer than the smallest coin."))
    return amount


def must_make_sense(
    by: Person,
    partnership: Partnership,
    terms: Terms,
    questions: Collection[LearningQuestion],
    before: Terms | None = None,
) -> None:
    """Raise Refused, or LooksLikeATarget, for terms that nobody could agree to."""
    if terms.ends_on <= terms.starts_on:
        raise Refused(_("The agreement has to end after it begins."))
    if terms.currency not in PLACES:
        raise Refused(_("Write the currency as its three letters, for example GBP."))
    must_be_exact(terms.amount, terms.currency)
    ours = access.organisations_spoken_for(by, partnership)
    kept = before is not None and before.fund == terms.fund
    if terms.fund and not kept and not Fund.objects.filter(pk=terms.fund, funder__in=ours).exists():
        raise Refused(_("Choose a fund of the organisation you speak for."))
    if any(question.circle_id != partnership.pk for question in questions):
        raise Refused(_("Choose learning questions of this partnership."))
    if terms.parts:
        must_add_up(partnership, terms)
    must_hold_no_target(terms.rhythm, terms.accountable_for, *(question.text for question in questions))


def must_add_up(partnership: Partnership, terms: Terms) -> None:
    """Raise Refused where the parts of the organisations are not the amount, to the penny."""
    for part in terms.parts.values():
        must_be_exact(part, terms.currency)
    parties = set(partnership.parties.values_list("organisation_id", flat=True))
    if set(terms.parts) - parties:
        raise Refused(_("Only the organisations of the partnership can have a part."))
    together = sum(terms.parts.values(), Decimal(0))
    if together != terms.amount:
        raise Refused(
            _("The parts come to %(parts)s together, and the agreement is about %(amount)s.")
            % {"parts": said(together, terms.currency), "amount": said(terms.amount, terms.currency)}
        )


def must_fit_what_is_due(agreement: Agreement, terms: Terms, in_force: Terms | None) -> None:
    """Raise Refused where less is agreed than is due or paid already."""
    if in_force is not None and terms.amount < (due := in_the_ledger(agreement)["due"]):
        raise Refused(
            _("%(due)s is due or paid already. Call off what is not to be paid first.")
            % {"due": said(due, agreement.currency)}
        )
