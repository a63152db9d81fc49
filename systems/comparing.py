"""Two moments of a map held against each other: the versions that were kept, any moment of its history, and now."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from systems.analysis.compare import Changes, ComparedLoop, LoopChanges, Way, compare, compare_loops
from systems.analysis.loops import LoopKind
from systems.formats import drawing_from
from systems.formats.drawing import Drawing
from systems.models import Factor, KeptLoop, Link, Snapshot, SystemMap
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
    names: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """What people call loops, by the keys of their factors."""

    @property
    def svg(self) -> str:
        """Both in one picture, what came and what went marked by words and edges; empty where it could not be read."""
        return picture_of(self.before.drawing, self.after.drawing)

    @property
    def lines(self) -> list["Line"]:
        """Each thing that changed, in words, by kind."""
        return in_words(self.changes, self.loops, self.names)


@dataclass(frozen=True)
class Line:
    """One thing that changed: the kind of change, what it is about, what was and what is."""

    kind: str
    about: str
    was: str = ""
    now: str = ""
    loop: bool = False
    named: bool = False
    """A loop that people gave a name to."""

    @property
    def words(self) -> str:
        """What it is about, and what was and is where that says more."""
        said = {"about": self.about, "was": self.was, "now": self.now}
        if self.was and self.now == self.about:
            return _("“%(was)s” is now “%(now)s”") % said
        if self.was and self.now:
            return _("%(about)s: was “%(was)s”, is “%(now)s”") % said
        return f"{self.about} ({self.was or self.now})" if self.was or self.now else self.about


def moment_of(map: SystemMap, said: str) -> Moment | None:
    """The moment that an address names: a kept version's id, a day or a time, or `NOW`; None where it names none."""
    if said == NOW:
        return Moment(_("now"), timezone.now(), drawing_of(map))
    try:
        kept = Snapshot.objects.filter(map=map, pk=uuid.UUID(said)).first()
    except ValueError:
        return _at(map, said)
    return _version(kept) if kept else None


def _version(kept: Snapshot) -> Moment:
    words = _("the version “%(name)s” of %(day)s") % {"name": kept.name, "day": _day(kept.taken_at)}
    return Moment(words, kept.taken_at, drawing_from(kept.content))


def _day(moment: datetime.datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


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
    return _moment(map, _day(moment), moment)


def _moment(map: SystemMap, said: str, at: datetime.datetime) -> Moment:
    return Moment(said, at, drawing_at(map, number_at(map, at)))


def compared_in(map: SystemMap, start: datetime.datetime, end: datetime.datetime) -> Compared | None:
    """What changed on the map in the half-open time; None where it was first drawn in it and no version was kept.

    Told from the last version before the time, or else the first in it, or else from the time's first moment; to the last
    version in it, or, while the time still runs or where no later version was kept, to its last moment so far.
    """
    kept = list(Snapshot.objects.filter(map=map, taken_at__lt=end).order_by("taken_at", "id"))
    runs = end > timezone.now()
    if kept:
        since = next((each for each in reversed(kept) if each.taken_at < start), kept[0])
        before = _version(since)
    elif map.created_at < start:
        begins = _("the map as it stood when %(day)s began") % {"day": _day(start)}
        before = _moment(map, begins, start)
    else:
        return None
    if kept and kept[-1] != since and not runs:
        return hold_against(before, _version(kept[-1]), names_of_loops(map))
    if runs:
        now = Moment(_("the map as it stood when this was composed"), timezone.now(), drawing_of(map))
        return hold_against(before, now, names_of_loops(map))
    ends = _("the map as it stood when %(day)s ended") % {"day": _day(end - datetime.timedelta(days=1))}
    return hold_against(before, _moment(map, ends, end), names_of_loops(map))


def names_of_loops(map: SystemMap) -> dict[tuple[str, ...], str]:
    """What people call the map's loops, by the keys of their factors in order, the least first. At most two queries."""
    kept = list(KeptLoop.objects.filter(map=map))
    if not kept:
        return {}
    ids = {id for loop in kept for id in loop.factors}
    keys = {
        id: key or str(id) for id, key in Factor.objects.filter(pk__in=ids).values_list("pk", "external_id")
    }
    found = {}
    for loop in kept:
        way = [keys.get(id, "") for id in loop.factors]
        first = way.index(min(way))
        found[tuple(way[first:] + way[:first])] = loop.name
    return found


def hold_against(
    before: Moment, after: Moment, names: Mapping[tuple[str, ...], str] | None = None
) -> Compared:
    """The two compared, the earlier one first, in whatever order they come; `names` are those of loops."""
    if after.at < before.at:
        before, after = after, before
    return Compared(
        before,
        after,
        compare(before.drawing, after.drawing),
        compare_loops(before.drawing, after.drawing),
        names or {},
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


def in_words(
    changes: Changes, loops: LoopChanges | None, names: Mapping[tuple[str, ...], str] | None = None
) -> list[Line]:
    """Each change as a line of a table, kind by kind; of loops those first that have a name."""
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
    return [
        *found,
        *_of_loops(_("Loop born"), [(each, "", _kind(each.kind)) for each in loops.born], names or {}),
        *_of_loops(_("Loop broken"), [(each, _kind(each.kind), "") for each in loops.broken], names or {}),
        *_of_loops(
            _("Loop that turned"),
            [(each, _kind(was), _kind(each.kind)) for each, was in loops.turned],
            names or {},
        ),
    ]


def _of_loops(
    kind: str, told: Sequence[tuple[ComparedLoop, str, str]], names: Mapping[tuple[str, ...], str]
) -> list[Line]:
    """A line for each loop with what kind it was and is, those first that have a name."""
    lines = []
    for loop, was, now in told:
        name, way = names.get(loop.keys), " → ".join([*loop.names, loop.names[0]])
        about = _("“%(name)s”: %(way)s") % {"name": name, "way": way} if name else way
        lines.append(Line(kind, about, was, now, loop=True, named=bool(name)))
    return sorted(lines, key=lambda line: not line.named)


def _way(way: Way) -> str:
    return f"{way[0]} → {way[1]}"


def _signs(polarities: tuple[str, ...]) -> str:
    return _(" and ").join(str(Link.Polarity(each).label) for each in polarities)


def _kind(kind: LoopKind) -> str:
    return {
        LoopKind.REINFORCING: _("reinforcing"),
        LoopKind.BALANCING: _("balancing"),
        LoopKind.UNKNOWN: _("not known"),
    }[kind]
