"""What the pages of relationships need to read."""

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from relationships.models import Circle, Invitation, Membership, PeerGroup, Person


def memberships_of(person: Person) -> QuerySet[Membership]:
    """The circles that `person` is in now, by kind and name."""
    return (
        Membership.objects.current()
        .filter(person=person)
        .select_related("circle", "on_behalf_of")
        .order_by("circle__kind", "circle__name")
    )


def groups_to_join(person: Person) -> QuerySet[PeerGroup]:
    """Open peer groups that `person` is not in, by name."""
    return (
        PeerGroup.objects.filter(joining=PeerGroup.Joining.OPEN, ended_at=None)
        .exclude(pk__in=Circle.objects.having_member(person))
        .order_by("name")
    )


def people_in(circle: Circle) -> QuerySet[Membership]:
    """Who is in `circle` now, by name."""
    return (
        Membership.objects.current()
        .filter(circle_id=circle.pk)
        .select_related("person", "on_behalf_of")
        .order_by("person__name", "id")
    )


def open_invitations(circle: Circle) -> QuerySet[Invitation]:
    """Invitations into `circle` that nobody has accepted yet, newest first."""
    return Invitation.objects.open().filter(circle_id=circle.pk).order_by("-created_at")


def sessions_of(person: Person) -> list[UserSession]:
    """Where `person` is signed in now, newest first. Those that have run out are cleared away on the way."""
    return sorted(
        UserSession.objects.purge_and_list(person), key=lambda session: session.created_at, reverse=True
    )
