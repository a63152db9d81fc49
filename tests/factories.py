"""Short ways to have people, circles and words in a test. Rows are made straight in the database."""

import datetime
import itertools
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.text import slugify

from funders.models import Agreement, AgreementVersion, Assent, LedgerEntry, Payment
from funders.terms import terms_of
from learning.models import Reflection, Share
from relationships.models import (
    Circle,
    Membership,
    Organisation,
    Partnership,
    PartnershipParty,
    PeerGroup,
    Person,
)

_numbers = itertools.count(1)
LONG_AGO = timezone.datetime(2026, 1, 5, 9, tzinfo=timezone.get_fixed_timezone(0))


def a_person(name: str = "Amina", **fields: Any) -> Person:
    return Person.objects.create_user(
        f"{slugify(name)}-{next(_numbers)}@example.org", "correct horse battery", name=name, **fields
    )


def confirmed(person: Person) -> Person:
    """The same person, whose address is known to be theirs."""
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def an_organisation(
    name: str = "Harbour Trust", *people: Person, kind: str = "delivery", **fields: Any
) -> Organisation:
    organisation = Organisation.objects.create(
        kind="organisation", slug=_slug(name), name=name, organisation_kind=kind, **fields
    )
    return _with(organisation, people)


def a_peer_group(name: str = "Tuesday group", *people: Person, **fields: Any) -> PeerGroup:
    return _with(PeerGroup.objects.create(kind="peer_group", slug=_slug(name), name=name, **fields), people)


def a_circle_with(*people: Person, name: str = "Tuesday group") -> Circle:
    return a_peer_group(name, *people).circle


def a_partnership(
    name: str = "Alliance",
    *,
    resourcing: Organisation,
    delivering: Organisation,
    people: dict[Person, Organisation] | None = None,
) -> Partnership:
    partnership = Partnership.objects.create(kind="partnership", slug=_slug(name), name=name)
    PartnershipParty.objects.create(partnership=partnership, organisation=resourcing, side="resourcing")
    PartnershipParty.objects.create(partnership=partnership, organisation=delivering, side="delivering")
    for person, organisation in (people or {}).items():
        a_member(person, partnership, on_behalf_of=organisation)
    return partnership


def an_agreement(partnership: Partnership, by: Person, **fields: Any) -> Agreement:
    """An agreement as all its organisations agreed to it, on the word of one person; in its ledger stands its amount."""
    agreement = Agreement.objects.create(
        partnership=partnership, agreed_at=timezone.now(), in_force=1,
        **{"amount": Decimal(60000), "starts_on": datetime.date(2026, 1, 1), "ends_on": datetime.date(2029, 1, 1)} | fields,
    )  # fmt: skip
    agreement.refresh_from_db()
    terms = terms_of(agreement)
    organisations = [party.organisation for party in partnership.parties.select_related("organisation")]
    version = AgreementVersion.objects.create(
        agreement=agreement, number=1, kind="beginning", terms=terms.as_json(), sha256=terms.hashed(agreement.pk, 1),
        organisation=organisations[0], written_by=by,
    )  # fmt: skip
    for organisation in organisations:
        Assent.objects.create(version=version, organisation=organisation, person=by, sha256=version.sha256)
    LedgerEntry.objects.create(
        agreement=agreement, kind="agreed", account="agreed", amount=agreement.amount, currency=agreement.currency,
        day=timezone.localdate(), version=version, written_by=by,
    )  # fmt: skip
    return agreement


def a_payment(
    agreement: Agreement,
    amount: Any = 15000,
    *,
    entered_by: Person,
    approved_by: Person | None = None,
    paid_on: Any = None,
    due_on: Any = datetime.date(2026, 3, 1),
) -> Payment:
    """A payment of an agreement, with its entries in the ledger; approved, where somebody approved it."""
    payment = Payment.objects.create(
        agreement=agreement, amount=amount, due_on=due_on, entered_by=entered_by, approved_by=approved_by,
        approved_at=timezone.now() if approved_by else None, paid_on=paid_on,
    )  # fmt: skip
    for kind, day in (("due", due_on), ("paid", paid_on)):
        if day:
            LedgerEntry.objects.create(
                agreement=agreement, kind=kind, account=kind, amount=amount, currency=agreement.currency, day=day,
                payment=payment, written_by=entered_by,
            )  # fmt: skip
    payment.refresh_from_db()
    return payment


def a_member(person: Person, circle: Circle, role: str = "member", **fields: Any) -> Membership:
    return Membership.objects.create(
        person=person, circle_id=circle.pk, role=role, **{"since": LONG_AGO, **fields}
    )


def a_reflection(
    author: Person, text: str = "The door was open and nobody came.", **fields: Any
) -> Reflection:
    return Reflection.objects.create(
        author=author, text=text, **{"happened_on": timezone.localdate(), **fields}
    )


def a_share(reflection: Reflection, circle: Circle, **fields: Any) -> Share:
    return Share.objects.create(
        reflection=reflection, circle_id=circle.pk, **{"shared_at": timezone.now(), **fields}
    )


def _with(circle: Any, people: tuple[Person, ...]) -> Any:
    for position, person in enumerate(people):
        a_member(person, circle, role="facilitator" if position == 0 else "member")
    return circle


def _slug(name: str) -> str:
    return f"{slugify(name)}-{next(_numbers)}"
