"""What of a map goes out to everybody, and nothing else: a copy made field by field, with ids that mean nothing elsewhere."""

from collections import deque
from typing import Any

from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink
from systems.models import Factor, Link, View


def copy_of(factors: list[Factor], links: list[Link], *, descriptions: bool) -> dict[str, Any]:
    """What everybody is shown of these factors and the links among them, as JSON.

    Names, clusters, places, signs and what takes time; descriptions only where they are wanted. Never evidence, attributes, tags,
    what a file said, ids that we or a file know them by, or anything that the work ties to them.
    """
    numbers = {factor.pk: str(nth) for nth, factor in enumerate(factors, 1)}
    return {
        "factors": [
            {
                "key": numbers[each.pk],
                "label": each.label,
                "description": each.description if descriptions else "",
                "cluster": each.cluster,
                "x": each.x,
                "y": each.y,
            }
            for each in factors
        ],
        "links": [
            {
                "source": numbers[each.source_id],
                "target": numbers[each.target_id],
                "polarity": each.polarity,
                "delay": each.delay,
            }
            for each in links
            if each.source_id in numbers and each.target_id in numbers
        ],
    }


def drawing_of_copy(content: dict[str, Any]) -> Drawing:
    """The drawing that `copy_of` made."""
    factors = [DrawnFactor(**each) for each in content.get("factors", [])]
    return Drawing(
        factors={each.key: each for each in factors},
        links=[DrawnLink(**each) for each in content.get("links", [])],
    )


def seen_in(view: View, factors: list[Factor], links: list[Link]) -> list[Factor]:
    """The factors that the view shows: those that fit all it asks for and are near enough to what it looks around."""
    near = _near(view, links)
    return [each for each in factors if _fits(view.shows, each) and (near is None or each.pk in near)]


def _fits(shows: dict[str, Any], factor: Factor) -> bool:
    text = str(shows.get("text", "")).casefold()
    return (
        (not shows.get("clusters") or factor.cluster in shows["clusters"])
        and (not shows.get("kinds") or factor.kind in shows["kinds"])
        and (not shows.get("tags") or bool(set(shows["tags"]) & set(factor.tags)))
        and (not text or text in f"{factor.label} {factor.description}".casefold())
    )


def _near(view: View, links: list[Link]) -> set[Any] | None:
    """What is at most `steps` links from the view's focus, in whichever direction; None without a focus."""
    if view.focus_id is None:
        return None
    beside: dict[Any, set[Any]] = {}
    for link in links:
        beside.setdefault(link.source_id, set()).add(link.target_id)
        beside.setdefault(link.target_id, set()).add(link.source_id)
    found, queue = {view.focus_id: 0}, deque([view.focus_id])
    while queue:
        here = queue.popleft()
        for other in beside.get(here, set()) - found.keys() if found[here] < view.steps else ():
            found[other] = found[here] + 1
            queue.append(other)
    return set(found)
