"""A list, an outline or a list of who does what, as one types or pastes it, read line by line. Nothing is guessed beyond that."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

MOST_LINES = 2_000
LONGEST = 300
"""A name has at most so many letters."""
MARK = re.compile(r"^(?:[-*•–·]|\d{1,4}[.)])\s+")
"""What stands before a thing in a list that was pasted."""
ARROW = re.compile(r"\s*(?:-+>|=+>|→|⟶)\s*")
SIGN = re.compile(r"\s*\((\+|-|−|–)\)\s*$")
TAB = 4


class CannotRead(ValueError):
    """Something cannot be read; the message is a sentence for whoever typed it."""


@dataclass
class Started:
    """What a map begins with: factors by name with their cluster, links as (from, to, sign), actors with what they act on."""

    factors: dict[str, str] = field(default_factory=dict)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    actors: list[tuple[str, str, list[str]]] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict)

    def factor(self, name: str, cluster: str = "") -> str:
        """The factor of this name, which is there from now on; the same word in other letters is the same factor."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST or "\0" in name:
            raise CannotRead(
                _("“%(name)s…” is too long for a name: at most %(most)d letters.")
                % {"name": name[:40], "most": LONGEST}
            )
        known = self._known.setdefault(name.casefold(), name)
        self.factors[known] = self.factors.get(known) or cluster[:160]
        return known

    def link(self, source: str, target: str, sign: str = "") -> None:
        """The link from one factor to another, once."""
        if (source, target, sign) not in self.links:
            self.links.append((source, target, sign))


def _lines(text: str) -> list[str]:
    lines = [line for line in text.replace("\t", " " * TAB).splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise CannotRead(
            _("These are more than %(most)d lines: bring a file in instead.") % {"most": MOST_LINES}
        )
    return lines


def read_names(text: str) -> list[str]:
    """The names on the lines of a text, one on each."""
    return [name for line in _lines(text) if (name := MARK.sub("", line.strip()))]


def read_list(text: str) -> Started:
    """One factor on each line. A line that ends with a colon names the cluster of those below it; “Rent -> Debt (+)” is a link.

    Raises CannotRead.
    """
    started, cluster = Started(), ""
    for line in _lines(text):
        said = MARK.sub("", line.strip())
        if said.endswith(":"):
            cluster = said[:-1].strip()
            continue
        sign = ""
        if ARROW.search(said) and (found := SIGN.search(said)):
            sign, said = ("+" if found[1] == "+" else "-"), said[: found.start()]
        chain = [started.factor(each, cluster) for each in ARROW.split(said) if each.strip()]
        for source, target in pairwise(chain):
            started.link(source, target, sign)
    return started


def read_outline(text: str) -> Started:
    """What is to be different in the end, and further in, line by line, what leads there: each line leads to the one it stands under.

    How far in a line stands is told by the spaces or the dashes before it. Raises CannotRead.
    """
    started = Started()
    above: list[tuple[int, str]] = []
    for line in _lines(text):
        dashes = re.match(r"^\s*(-*)", line)
        deep = len(dashes[0]) if dashes else 0
        said = MARK.sub("", line.strip().lstrip("-").strip())
        if not said:
            continue
        while above and above[-1][0] >= deep:
            above.pop()
        stage = (_("What is to be different"), _("What leads there"), _("What we do"))[min(len(above), 2)]
        name = started.factor(said, stage)
        if above:
            started.link(name, above[-1][1], "+")
        above.append((deep, name))
    return started


def read_actors(organisations: str, roles: str) -> Started:
    """Who acts on what: on each line an actor, a colon, and the factors it acts on with semicolons or commas between them.

    Raises CannotRead.
    """
    started = Started()
    seen: dict[str, tuple[str, str, list[str]]] = {}
    for kind, text in (("organisation", organisations), ("role", roles)):
        for line in _lines(text):
            who, _colon, what = MARK.sub("", line.strip()).partition(":")
            name = " ".join(who.split())
            if not name or len(name) > 160:
                raise CannotRead(_("“%(name)s…” is no name for an actor.") % {"name": name[:40]})
            actor = seen.setdefault(name.casefold(), (name, kind, []))
            for each in re.split(r"[;,]", what):
                if each.strip() and (factor := started.factor(each)) not in actor[2]:
                    actor[2].append(factor)
    started.actors = list(seen.values())
    return started
