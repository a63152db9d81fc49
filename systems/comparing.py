"""Two moments of a map held against each other: the versions that were kept, any moment of its history, and now."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from systems.analysis.compare import Changes, ComparedLoop, LoopChanges, Way, compare, compare_loops
from systems.analysis.loops import LoopKind
from systems.formats import drawing_from
from systems.formats.drawing import Drawing
from systems.models import Link, Snapshot, SystemMap
from systems.moments import drawing_at, number_at
from systems.picture import Look, picture
from systems.queries import drawing_of

ADDED, REMOVED, OTHERWISE = Look("+", "added"), Look("−", "removed"), Look("≠", "changed")
NOW = "now"


@dataclass(frozen=True)
class Moment:
    """A map as it stood at some moment, in words, with the moment itself."""

    said: str
    at: datetime.datetime
    drawing: Drawing


@dataclass(frozen=True)
class Compared:
    """What is otherwise at a later moment of a map than it was at an earlier one."""

    before: Moment
    after: Moment
    changes: Changes
    loops: LoopChanges | None
    """None where there are too many to look at."""

    @property
    def svg(self) -> str:
        """Both in one picture, what came and what went marked by words and edges; empty where it could not be read."""
        return picture_of(self.before.drawing, self.after.drawing)

    @property
    def lines(self) -> list["Line"]:
        """Each thing that changed, in words, by kind."""
        return in_words(self.changes, self.loops)


@dataclass(frozen=True)
class Line:
    """One thing that changed: the kind of change, what it is about, what was and what is."""

    kind: str
    about: str
    was: str = ""
    now: str = ""


def moment_of(map: SystemMap, said: str) -> Moment | None:
    """The moment that an address names: a kept version's id, a day or a time, or `NOW`; None where it names none."""
    if said == NOW:
        return Moment(_("now"), timezone.now(), drawing_of(map))
    try:
        kept = Snapshot.objects.filter(map=map, pk=uuid.UUID(said)).first()
    except ValueError:
        return _at(map, said)
    if kept is None:
        return None
    day = date_format(timezone.localtime(kept.taken_at), "j F Y")
    words = _("“%(name)s” of %(day)s") % {"name": kept.name, "day": day}
    return Moment(words, kept.taken_at, drawing_from(kept.content))


def _at(map: SystemMap, said: str) -> Moment | None:
    try:
        moment = parse_datetime(said.replace(" ", "+"))
        day = None if moment else parse_date(said)
    except ValueError:
        return None
    if day is not None:
        moment = datetime.datetime.combine(day, datetime.time())
    if moment is None:
        return None
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    words = date_format(timezone.localtime(moment), "j F Y")
    return Moment(words, moment, drawing_at(map, number_at(map, moment)))


def hold_against(before: Moment, after: Moment) -> Compared:
    """The two compared, the earlier one first, in whatever order they come."""
    if after.at < before.at:
        before, after = after, before
    return Compared(
        before,
        after,
        compare(before.drawing, after.drawing),
        compare_loops(before.drawing, after.drawing),
    )


def picture_of(before: Drawing, after: Drawing) -> str:
    """Both drawings as one SVG; what was there before stands where it stood."""
    old, new = before.factors, after.factors
    factors = dict.fromkeys(old.keys() - new.keys(), REMOVED) | dict.fromkeys(new.keys() - old.keys(), ADDED)
    factors |= {
        key: OTHERWISE
        for key in old.keys() & new.keys()
        if (old[key].label, old[key].cluster) != (new[key].label, new[key].cluster)
    }
    signs: list[dict[Way, set[str]]] = []
    for drawing in (before, after):
        found: dict[Way, set[str]] = {}
        for link in drawing.links:
            found.setdefault((link.source, link.target), set()).add(link.polarity)
        signs.append(found)
    was, is_now = signs
    links: Mapping[Way, Look] = {
        way: REMOVED if way not in is_now else ADDED if way not in was else OTHERWISE
        for way in was.keys() | is_now.keys()
        if was.get(way) != is_now.get(way)
    }
    gone = [replace(link) for link in before.links if (link.source, link.target) not in is_now]
    both = Drawing(factors={**old, **new}, links=[*after.links, *gone])
    return picture(both, title=_("Both versions in one picture"), factors=factors, links=links)


def in_words(changes: Changes, loops: LoopChanges | None) -> list[Line]:
    """Each change as a line of a table, kind by kind."""
    found = [
        *(Line(_("Factor added"), name) for name in changes.factors_added),
        *(Line(_("Factor taken away"), name) for name in changes.factors_removed),
        *(Line(_("Factor renamed"), new, old, new) for old, new in changes.factors_renamed),
        *(
            Line(_("Factor in another cluster"), name, old or _("no cluster"), new or _("no cluster"))
            for name, old, new in changes.factors_moved
        ),
        *(Line(_("Link added"), _way(way)) for way in changes.links_added),
        *(Line(_("Link taken away"), _way(way)) for way in changes.links_removed),
        *(
            Line(_("Link in another direction"), _way(way), _signs(old), _signs(new))
            for way, old, new in changes.links_resigned
        ),
    ]
    if loops is None:
        return found
    return found + list(
        chain(
            (Line(_("Loop born"), _loop(loop), "", _kind(loop.kind)) for loop in loops.born),
            (Line(_("Loop broken"), _loop(loop), _kind(loop.kind), "") for loop in loops.broken),
            (
                Line(_("Loop that turned"), _loop(loop), _kind(was), _kind(loop.kind))
                for loop, was in loops.turned
            ),
        )
    )


def _way(way: Way) -> str:
    return f"{way[0]} → {way[1]}"


def _signs(polarities: tuple[str, ...]) -> str:
    return _(" and ").join(str(Link.Polarity(each).label) for each in polarities)


def _loop(loop: ComparedLoop) -> str:
    return " → ".join([*loop.names, loop.names[0]])


def _kind(kind: LoopKind) -> str:
    return {
        LoopKind.REINFORCING: _("reinforcing"),
        LoopKind.BALANCING: _("balancing"),
        LoopKind.UNKNOWN: _("not known"),
    }[kind]
