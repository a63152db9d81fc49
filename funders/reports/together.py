"""How the partnership worked together: its conversations, what each side heard in them, and promises both ways."""

import datetime
from collections.abc import Iterable

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from funders.models import Report
from funders.reports.document import Item, Section
from hls_platform.midnight import midnight
from relationships.models import Conversation, Heard, Promise


def together(report: Report) -> Section:
    """What was held in the period, each with what each side heard; and the promises that stood in it."""
    start, end = midnight(report.period_start), midnight(report.period_end)
    each_side = Heard.objects.select_related("organisation").order_by("organisation__name", "id")
    held = (
        Conversation.objects.filter(partnership=report.partnership_id, held_at__gte=start, held_at__lt=end)
        .prefetch_related(Prefetch("heard", each_side))
        .order_by("held_at", "id")
    )
    promises = (
        Promise.objects.filter(partnership=report.partnership_id, created_at__lt=end)
        .filter(Q(closed_at=None) | Q(closed_at__gte=start))
        .select_related("by_organisation", "to_organisation", "follows")
        .order_by("by_organisation__name", "created_at", "id")
    )
    items = [
        *(item for conversation in held for item in _conversation(conversation)),
        *(_promise(promise, end) for promise in promises),
    ]
    return Section(
        key="together",
        title=_("How we worked together"),
        intro="" if items else _("No conversation was held and no promise stood in this period."),
        items=tuple(items),
    )


def _conversation(conversation: Conversation) -> Iterable[Item]:
    """What was kept of it together, then what each side heard."""
    yield Item(
        kind="conversation",
        key=f"conversation:{conversation.pk}",
        title=conversation.about,
        text=conversation.notes,
        attribution=_("A conversation of the partnership"),
        date=timezone.localtime(conversation.held_at).date().isoformat() if conversation.held_at else "",
    )
    for heard in conversation.heard.all():
        yield Item(
            kind="heard",
            key=f"heard:{heard.pk}",
            title=_("What %(organisation)s heard") % {"organisation": heard.organisation},
            text="\n\n".join(part for part in (heard.text, _preparing(heard)) if part),
            attribution=heard.organisation.name,
        )


def _preparing(heard: Heard) -> str:
    """How long preparing took this side, and what of it; empty where it did not say."""
    if heard.hours is None:
        return ""
    hours = _("Hours it took to prepare: %(hours)s.") % {"hours": f"{heard.hours.normalize():f}"}
    return f"{hours} {heard.what_took_time}".strip()


def _promise(promise: Promise, end: datetime.datetime) -> Item:
    """A promise as it stood at `end`, and the one in whose place it was made."""
    closed = promise.closed_at is not None and promise.closed_at < end
    state = promise.get_state_display() if closed else Promise.State.OPEN.label
    before = promise.follows
    parts = (
        promise.text,
        _("Why: %(reason)s") % {"reason": promise.reason} if closed and promise.reason else "",
        _("It was made in the place of another: %(before)s") % {"before": before.text} if before else "",
    )
    return Item(
        kind="promise",
        key=f"promise:{promise.pk}",
        title=_("A promise, %(state)s") % {"state": state},
        text="\n\n".join(part for part in parts if part),
        attribution=_("%(by)s to %(to)s") % {"by": promise.by_organisation, "to": promise.to_organisation},
        date=promise.due_on.isoformat() if promise.due_on else "",
    )
