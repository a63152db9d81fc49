"""The eight commitments of open and trusting grant-making that IVAR brought together, in our own words.

A funder can make any of them a promise to a partner, and be asked about it.
"""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise as Lazy


class Commitment(NamedTuple):
    title: "str | Lazy"
    text: "str | Lazy"
    """What is promised, as it stands on the list of promises."""


COMMITMENTS: dict[str, Commitment] = {
    "time": Commitment(
        _("We do not waste your time"),
        _(
            "We say early and plainly whether something suits us, and never let you prepare what we cannot use."
        ),
    ),
    "questions": Commitment(
        _("We ask only what we need"),
        _("We ask nothing that we will not use, and tell you what we use each answer for."),
    ),
    "risk": Commitment(
        _("We accept risk"),
        _("We back what may not come off, and say openly which risks we share with you."),
    ),
    "urgency": Commitment(
        _("We act with urgency"),
        _("We decide as fast as the matter asks, and name a day for every answer that you wait for."),
    ),
    "open": Commitment(
        _("We are open"),
        _("We tell you how we decide, give the reason for each decision, and learn from what you say of us."),
    ),
    "flexible": Commitment(
        _("We enable flexibility"),
        _("The money can go where it is needed most, and the plan may change when you learn something."),
    ),
    "purpose": Commitment(
        _("We communicate with purpose"),
        _("Each conversation is worth the time of both sides, and you know beforehand what it is for."),
    ),
    "proportion": Commitment(
        _("We are proportionate"),
        _("What we ask for stands in proportion to the money, and one account is enough for all of us."),
    ),
}
