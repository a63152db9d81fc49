"""Who may do what with the money and the account. Each rule is one verb, with its reason."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from funders.models import Fund, Payment, Report
from relationships.models import Circle, Membership, Organisation, Partnership, PartnershipParty, Person

MUST_SIGN = (PartnershipParty.Side.RESOURCING, PartnershipParty.Side.DELIVERING)
"""A report is issued when each organisation on these sides has signed. Supporters may sign; nobody waits for them."""


def organisations_spoken_for(person: Person, partnership: Partnership) -> QuerySet[Organisation]:
    """The parties that `person` speaks for in the partnership now.

    That is the organisation their membership names; where it names none, those parties they work for.
    """
    mine = Membership.objects.current().filter(person=person, circle_id=partnership.pk)
    works_there = Q(pk__in=Circle.objects.having_member(person)) & Exists(mine.filter(on_behalf_of=None))
    named = Exists(mine.filter(on_behalf_of=OuterRef("pk")))
    return Organisation.objects.filter(parties__partnership=partnership).filter(named | works_there)


def is_in(person: Person, circle: Circle) -> bool:
    """Whether the person is in the partnership, or in the circle, now: what is inside it is for these people only."""
    return Membership.objects.current().filter(person=person, circle_id=circle.pk).exists()


def can_open_fund(person: Person, funder: Organisation) -> bool:
    """Those who lead an organisation that funds or commissions open its funds."""
    return (
        funder.resources_others
        and Membership.objects.current()
        .filter(person=person, circle_id=funder.pk, role=Membership.Role.LEAD)
        .exists()
    )


def can_give_look(person: Person, organisation: Organisation) -> bool:
    """Those who lead or facilitate an organisation say how it looks to others."""
    tending = (
        Membership.objects.current().filter(circle_id=organisation.pk).exclude(role=Membership.Role.MEMBER)
    )
    return tending.filter(person=person).exists()


def can_decide(person: Person, fund: Fund) -> bool:
    """Whoever leads or facilitates the funder gives its decision on first words, once several have written what they think."""
    return (
        Membership.objects.current()
        .filter(person=person, circle_id=fund.funder_id, circle__ended_at=None)
        .exclude(role=Membership.Role.MEMBER)
        .exists()
    )


def gives_for(person: Person, partnership: Partnership) -> QuerySet[Organisation]:
    """The organisations on the side that gives the money for which `person` speaks in the partnership."""
    return organisations_spoken_for(person, partnership).filter(
        parties__partnership=partnership, parties__side=PartnershipParty.Side.RESOURCING
    )


def can_tend_money(person: Person, partnership: Partnership) -> bool:
    """Whoever speaks for the side that gives the money writes down the first terms, and what is due and paid."""
    return gives_for(person, partnership).exists()


def must_agree(partnership: Partnership) -> QuerySet[Organisation]:
    """The organisations that have to agree to terms before they are in force: those that give and those that deliver."""
    return Organisation.objects.filter(
        parties__partnership=partnership, parties__side__in=MUST_SIGN
    ).order_by("name")


def may_propose_for(person: Person, partnership: Partnership) -> QuerySet[Organisation]:
    """The organisations for which `person` may propose other terms: whoever has to agree may also propose."""
    return organisations_spoken_for(person, partnership).filter(
        parties__partnership=partnership, parties__side__in=MUST_SIGN
    )


def can_approve(person: Person, payment: Payment) -> bool:
    """A payment is approved on the side that gives, by somebody else than whoever entered it: four eyes on money."""
    return payment.entered_by_id != person.pk and can_tend_money(person, payment.agreement.partnership)


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


def is_at(person: Person, organisation: Organisation) -> bool:
    """Whether the person works there now."""
    return Membership.objects.current().filter(person=person, circle_id=organisation.pk).exists()


def can_begin_for_committee(person: Person, organisation: Organisation) -> bool:
    """Those who lead or facilitate an organisation speak to its committee."""
    return (
        Membership.objects.current()
        .filter(person=person, circle_id=organisation.pk)
        .exclude(role=Membership.Role.MEMBER)
        .exists()
    )
