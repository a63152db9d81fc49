"""A change in words: what somebody did on a map, as one reads it in a list."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from systems.changing.steps import ATTRIBUTE
from systems.models import Change, Factor, Link

CALLED = {
    "name": gettext_lazy("name"),
    "label": gettext_lazy("name"),
    "description": gettext_lazy("description"),
    "cluster": gettext_lazy("cluster"),
    "kind": gettext_lazy("kind"),
    "tags": gettext_lazy("tags"),
    "x": gettext_lazy("place"),
    "y": gettext_lazy("place"),
    "pinned": gettext_lazy("whether it stays where it is"),
    "removed": gettext_lazy("whether it is on the map"),
    "look": gettext_lazy("what colours and sizes mean"),
    "source": gettext_lazy("where it begins"),
    "target": gettext_lazy("where it leads"),
    "polarity": gettext_lazy("direction of change"),
    "strength": gettext_lazy("strength"),
    "delay": gettext_lazy("whether it takes time"),
    "confidence": gettext_lazy("how sure we are"),
    "evidence": gettext_lazy("what makes us think so"),
}
"""What the pages call the fields that a step sets."""
MOST_TOLD = 3


def field_in_words(name: str) -> str:
    """What a field is called on the pages: an attribute as people named it."""
    return name.removeprefix(ATTRIBUTE) if name.startswith(ATTRIBUTE) else str(CALLED[name])


def value_in_words(name: str, value: Any, names: Mapping[str, str]) -> str:
    """What a field holds, as one reads it; `names` are those of factors by their id."""
    if name in ("source", "target"):
        return names.get(str(value), _("a factor that is no longer there"))
    if name == "removed":
        return _("off the map") if value else _("on the map")
    if name == "polarity":
        return str(Link.Polarity(value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value) or _("nothing")
    return _("nothing") if value in ("", None) else str(value)


def labels_in(changes: Iterable[Change]) -> dict[str, str]:
    """The names of the factors that these changes speak of, and of both ends of their links, by the thing's id."""
    about: dict[str, set[str]] = {"factor": set(), "link": set()}
    for change in changes:
        for each in change.sets:
            about.get(each["on"], set()).add(each["id"])
    factors = Factor.objects.filter(pk__in=about["factor"]).values_list("pk", "label")
    names = {str(id): label for id, label in factors} if about["factor"] else {}
    if about["link"]:
        links = Link.objects.filter(pk__in=about["link"]).values_list("pk", "source__label", "target__label")
        names |= {str(id): f"{source} → {target}" for id, source, target in links}
    return names


def in_words(change: Change, names: Mapping[str, str]) -> str:
    """What the change did: its first few steps, and how many more there are."""
    told = [_told(each, names) for each in change.sets]
    said = "; ".join(told[:MOST_TOLD]) or _("chose what was there")
    if (more := len(told) - MOST_TOLD) > 0:
        said += "; " + ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
    return said


def _told(each: Mapping[str, Any], names: Mapping[str, str]) -> str:
    name = _("the map") if each["on"] == "map" else f"“{names.get(each['id'], '')}”"
    said: Mapping[str, Any] = each["set"]
    if said.get("removed") is True:
        return _("took %(thing)s off the map") % {"thing": name}
    if said.get("removed") is False:
        return _("put %(thing)s on the map") % {"thing": name}
    if set(said) == {"label"}:
        before = each["was"].get("label") or ""
        return _("named %(thing)s, which was “%(before)s”") % {
            "thing": f"“{said['label']}”",
            "before": before,
        }
    fields = ", ".join(dict.fromkeys(field_in_words(field) for field in said))
    return _("changed %(thing)s: %(fields)s") % {"thing": name, "fields": fields}
