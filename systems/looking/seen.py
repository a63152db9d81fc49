"""What is seen of a map in a view, read in two queries."""

from systems import queries
from systems.looking.shows import fits, near
from systems.models import Factor, Link, View


def seen_in(view: View) -> tuple[list[Factor], list[Link]]:
    """The factors that the view shows, by cluster and name, and the links between them.

    Where its focus was taken off the map, it is as if it had none.
    """
    factors, links = queries.factors_of(view.map), queries.links_of(view.map)
    seen = {factor.pk for factor in factors if fits(factor, view.shows)}
    if view.focus_id in {factor.pk for factor in factors}:
        seen &= near(view.focus_id, ((link.source_id, link.target_id) for link in links), view.steps)
    return (
        [factor for factor in factors if factor.pk in seen],
        [link for link in links if link.source_id in seen and link.target_id in seen],
    )
