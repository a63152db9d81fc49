"""Who may do what with maps: one small function for each verb."""

from relationships.access import can_tend, current_membership
from relationships.models import Circle, Membership, Person


def can_draw(person: Person, circle: Circle) -> bool:
    """Anybody in a circle draws its maps: a map is made together."""
    return circle.ended_at is None and current_membership(person, circle) is not None


def can_publish(person: Person, circle: Circle) -> bool:
    """Whoever leads or facilitates the circle: what was drawn for these people goes out to everybody."""
    return can_tend(person, circle)


def can_withdraw(person: Person, circle: Circle) -> bool:
    """Whoever leads or facilitates the circle, also once it has ended: what is public must be able to go."""
    membership = current_membership(person, circle)
    return membership is not None and membership.role != Membership.Role.MEMBER
