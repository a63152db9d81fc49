"""Who may do what with the money and the account. Each rule is one verb, with its reason."""

from django.db.models import QuerySet

from funders.models import Fund, Report
from relationships.models import Circle, Membership, Organisation, Partnership, PartnershipParty, Person

MUST_SIGN = (PartnershipParty.Side.RESOURCING, PartnershipParty.Side.DELIVERING)
"""A report is issued when each organisation on these sides has signed. Supporters may sign; nobody waits for them."""


def organisations_spoken_for(person: Person, partnership: Partnership) -> QuerySet[Organisation]:
    """The parties that `person` speaks for in the partnership now.

    That is the organisation their membership names; where it names none, those parties they work for.
    """
    membership = Membership.objects.current().filter(person=person, circle_id=partnership.pk).first()
    parties = Organisation.objects.filter(parties__partnership=partnership)
    if membership is None:
        return parties.none()
    if membership.on_behalf_of_id:
        return parties.filter(pk=membership.on_behalf_of_id)
    return parties.filter(pk__in=Circle.objects.having_member(person))


def is_in(person: Person, partnership: Partnership) -> bool:
    """Whether the person is in the partnership now: what is inside it is for these people only."""
    return Membership.objects.current().filter(person=person, circle_id=partnership.pk).exists()


def can_open_fund(person: Person, funder: Organisation) -> bool:
    """Those who lead an organisation that funds or commissions open its funds."""
    return (
        funder.resources_others
        and Membership.objects.current()
        .filter(person=person, circle_id=funder.pk, role=Membership.Role.LEAD)
        .exists()
    )


def can_decide(person: Person, fund: Fund) -> bool:
    """Whoever leads or facilitates the funder gives its decision on first words, once several have written what they think."""
    return (
        Membership.objects.current()
        .filter(person=person, circle_id=fund.funder_id, circle__ended_at=None)
        .exclude(role=Membership.Role.MEMBER)
        .exists()
    )


def can_tend_money(person: Person, partnership: Partnership) -> bool:
    """Whoever speaks for the side that gives the money writes down what was agreed and what was paid."""
    return (
        organisations_spoken_for(person, partnership)
        .filter(parties__partnership=partnership, parties__side=PartnershipParty.Side.RESOURCING)
        .exists()
    )


def can_compose(person: Person, partnership: Partnership) -> bool:
    """Anybody named in the partnership may begin the account: it is given by all of them together."""
    return is_in(person, partnership)


def may_sign_for(person: Person, partnership: Partnership) -> QuerySet[Organisation]:
    """The organisations that `person` may sign a report of the partnership for.

    The account is given together, and no single worker answers for a whole organisation: whoever leads or
    facilitates in the partnership for one signs for it, and where nobody does, anybody who speaks for it.
    """
    spoken_for = organisations_spoken_for(person, partnership)
    tending = (
        Membership.objects.current().filter(circle_id=partnership.pk).exclude(role=Membership.Role.MEMBER)
    )
    if tending.filter(person=person).exists():
        return spoken_for
    led = tending.filter(on_behalf_of__isnull=False).values("on_behalf_of_id")
    return spoken_for.exclude(pk__in=led)


def can_sign(person: Person, report: Report, organisation: Organisation) -> bool:
    """One signs for the organisation one may sign for in this partnership, and for no other."""
    return may_sign_for(person, report.partnership).filter(pk=organisation.pk).exists()
