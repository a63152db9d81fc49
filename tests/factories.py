"""Short ways to have people, circles and words in a test. Rows are made straight in the database."""

import itertools
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.text import slugify

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
