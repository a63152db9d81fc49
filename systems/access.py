"""Who may do what with maps: one small function for each verb."""

from relationships.access import current_membership
from relationships.models import Circle, Person


def can_draw(person: Person, circle: Circle) -> bool:
    """Anybody in a circle draws its maps: a map is made together."""
    return circle.ended_at is None and current_membership(person, circle) is not None
