"""What people shared with the partnership, as the items of a report: attributed as they consented, findable when they take it back."""

from collections.abc import Collection, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funders.models import Report
from funders.reports.document import Item, Section
from hls_platform.midnight import midnight
from learning.models import Mention, Share


def shares_of(report: Report) -> list[Share]:
    """The live shares with the partnership whose sharing falls in the half-open period, oldest first."""
    start, end = midnight(report.period_start), midnight(report.period_end)
    return list(
        Share.objects.live()
        .filter(circle_id=report.partnership_id, shared_at__gte=start, shared_at__lt=end)
        .select_related("reflection__author")
        .order_by("shared_at", "id")
    )


def said_of(key: str, title: str, kinds: Collection[str], shared: Sequence[Share]) -> Section:
    """The section of what was shared of these kinds. Where it is of one kind, its own title says which."""
    chosen = [share for share in shared if share.reflection.kind in kinds]
    return Section(
        key=key,
        title=title,
        intro="" if chosen else _("Nothing of this kind was shared with the partnership in this period."),
        items=tuple(share_items(chosen, titled=len(kinds) > 1)),
    )


def share_items(chosen: Sequence[Share], *, titled: bool) -> list[Item]:
    """One item for each share; `titled` with its kind."""
    touched: dict[object, list[str]] = {}
    mentions = Mention.objects.filter(reflection__in=[share.reflection_id for share in chosen])
    for mention in mentions.select_related("factor__map").order_by("factor__label"):
        touched.setdefault((mention.reflection_id, mention.factor.map.circle_id), []).append(
            mention.factor.label
        )
    return [
        Item(
            kind=share.reflection.kind,
            key=f"share:{share.pk}",
            title=capfirst(str(share.reflection.get_kind_display())) if titled else "",
            text=share.reflection.opening,
            attribution=share.attribution,
            date=share.reflection.happened_on.isoformat(),
            touches=tuple(touched.get((share.reflection_id, share.circle_id), ())),
            share_id=str(share.pk),
            consent=_consent_in(share),
        )
        for share in chosen
    ]


def _consent_in(share: Share) -> str:
    """By whom it was shared, as consented, and when, in a sentence."""
    day = date_format(timezone.localtime(share.shared_at).date(), "j F Y")
    said = {"who": share.attribution, "day": day}
    if share.anonymous:
        return _("Shared with the partnership on %(day)s, without a name.") % said
    return _("Shared with the partnership by %(who)s on %(day)s.") % said
