"""Says in words what changed on a map, for the report's section on it."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funders.reports.document import Item
from systems.analysis.compare import Way
from systems.models import Snapshot
from systems.queries import Change


def what_changed(change: Change | None) -> list[Item]:
    """One item that says which versions were compared, then one for each kind of change there was."""
    if change is None:
        said = _("No version of the map was kept in this period or before it, so changes cannot be told.")
        return [Item(kind="change", title=_("What changed"), text=said)]
    said = _compared(change)
    if not change.changes:
        said += "\n\n" + _("No factor and no link changed.")
    items = [Item(kind="change", title=_("What changed"), text=said)]
    kinds: tuple[tuple[str, Iterable[str]], ...] = (
        (_("Factors that were added"), change.changes.factors_added),
        (_("Factors that were taken away"), change.changes.factors_removed),
        (
            _("Factors that have another name"),
            (
                _("“%(old)s” is now “%(new)s”") % {"old": old, "new": new}
                for old, new in change.changes.factors_renamed
            ),
        ),
        (_("Links that were added"), map(_way, change.changes.links_added)),
        (_("Links that were taken away"), map(_way, change.changes.links_removed)),
        (
            _("Links that act in another direction"),
            (
                _("%(way)s: was “%(before)s”, is “%(after)s”")
                % {"way": _way(way), "before": _signs(before), "after": _signs(after)}
                for way, before, after in change.changes.links_resigned
            ),
        ),
    )
    for title, lines in kinds:
        if text := "\n".join(lines):
            items.append(Item(kind="change", title=title, text=text))
    return items


def _compared(change: Change) -> str:
    said = {"since": change.since.name, "day": _day(change.since)}
    if change.until is None:
        text = _("From the version “%(since)s” of %(day)s to the map as it stood when this was composed.")
        return text % said
    said |= {"until": change.until.name, "last": _day(change.until)}
    return _("From the version “%(since)s” of %(day)s to the version “%(until)s” of %(last)s.") % said


def _day(snapshot: Snapshot) -> str:
    return date_format(timezone.localtime(snapshot.taken_at), "j F Y")


def _way(way: Way) -> str:
    return f"{way[0]} → {way[1]}"


def _signs(polarities: tuple[str, ...]) -> str:
    """ "more leads to more", and where links disagree, all that they say."""
    said = {"+": _("more leads to more"), "-": _("more leads to less"), "": _("not known yet")}
    return _(" and ").join(said[each] for each in polarities)
