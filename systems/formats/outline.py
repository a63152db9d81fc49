"""A map as plain text: an outline that can be read aloud, mailed and searched."""

from django.utils.translation import gettext as _

from systems.formats.drawing import Drawing
from systems.formats.in_words import counted, told


def write(drawing: Drawing) -> bytes:
    """The map's name, then each cluster with its factors, what leads to them and what they lead to."""
    title = drawing.name or _("Map")
    lines = [title, "=" * min(len(title), 79), ""]
    if drawing.description:
        lines += [drawing.description, ""]
    lines += [counted(drawing), ""]
    for cluster, factors in told(drawing).items():
        lines += [cluster, "-" * min(len(cluster), 79), ""]
        for factor in factors:
            lines.append(f"* {factor.label}")
            lines += [f"    {line}" for said in factor.said for line in said.splitlines()]
            for heading, others in ((_("Leads to:"), factor.leads_to), (_("Comes from:"), factor.comes_from)):
                if others:
                    lines += [f"    {heading}", *(f"      - {other}" for other in others)]
        lines.append("")
    return "\n".join(lines).encode()
