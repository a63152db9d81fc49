"""Questions about one factor: what it reaches, what reaches it, the ways between two, and what if it rose or fell."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from systems.analysis.reach import Reached, comes_back, reach, ways_between
from systems.analysis.what_if import travel
from systems.asking.answer import OF_SIGN, Answer, Line, Mark, in_links, link_ids, named
from systems.asking.reading import MapRead

MOST_LINES = 100


def what_it_reaches(read: MapRead, factor: int, links: int) -> Answer:
    """Every factor that a change of this one may reach, the nearest first, by which way and with which sign."""
    return _reach(
        read,
        reach(read.web, factor, links),
        _("What “%(factor)s” reaches") % {"factor": read.labels[factor]},
        _("Nothing on this map follows from “%(factor)s”.") % {"factor": read.labels[factor]},
        links,
    )


def what_reaches_it(read: MapRead, factor: int, links: int) -> Answer:
    """Every factor whose change may reach this one, the nearest first, by which way and with which sign."""
    return _reach(
        read,
        reach(read.web, factor, links, backwards=True),
        _("What reaches “%(factor)s”") % {"factor": read.labels[factor]},
        _("Nothing on this map leads to “%(factor)s”.") % {"factor": read.labels[factor]},
        links,
    )


def _reach(read: MapRead, found: Sequence[Reached], title: str, nothing: str, links: int) -> Answer:
    if not found:
        return Answer(title=title, says=[nothing])
    says = [
        ngettext(
            "%(n)s factor, by at most %(links)s.",
            "%(n)s factors, by at most %(links)s; the nearest first.",
            len(found),
        )
        % {"n": len(found), "links": in_links(links)}
    ]
    says.append(_how_many_each_way(found))
    if len(found) > MOST_LINES:
        says.append(_("The first %(n)s are shown.") % {"n": MOST_LINES})
    lines = [
        Line(
            words=_leads(read, each.way, each.signs, each.links),
            mark=_mark(each.signs),
            factors=named(read, each.way),
            links=link_ids(read, each.way),
            way=True,
        )
        for each in found[:MOST_LINES]
    ]
    return Answer(title=title, says=says, lines=lines, cannot_know=[_how_much()])


def _how_many_each_way(found: Sequence[Reached]) -> str:
    """How many of them a rise would make more, how many less, and for how many that depends on the way."""
    marks = [_mark(each.signs) for each in found]
    said = (
        (Mark.MORE, _("%(n)s the same way (more leads to more)")),
        (Mark.LESS, _("%(n)s the opposite way (more leads to less)")),
        (Mark.DEPENDS, _("%(n)s by some ways this and by others that")),
        (Mark.UNKNOWN, _("%(n)s by ways on which a sign is missing")),
    )
    return "; ".join(words % {"n": marks.count(mark)} for mark, words in said if mark in marks) + "."


def _mark(signs: frozenset[int]) -> Mark:
    return OF_SIGN[next(iter(signs))] if len(signs) == 1 else Mark.DEPENDS


def _leads(read: MapRead, way: Sequence[int], signs: frozenset[int], links: int) -> str:
    said = {"a": read.labels[way[0]], "b": read.labels[way[-1]], "links": in_links(links)}
    if signs == {1}:
        return _("More “%(a)s” leads to more “%(b)s”, in %(links)s.") % said
    if signs == {-1}:
        return _("More “%(a)s” leads to less “%(b)s”, in %(links)s.") % said
    if signs == {0}:
        return (
            _(
                "“%(a)s” acts on “%(b)s”, in %(links)s; to more or to less is not known, because a sign on the way is missing."
            )
            % said
        )
    if {1, -1} <= signs:
        return (
            _(
                "“%(a)s” acts on “%(b)s”, in %(links)s at the shortest: by some ways to more, by others to less."
            )
            % said
        )
    known = (
        _(
            "“%(a)s” leads to more “%(b)s” by some ways (%(links)s at the shortest); of others a sign is missing."
        )
        if 1 in signs
        else _(
            "“%(a)s” leads to less “%(b)s” by some ways (%(links)s at the shortest); of others a sign is missing."
        )
    )
    return known % said


def ways(read: MapRead, factor: int, to: int, links: int) -> Answer:
    """The ways from one factor to another, shorter ones first, each with its sign."""
    said = {"a": read.labels[factor], "b": read.labels[to], "links": in_links(links)}
    title = _("From “%(a)s” to “%(b)s”") % said
    if factor == to:
        return Answer(title=title, says=[_("Choose two that differ. What comes back to itself is a loop.")])
    found, whole = ways_between(read.web, factor, to, links)
    if not found:
        nothing = (
            _("No way of at most %(links)s leads from “%(a)s” to “%(b)s”.")
            if whole
            else _("No way was found in the time there is. Ask for shorter ones.")
        )
        return Answer(title=title, says=[nothing % said])
    counted = {"n": len(found), "links": in_links(links)}
    says = [
        ngettext(
            "There is %(n)s way of at most %(links)s.",
            "There are %(n)s ways of at most %(links)s.",
            len(found),
        )
        % counted
        if whole
        else _("There are at least %(n)s ways of at most %(links)s; these are the shortest.") % counted
    ]
    signs = {way.sign for way in found}
    if {1, -1} <= signs:
        says.append(_("They do not agree: which is stronger, and which is sooner, the map does not say."))
    lines = [
        Line(
            words={
                1: _("To more, by %(links)s."),
                -1: _("To less, by %(links)s."),
                0: _("To more or to less is not known, by %(links)s."),
            }[way.sign]
            % {"links": in_links(len(way.factors) - 1)}
            + _delays(read, way.factors),
            mark=OF_SIGN[way.sign],
            factors=named(read, way.factors),
            links=link_ids(read, way.factors),
            way=True,
        )
        for way in found
    ]
    return Answer(title=title, says=says, lines=lines, cannot_know=[_how_much()])


def _delays(read: MapRead, way: Sequence[int]) -> str:
    """That a link on the way takes time, where one does."""
    return " " + _("It takes time.") if any(link.delay for link in read.along(way)) else ""


def what_if(read: MapRead, factor: int, direction: int, links: int) -> Answer:
    """Where the others would travel first, if this factor rose (1) or fell (-1)."""
    said = {"factor": read.labels[factor]}
    title = (_("What if “%(factor)s” rose?") if direction > 0 else _("What if “%(factor)s” fell?")) % said
    found = travel(read.web, factor, direction, links)
    if not found:
        return Answer(title=title, says=[_("Going by this map, nothing else would move.")])
    lines = [
        Line(
            words=_moves(read, each.factor, each.first, each.both) + _delays(read, each.reached.way),
            mark=Mark.DEPENDS if each.both and not each.first else OF_SIGN[each.first],
            factors=named(read, each.reached.way),
            links=link_ids(read, each.reached.way),
            way=True,
        )
        for each in found[:MOST_LINES]
    ]
    up, down = (sum(each.first == sign for each in found) for sign in (1, -1))
    says = [
        _(
            "A way to begin a conversation, not a forecast. Going by the signs of the shortest ways, of at most %(links)s: %(up)s would rise at first, %(down)s would fall, of %(rest)s nobody can say."
        )
        % {"links": in_links(links), "up": up, "down": down, "rest": len(found) - up - down}
    ]
    if len(found) > MOST_LINES:
        says.append(_("The first %(n)s are shown.") % {"n": MOST_LINES})
    back = comes_back(read.web, factor, links)
    if 1 in back:
        says.append(_("It comes back to itself and grows: it is on a reinforcing loop."))
    if -1 in back:
        says.append(_("It comes back to itself and is held: it is on a balancing loop."))
    if 0 in back:
        says.append(_("It comes back to itself by a way with a sign that is missing."))
    return Answer(title=title, says=says, lines=lines, cannot_know=_what_a_map_cannot_know())


def _moves(read: MapRead, factor: int, first: int, both: bool) -> str:
    said = {"factor": read.labels[factor]}
    if first > 0:
        words = _("“%(factor)s” would rise at first.") % said
    elif first < 0:
        words = _("“%(factor)s” would fall at first.") % said
    else:
        words = _("“%(factor)s” would be moved; nobody can say where to.") % said
    return words + (" " + _("By other ways it is pulled the other way.") if both else "")


def _how_much() -> str:
    return _(
        "A map of signs does not say how much, how soon, or whether it is so: it says what those who drew it think."
    )


def _what_a_map_cannot_know() -> list[str]:
    return [
        _("How strong each link is: a weak way counts here as much as a strong one."),
        _("How long each takes: what comes first on the map may come last in life."),
        _(
            "Where something stops: nothing rises for ever, and some things turn once they have gone far enough."
        ),
        _("What is not on the map: people who choose otherwise, chance, and all that nobody drew."),
        _("So ask those who live it: does it feel so? What would we notice first? What would surprise us?"),
    ]
