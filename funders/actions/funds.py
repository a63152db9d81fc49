"""Saying what a fund is for, which way of managing suits it, and whether it is open for first words."""

from django.utils.translation import gettext as _

from funders import access
from funders.complexity import Control, Interplay, Variety
from funders.models import Fund
from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.versions import kept, must_be_as_read
from relationships.access import current_membership
from relationships.actions.ending import must_go_on
from relationships.models import Person


@action
def describe_fund(
    *,
    by: Person,
    fund: Fund,
    purpose: str,
    place: str = "",
    can: str = "",
    cannot: str = "",
    to_learn: str = "",
    variety: str = "",
    interplay: str = "",
    control: str = "",
    seen_as: str = "",
    is_open: bool = False,
    kept_months: int = Fund.Kept.A_YEAR,
    read: str | None = None,
) -> Fund:
    """Say what a fund is for, by those who lead its funder; the same again changes nothing.

    `variety`, `interplay` and `control` are the answers of the complexity check (`funders.complexity`), or "".
    `read` is the version (of `Fund.EDITED`) that was edited: raises ChangedMeanwhile. Raises NotFound, NotAllowed, Refused.
    """
    if current_membership(by, fund.funder) is None:
        raise NotFound
    if not access.can_open_fund(by, fund.funder):
        raise NotAllowed(_("Those who lead the organisation say what its funds are for."))
    must_go_on(fund.funder)
    if not purpose.strip():
        raise Refused(_("Say what the fund is for."))
    answered = ((variety, Variety), (interplay, Interplay), (control, Control))
    if any(said and said not in choices.values for said, choices in answered):
        raise Refused(_("Choose one of the answers, or none yet."))
    if kept_months not in Fund.Kept.values:
        raise Refused(_("Choose how long first words are kept."))
    in_turn(fund.pk)
    now = kept(Fund.objects.get(pk=fund.pk), Fund.EDITED)
    said = {
        "purpose": purpose.strip(),
        "place": place.strip(),
        "can": can.strip(),
        "cannot": cannot.strip(),
        "to_learn": to_learn.strip(),
        "variety": variety,
        "interplay": interplay,
        "control": control,
        "seen_as": seen_as.strip(),
        "is_open": is_open,
        "kept_months": kept_months,
    }
    if now == said:
        audit.nothing_changed()
        return fund
    must_be_as_read(read, now)
    for name, value in said.items():
        setattr(fund, name, value)
    fund.save(update_fields=list(said))
    audit.record(by=by, verb="fund.described", subject=fund, circle=fund.funder_id, open=is_open)
    return fund
