"""What is like something: the texts nearest to it by the rarer words that they have in common.

Weights and stems are those of threads (learning/digests/threads.py): a stem counts by how rare it is among the texts.
The same texts give the same answer.
"""

import math
from collections.abc import Sequence

from learning.digests.threads import stems

MOST = 5
ALIKE = 0.12
"""The least cosine similarity that is worth showing."""


def nearest(text: str, others: Sequence[str]) -> list[int]:
    """The positions of at most `MOST` of the `others` that are like `text`, the likest first, of equals the first."""
    wanted = stems(text)
    held = [stems(other) for other in others]
    everywhere: dict[str, int] = {}
    for each in (wanted, *held):
        for stem in each:
            everywhere[stem] = everywhere.get(stem, 0) + 1
    squared = {stem: math.log(1 + (len(others) + 1) / number) ** 2 for stem, number in everywhere.items()}
    size = math.sqrt(sum(squared[stem] for stem in sorted(wanted)))
    found = []
    for place, each in enumerate(held):
        common = wanted & each
        if len(common) < 2:
            continue
        product = sum(squared[stem] for stem in sorted(common))
        likeness = product / (size * math.sqrt(sum(squared[stem] for stem in sorted(each))))
        if likeness >= ALIKE:
            found.append((-likeness, place))
    return [place for _likeness, place in sorted(found)[:MOST]]
