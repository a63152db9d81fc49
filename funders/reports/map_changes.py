"""Says in words what changed on a map, and which insights led there, for the report's section on it."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funders.reports.document import Item
from learning.queries.map_work import Explained
from systems.comparing import Compared, Line

MOST, MOST_LOOPS = 60, 8
"""So many changes of one kind are told in a report, and so many loops, the shorter ones and those with a name; the page of
the map tells all."""


def what_changed(compared: Compared | None) -> list[Item]:
    """One item that says which moments were compared, then one for each kind of change there was."""
    if compared is None:
        said = _(
            "It was first drawn in this period, and no version of it was kept, so changes cannot be told."
        )
        return [Item(kind="change", title=_("What changed"), text=said)]
    said = _("From %(since)s to %(until)s.") % {
        "since": compared.before.said,
        "until": compared.after.said,
    }
    if not compared.changes:
        said += "\n\n" + _("No factor and no link changed.")
    if compared.loops is None:
        said += "\n\n" + _("There are too many loops on it to say which came and went.")
    return [
        Item(kind="change", title=_("What changed"), text=said),
        *(
            Item(kind="change", title=kind, text=_lines(list(lines)))
            for kind, lines in groupby(compared.lines, key=lambda line: line.kind)
        ),
    ]


def what_led_there(explained: Iterable[Explained]) -> list[Item]:
    """One item for each insight that led to a change, the earliest change first, in the words and the name of its writer."""
    return [
        Item(
            kind="led",
            key=f"led:{reason.pk}",
            rests_on=(f"insight:{reason.insight_id}",),
            title=_("What led to a change of %(day)s")
            % {"day": date_format(timezone.localtime(each.change.at), "j F Y")},
            text="\n\n".join(
                [each.words, _("We came to think: %(insight)s") % {"insight": reason.insight.text}]
            ),
            attribution=reason.insight.written_by.name,
            date=timezone.localtime(reason.insight.created_at).date().isoformat(),
            person_id=str(reason.insight.written_by_id),
        )
        for each in explained
        for reason in each.reasons
    ]


def _lines(lines: Sequence[Line]) -> str:
    told = [line.words for line in lines[: MOST_LOOPS if lines[0].loop else MOST]]
    if more := len(lines) - len(told):
        told.append(ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more})
    return "\n".join(told)
