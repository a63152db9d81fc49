"""What can stand in a digest, section by section, in this order; a circle leaves out what it does not want."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

SECTIONS = {
    "put": _("questions put to an organisation, the funder first"),
    "answers": _("what came back from a wider circle to what we raised"),
    "noticed": _("what people noticed"),
    "unsure": _("mistakes and uncertainties"),
    "partnerships": _("what was shared with our partnerships (where we fund or commission)"),
    "threads": _("threads"),
    "insights": _("what we now think"),
    "adaptations": _("what we do differently"),
    "experiments": _("experiments whose day to look has come"),
    "waiting": _("questions waiting for an answer"),
    "promises": _("promises that are due (in a partnership)"),
    "factors": _("what came up on the map"),
    "maps": _("what changed on the map"),
    "prompts": _("questions for the next conversation"),
}


def all_but(left_out: Collection[str]) -> frozenset[str]:
    """The sections that are wanted."""
    return frozenset(SECTIONS) - frozenset(left_out)
