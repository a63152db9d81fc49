"""What somebody did on a map, in words: one short sentence for each thing, or a number where there were many."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hls_platform.identifiers import uuid7
from systems.changing.steps import ATTRIBUTE
from systems.models import Change, Factor, Link

EACH = 3
"""So many things of a kind are told by name; more than these by their number."""


@dataclass(frozen=True)
class Told:
    """A change, what it did, and whether it took back one before."""

    change: Change
    did: list[str]

    @property
    def number(self) -> int:
        return self.change.number

    @property
    def new_id(self) -> uuid.UUID:
        """An id for the change that would go back to this one."""
        return uuid7()


def in_words(changes: Collection[Change]) -> list[Told]:
    """Each of the changes in words. Two queries, however many there are."""
    names = _Names(each for change in changes for each in change.sets)
    return [Told(change, _did(change.sets, names)) for change in changes]


class _Names:
    """How factors are called and what links tie, as far as a change does not say so itself."""

    def __init__(self, steps: Iterable[dict[str, Any]]) -> None:
        ids: dict[str, set[uuid.UUID]] = defaultdict(set)
        for step in steps:
            ids[step["on"]].add(uuid.UUID(step["id"]))
            ids["factor"] |= {
                uuid.UUID(said[end])
                for said in (step["set"], step["was"])
                for end in ("source", "target")
                if end in said
            }
        links = Link.objects.filter(pk__in=ids["link"]).values_list("pk", "source_id", "target_id")
        self.ends = {str(link): (str(source), str(target)) for link, source, target in links}
        ids["factor"] |= {uuid.UUID(end) for ends in self.ends.values() for end in ends}
        labels = Factor.objects.filter(pk__in=ids["factor"]).values_list("pk", "label")
        self.labels = {str(factor): label for factor, label in labels}


def _did(steps: list[dict[str, Any]], names: _Names) -> list[str]:
    labels = names.labels | {
        step["id"]: step["set"]["label"]
        for step in steps
        if step["on"] == "factor" and "label" in step["set"]
    }
    did: dict[str, list[str]] = defaultdict(list)
    for step in steps:
        for kind, said in _OF[step["on"]](step, labels, names):
            did[kind].append(said)
    said = []
    for kind, each in did.items():
        said += each if len(each) <= EACH else [_many(kind, len(each))]
    return said or [_("changed nothing that others had not set meanwhile")]


def _of_map(step: dict[str, Any], labels: dict[str, str], names: _Names) -> Iterable[tuple[str, str]]:
    if "name" in step["set"]:
        yield "map", _("named the map “%(name)s”") % {"name": step["set"]["name"]}
    if "description" in step["set"]:
        yield "map", _("changed what is said of the map")
    if "look" in step["set"]:
        yield "map", _("changed what colours and sizes mean")


def _of_factor(step: dict[str, Any], labels: dict[str, str], names: _Names) -> Iterable[tuple[str, str]]:
    now, was = step["set"], step["was"]
    said = {"name": labels.get(step["id"], "")}
    if now.get("removed") is False:
        drew = "label" in now and "label" not in was
        yield (
            ("drew", _("drew “%(name)s”") % said)
            if drew
            else ("back", _("put “%(name)s” back on the map") % said)
        )
        if drew:
            return
    if now.get("removed") is True:
        yield "off", _("took “%(name)s” off the map") % said
    if "label" in now and "label" in was:
        yield "named", _("named “%(was)s” “%(name)s”") % (said | {"was": was["label"]})
    if now.get("cluster"):
        yield "clustered", _("put “%(name)s” into “%(cluster)s”") % (said | {"cluster": now["cluster"]})
    elif "cluster" in now:
        yield "clustered", _("took “%(name)s” out of its cluster") % said
    if any(name in now for name in ("description", "kind", "tags")) or any(
        name.startswith(ATTRIBUTE) for name in now
    ):
        yield "said", _("changed what is said of “%(name)s”") % said
    if any(name in now for name in ("x", "y", "pinned")) and "removed" not in now:
        yield "moved", _("moved “%(name)s”") % said


def _of_link(step: dict[str, Any], labels: dict[str, str], names: _Names) -> Iterable[tuple[str, str]]:
    now, was = step["set"], step["was"]
    before = names.ends.get(step["id"], ("", ""))
    source, target = now.get("source", before[0]), now.get("target", before[1])
    said = {"source": labels.get(source, ""), "target": labels.get(target, "")}
    sign = {"+": _("more leads to more"), "-": _("more leads to less")}.get(now.get("polarity", ""))
    if now.get("removed") is False:
        if "source" in now and "source" not in was and sign:
            yield "tied", _("tied “%(source)s” to “%(target)s”: %(sign)s") % (said | {"sign": sign})
        elif "source" in now and "source" not in was:
            yield "tied", _("tied “%(source)s” to “%(target)s”") % said
        else:
            yield "tied", _("put the link from “%(source)s” to “%(target)s” back") % said
        return
    if now.get("removed") is True:
        yield "untied", _("took the link from “%(source)s” to “%(target)s” off the map") % said
    if "source" in now or "target" in now:
        yield "led", _("led a link elsewhere: from “%(source)s” to “%(target)s”") % said
    if "polarity" in now:
        yield (
            "signed",
            _("said of “%(source)s” and “%(target)s”: %(sign)s")
            % (said | {"sign": sign or _("not known yet")}),
        )
    if any(
        name in now
        for name in ("label", "description", "kind", "strength", "delay", "confidence", "evidence")
    ):
        yield "said", _("changed what is said of the link from “%(source)s” to “%(target)s”") % said


_OF = {"map": _of_map, "factor": _of_factor, "link": _of_link}


def _many(kind: str, number: int) -> str:
    said = {
        "drew": ngettext("drew %(n)d factor", "drew %(n)d factors", number),
        "back": ngettext("put %(n)d factor back on the map", "put %(n)d factors back on the map", number),
        "off": ngettext("took %(n)d factor off the map", "took %(n)d factors off the map", number),
        "named": ngettext("named %(n)d factor anew", "named %(n)d factors anew", number),
        "clustered": ngettext(
            "put %(n)d factor into another cluster", "put %(n)d factors into other clusters", number
        ),
        "moved": ngettext("moved %(n)d factor", "moved %(n)d factors", number),
        "tied": ngettext("tied %(n)d link", "tied %(n)d links", number),
        "untied": ngettext("took %(n)d link off the map", "took %(n)d links off the map", number),
        "led": ngettext("led %(n)d link elsewhere", "led %(n)d links elsewhere", number),
        "signed": ngettext("gave %(n)d link another direction", "gave %(n)d links another direction", number),
        "said": ngettext(
            "changed what is said of %(n)d thing", "changed what is said of %(n)d things", number
        ),
        "map": ngettext("changed %(n)d thing about the map", "changed %(n)d things about the map", number),
    }
    return said[kind] % {"n": number}
