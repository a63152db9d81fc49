"""What of a map goes out to everybody, and nothing else: a copy made field by field, with ids that mean nothing elsewhere."""

from typing import Any

from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink
from systems.models import Factor, Link


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
