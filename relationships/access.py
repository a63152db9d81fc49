"""Who may do what with people and circles: one small function for each verb."""

from typing import cast

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from relationships.models import Circle, Membership, PeerGroup, Person


def signed_in(request: HttpRequest) -> Person:
    """The person who is asking. Only for views behind the sign-in, which is every view not marked otherwise."""
    return cast(Person, request.user)


def current_membership(person: Person, circle: Circle) -> Membership | None:
    """The membership by which `person` is in `circle` now, or None."""
    return Membership.objects.current().filter(person=person, circle_id=circle.pk).first()


def can_tend(person: Person, circle: Circle) -> bool:
    """Inviting, changing roles, planning: for those who lead or facilitate the circle now."""
    membership = current_membership(person, circle)
    return circle.ended_at is None and membership is not None and membership.role != Membership.Role.MEMBER


def can_join(person: Person, group: PeerGroup) -> bool:
    """Joining without an invitation: only a peer group that says it is open."""
    return group.ended_at is None and group.joining == PeerGroup.Joining.OPEN


def can_represent(person: Person, partnership: Circle, organisation: Circle) -> bool:
    """Speaking for an organisation: whoever is in the partnership on its behalf now."""
    membership = current_membership(person, partnership)
    return membership is not None and membership.on_behalf_of_id == organisation.pk


def has_confirmed_address(person: Person) -> bool:
    """Whether it is known that letters to their address reach them: by an invitation that did, or a link they opened."""
    return EmailAddress.objects.filter(user_id=person.pk, email=person.email, verified=True).exists()
