"""What only a person can say of a file: what a column holds, and which kind of link means minus."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from systems.formats.drawing import Drawing
from systems.formats.pen import spelt_sign


@dataclass(frozen=True)
class Choices:
    """`columns` is "TABLE|TITLE", or a title, to one of our fields ("" leaves it an attribute), `signs` kind of link to "+", "-" or "".

    `make_missing` adds factors that only links name; `part` is which of several maps in the file is meant.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    signs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    make_missing: bool = False
    part: str = ""


AS_FOUND = Choices()


def kinds_of_links(drawing: Drawing) -> dict[str, tuple[int, str]]:
    """Each kind of link: how many there are, and the sign they have; by kind, the commonest first."""
    several = Counter(link.kind for link in drawing.links if link.kind)
    signs = {link.kind: link.polarity for link in drawing.links}
    return {kind: (number, signs[kind]) for kind, number in several.most_common()}


def signed(drawing: Drawing, choices: Choices) -> None:
    """Give each link the sign that the person said its kind means; else the one that its kind, or its name, spells."""
    for link in drawing.links:
        if link.kind in choices.signs:
            link.polarity = choices.signs[link.kind]
        elif not link.polarity:
            link.polarity = spelt_sign(link.kind) or spelt_sign(link.label)
