"""Asking to read one circle, allowing it as the second administrator, and ending it. The circle hears of both ends."""

import datetime
import uuid

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action
from hls_platform.errands import queue_on_commit
from hls_platform.security import audit
from hls_platform.security.asking import as_circles, as_job
from relationships.models import BreakGlass, Circle, Membership, Person
from relationships.models.break_glass import LONGEST_HOURS
from relationships.tasks import mind_glasses, send_letter


@action
def ask_to_read(
    *, by: Person, circle: Circle, reason: str, hours: int, at: datetime.datetime | None = None
) -> BreakGlass:
    """Ask to read what was shared with `circle`, for a reason that its people will read. Raises NotFound, Refused."""
    _must_administer(by)
    if not reason.strip() or len(reason) > 1000:
        raise Refused(_("Say why, in at most 1,000 characters. The people of the circle read it."))
    if not 1 <= hours <= LONGEST_HOURS:
        raise Refused(_("Choose between 1 and 24 hours."))
    glass = BreakGlass.objects.create(
        circle_id=circle.pk,
        reason=reason.strip(),
        hours=hours,
        asked_by=by,
        asked_by_name=by.name,
        asked_at=at or timezone.now(),
    )
    audit.record(by=by, verb="glass.asked_for", subject=glass, circle=circle.pk, hours=hours)
    return glass


@action
def allow_reading(*, by: Person, glass: BreakGlass, at: datetime.datetime | None = None) -> None:
    """Let whoever asked read, from now and for the hours they asked for. Raises NotFound, Refused (one's own)."""
    at = at or timezone.now()
    glass = _waiting(by, glass)
    if glass.asked_by_id == by.pk:
        raise Refused(_("A second administrator has to allow it."))
    glass.approved_by, glass.approved_by_name = by, by.name
    glass.approved_at, glass.until = at, at + glass.lasts
    glass.save(update_fields=["approved_by", "approved_by_name", "approved_at", "until"])
    audit.record(
        by=by, verb="glass.allowed", subject=glass, circle=glass.circle_id, until=glass.until.isoformat()
    )
    queue_on_commit(mind_glasses)


@action
def refuse_reading(*, by: Person, glass: BreakGlass, at: datetime.datetime | None = None) -> None:
    """Refuse what somebody asked for, or take back what one asked for oneself. Raises NotFound."""
    glass = _waiting(by, glass)
    glass.ended_at = at or timezone.now()
    glass.save(update_fields=["ended_at"])
    audit.record(by=by, verb="glass.refused", subject=glass, circle=glass.circle_id)


@action
def end_reading(*, by: Person, glass: BreakGlass, at: datetime.datetime | None = None) -> None:
    """End it before its time, as any administrator may. Over already: nothing changes. Raises NotFound."""
    _must_administer(by)
    at = at or timezone.now()
    found = BreakGlass.objects.select_for_update(of=("self",)).open(at).filter(pk=glass.pk).first()
    if found is None:
        return audit.nothing_changed()
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    audit.record(by=by, verb="glass.ended", subject=found, circle=found.circle_id)
    queue_on_commit(mind_glasses)


def tell_circles(*, at: datetime.datetime | None = None) -> int:
    """End what has run out, and tell the people of each circle, once each, of a beginning and of an end.

    Returns how many circles were told. The letters go out when this is committed, and not before.
    """
    at = at or timezone.now()
    told = 0
    with as_job("hls_clock"):
        allowed = BreakGlass.objects.select_for_update(skip_locked=True).filter(approved_at__isnull=False)
        ends = allowed.filter(ended_at=None, until__lte=at)
        BreakGlass.objects.filter(pk__in=list(ends.values_list("pk", flat=True))).update(ended_at=at)
        for field, which in (
            ("told_of_start_at", allowed.filter(told_of_start_at=None)),
            ("told_of_end_at", allowed.filter(told_of_end_at=None, ended_at__isnull=False)),
        ):
            for id, circle_id in list(which.values_list("pk", "circle_id")):
                BreakGlass.objects.filter(pk=id).update(**{field: at})
                with as_circles([circle_id]):
                    _write(id, circle_id, over=field == "told_of_end_at")
                told += 1
    return told


def _write(id: uuid.UUID, circle_id: uuid.UUID, *, over: bool) -> None:
    glass = BreakGlass.objects.select_related("circle").get(pk=id)
    circle = glass.circle
    said = {
        "glass": glass,
        "circle": circle,
        "over": over,
        "platform_name": settings.PLATFORM_NAME,
        "link": settings.PUBLIC_URL + reverse("relationships:opened", args=[circle.slug]),
    }
    subject = _("The reading of %(circle)s is over") if over else _("An administrator may read %(circle)s")
    for email in (
        Membership.objects.current().filter(circle_id=circle_id).values_list("person__email", flat=True)
    ):
        text = render_to_string("relationships/letters/glass.txt", said)
        send_letter.ask(email, subject % {"circle": circle.name}, text)


def _waiting(by: Person, glass: BreakGlass) -> BreakGlass:
    _must_administer(by)
    return BreakGlass.objects.select_for_update(of=("self",)).waiting().get(pk=glass.pk)


def _must_administer(person: Person) -> None:
    if not person.is_administrator:
        raise NotFound
