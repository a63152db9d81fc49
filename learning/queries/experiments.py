"""The experiments that a person may see, as the list's address narrows them."""

from django.db.models import QuerySet

from learning.models import Experiment
from relationships.models import Person

RUNNING = "running"


def experiments_of(person: Person, *, ending: str = "", circle: str = "") -> QuerySet[Experiment]:
    """The experiments of `person`'s circles, with these; those that are "running" or of one ending, of the circle with that slug."""
    found = Experiment.objects.visible_to(person).select_related("circle")
    if ending == RUNNING:
        found = found.filter(ended_at=None)
    elif ending in Experiment.Ending.values:
        found = found.filter(ending=ending)
    return found.filter(circle__slug=circle) if circle else found
