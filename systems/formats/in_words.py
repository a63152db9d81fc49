"""A map told in words, cluster by cluster: what the outline and the PDF say alike."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink
from systems.formats.pen import joined, text_of


@dataclass
class Told:
    """A factor, what is said of it, and what it hangs together with: one sentence each."""

    label: str
    said: list[str] = field(default_factory=list)
    leads_to: list[str] = field(default_factory=list)
    comes_from: list[str] = field(default_factory=list)


def told(drawing: Drawing) -> dict[str, list[Told]]:
    """Each factor under its cluster, in the order of the alphabet; factors of no cluster come last."""
    by_key = {key: Told(joined(factor.label), _said(factor)) for key, factor in drawing.factors.items()}
    for link in drawing.links:
        by_key[link.source].leads_to.append(_of_link(link, by_key[link.target].label))
        by_key[link.target].comes_from.append(_of_link(link, by_key[link.source].label))
    clusters: dict[str, list[Told]] = {}
    order = sorted(
        drawing.factors.values(),
        key=lambda each: (not each.cluster, each.cluster.casefold(), joined(each.label).casefold()),
    )
    for factor in order:
        clusters.setdefault(factor.cluster or _("In no cluster"), []).append(by_key[factor.key])
    for factors in clusters.values():
        for each in factors:
            each.leads_to.sort(key=str.casefold)
            each.comes_from.sort(key=str.casefold)
    return clusters


def counted(drawing: Drawing) -> str:
    """How many factors and links there are, in words."""
    factors, links = len(drawing.factors), len(drawing.links)
    return _("%(factors)s and %(links)s") % {
        "factors": ngettext("%(n)s factor", "%(n)s factors", factors) % {"n": factors},
        "links": ngettext("%(n)s link", "%(n)s links", links) % {"n": links},
    }


def _said(factor: DrawnFactor) -> list[str]:
    lines = [factor.description] if factor.description else []
    lines += [_("Kind: %(kind)s") % {"kind": factor.kind}] if factor.kind else []
    lines += [_("Tags: %(tags)s") % {"tags": ", ".join(factor.tags)}] if factor.tags else []
    return lines + [
        f"{_as_words(name)}: {text_of(value)}" for name, value in factor.attributes.items() if text_of(value)
    ]


def _as_words(name: str) -> str:
    """The name of a column as people would write it: "variable_type" as "Variable type"."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _of_link(link: DrawnLink, other: str) -> str:
    signs = {"+": _("more leads to more"), "-": _("more leads to less"), "": _("direction not known yet")}
    about = [signs[link.polarity]]
    about += [_("takes time")] if link.delay else []
    about += [
        joined(each)
        for each in (link.label, link.strength and _("strength %(s)s") % {"s": link.strength}, link.evidence)
        if each
    ]
    return f"{other} ({'; '.join(about)})"
