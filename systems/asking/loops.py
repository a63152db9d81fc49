"""A map's loops in words, ranked by what they contain, with an honest "at least" where the search ended before it had all."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from systems.analysis.loops import Ended, Loop, LoopKind, look_for_loops
from systems.asking.answer import Answer, Line, Mark, in_links, link_ids, named
from systems.asking.reading import MapRead

LARGE = 2_000
"""A map of more links is not searched while somebody waits for a page."""
SECONDS_ON_A_PAGE = 0.7
MOST_ON_A_PAGE = 2_000

MARK_OF = {
    LoopKind.REINFORCING: Mark.REINFORCING,
    LoopKind.BALANCING: Mark.BALANCING,
    LoopKind.UNKNOWN: Mark.UNKNOWN,
}


@dataclass(frozen=True)
class Looked:
    """What a search has found so far: every loop of at most `whole_to` links, and of longer ones those there was time for."""

    loops: list[Loop]
    whole_to: int
    ended: Ended

    @property
    def all(self) -> bool:
        return self.ended == Ended.ALL

    def of(self, kind: LoopKind) -> int:
        return sum(loop.kind == kind for loop in self.loops)


NOTHING_YET = Looked([], 0, Ended.TIME)


def look_now(read: MapRead, length: int, through: int | None = None) -> Looked:
    """The loops that can be found while somebody waits; none at all on a large map."""
    return (
        NOTHING_YET
        if len(read.links) > LARGE
        else look(read, length, through, MOST_ON_A_PAGE, SECONDS_ON_A_PAGE)
    )


def look(
    read: MapRead, length: int, through: int | None, most: int, seconds: float, **more: object
) -> Looked:
    """The map's loops of at most `length` links, through one factor if one is given. Raises ValueError for a length without sense."""
    found = look_for_loops(
        read.triples,
        length,
        most=most,
        seconds=seconds,
        through=through,
        **more,  # type: ignore[arg-type]
    )
    loops = [Loop(tuple(found.names[number] for number in each.factors), each.kind) for each in found.loops]
    return Looked(loops, found.whole_to, found.ended)


def ranked(read: MapRead, loops: Sequence[Loop]) -> list[Loop]:
    """Shorter ones first; of equally long ones those first that hold most factors that somebody acts on, then most links with
    evidence, then fewest without a sign; then by the names. Never by who acts, or how many do."""

    def rank(loop: Loop) -> tuple[int, int, int, int, list[str]]:
        along = read.along(loop.factors, closed=True)
        return (
            len(loop.factors),
            -sum(factor in read.actors for factor in loop.factors),
            -sum(link.evidence for link in along),
            sum(not link.polarity for link in along),
            [read.labels[factor] for factor in loop.factors],
        )

    return sorted(loops, key=rank)


def how_ranked() -> str:
    """The rule of `ranked`, for those who read the list."""
    return _(
        "Shorter loops come first. Of equally long ones, those come first that hold more factors that somebody acts on, then those with evidence beside more links, then those with fewer signs missing."
    )


def how_many(looked: Looked) -> list[str]:
    """What was found, and what that leaves open."""
    counted = {
        "n": len(looked.loops),
        "reinforcing": looked.of(LoopKind.REINFORCING),
        "balancing": looked.of(LoopKind.BALANCING),
        "unknown": looked.of(LoopKind.UNKNOWN),
    }
    if not looked.loops and looked.all:
        return [_("There is no loop of this length.")]
    loops = (
        ngettext("%(n)s loop", "%(n)s loops", counted["n"])
        if looked.all
        else ngettext("At least %(n)s loop", "At least %(n)s loops", counted["n"])
    )
    kinds = _(": %(reinforcing)s reinforcing, %(balancing)s balancing")
    kinds += _(", %(unknown)s not known.") if counted["unknown"] else "."
    says = [(loops + kinds) % counted]
    if not looked.all and looked.whole_to:
        says.append(
            _("Every loop of at most %(links)s is among them; of longer ones there are more.")
            % {"links": in_links(looked.whole_to)}
        )
    if looked.ended == Ended.LIMIT:
        says.append(
            _(
                "The search ended there, because nobody could read them all. Ask for shorter ones, or for one factor."
            )
        )
    elif looked.ended == Ended.TIME:
        says.append(_("The time was over before all were found."))
    elif looked.ended == Ended.ASKED:
        says.append(_("The search was stopped before all were found."))
    return says


def line_of(read: MapRead, loop: Loop) -> Line:
    """One loop in a sentence."""
    words = {
        LoopKind.REINFORCING: _("Reinforcing: a change comes back as more of the same."),
        LoopKind.BALANCING: _("Balancing: a change comes back and holds itself."),
        LoopKind.UNKNOWN: _("Not known: a link on the way has no sign, or two that disagree."),
    }[loop.kind]
    if any(link.delay for link in read.along(loop.factors, closed=True)):
        words += " " + _("It takes time.")
    return Line(
        words=words,
        mark=MARK_OF[loop.kind],
        factors=named(read, loop.factors),
        links=link_ids(read, loop.factors, closed=True),
        way=True,
        loop=True,
    )


def on_it(read: MapRead, factor: int, length: int, most: int) -> Answer:
    """The loops that a factor is on, each told from it."""
    looked = look(read, length, factor, MOST_ON_A_PAGE, SECONDS_ON_A_PAGE)
    answer = loops(read, looked, most)
    answer.title = _("Loops that “%(factor)s” is on") % {"factor": read.labels[factor]}
    return answer


def loops(read: MapRead, looked: Looked, most: int) -> Answer:
    """The first loops, as an answer."""
    return Answer(
        title=_("Feedback loops"),
        says=[*how_many(looked), how_ranked()],
        lines=[line_of(read, loop) for loop in ranked(read, looked.loops)[:most]],
    )
