"""Nudges: setting and stopping one's own, and sending those whose moment has come."""

import datetime
import logging
import uuid
from smtplib import SMTPDataError, SMTPRecipientsRefused
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action
from hls_platform.post import refused_for_good
from hls_platform.security import audit
from hls_platform.security.asking import as_job, as_person
from learning.models import Nudge
from learning.models.nudge import is_quiet, next_moment
from learning.nudging.letters import letter_of
from relationships.models import Person

log = logging.getLogger(__name__)
MOST = 10
"""Nudges that one person can have."""
LATEST = datetime.timedelta(hours=1)
"""One that could not be sent for so long is not sent any more: the next one comes at its time."""


@action
def set_nudge(
    *,
    by: Person,
    days: str,
    at: datetime.time,
    zone: str,
    quiet_from: datetime.time = datetime.time(20),
    quiet_until: datetime.time = datetime.time(7),
    now: datetime.datetime | None = None,
) -> Nudge:
    """Have an e-mail on these `days` ("135" is Monday, Wednesday, Friday) at that time, by the clocks of `zone`.

    The same again changes nothing. Raises Refused without a day, for a zone that is none, a time in one's quiet hours,
    or more than ten.
    """
    days = "".join(sorted(set(days)))
    if not days or not set(days) <= set("1234567"):
        raise Refused(_("Choose at least one day."))
    if zone not in available_timezones():
        raise Refused(_("Choose a time zone from the list."))
    if is_quiet(at, quiet_from, quiet_until):
        raise Refused(_("This time lies in your quiet hours. Choose another, or other quiet hours."))
    mine = Nudge.objects.filter(person=by)
    same = mine.filter(days=days, at=at, zone=zone).first()
    if same is not None and (same.quiet_from, same.quiet_until) == (quiet_from, quiet_until):
        audit.nothing_changed()
        return same
    if same is not None:
        same.delete()
    elif mine.count() >= MOST:
        raise Refused(_("You have %(n)s nudges. Stop one of them first.") % {"n": MOST})
    moment = next_moment(days, at, zone, after=now or timezone.now())
    nudge = Nudge(
        person=by, days=days, at=at, zone=zone, quiet_from=quiet_from, quiet_until=quiet_until, next_at=moment
    )
    try:
        with transaction.atomic():
            nudge.save(force_insert=True)
    except IntegrityError:  # set in another window in this very moment
        audit.nothing_changed()
        return mine.get(days=days, at=at, zone=zone)
    audit.record(by=by, verb="nudge.set", subject=nudge)
    return nudge


@action
def stop_nudge(*, by: Person, nudge: Nudge) -> None:
    """Have no more of these. Stopped already, nothing changes. Raises NotFound for anybody else's."""
    if nudge.person_id != by.pk:
        raise NotFound
    gone, _each = Nudge.objects.filter(pk=nudge.pk, person=by).delete()
    if not gone:
        return audit.nothing_changed()
    audit.record(by=by, verb="nudge.stopped", subject=nudge)


def send_due_nudges(*, at: datetime.datetime | None = None) -> int:
    """Send each nudge whose moment has come; how many were sent. Several workers can do this at once.

    Stops while the post office cannot be reached: what is late by then is left out.
    """
    at = at or timezone.now()
    sent, last = 0, uuid.UUID(int=0)
    while True:
        with as_job("hls_post"):
            ids = list(
                Nudge.objects.due(at).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:100]
            )
        if not ids:
            return sent
        for each in ids:
            try:
                sent += _send(each, at)
            except (SMTPRecipientsRefused, SMTPDataError) as refused:
                log.warning("nudge %s waits: %s", each, type(refused).__name__)
            except OSError as problem:
                log.warning("nudges wait: %s", type(problem).__name__)
                return sent
        last = ids[-1]


def _send(id: uuid.UUID, at: datetime.datetime) -> bool:
    """Send one under the lock of its row, and say in the same transaction when the next one is due.

    Too late, or in its person's quiet hours, it is left out. Should the machine fail between the post office's answer and
    the commit, it goes again with the same Message-ID, which mail readers show once.
    """
    with as_job("hls_post"):
        nudge = Nudge.objects.select_for_update(skip_locked=True).due(at).filter(pk=id).first()
        if nudge is None:
            return False
        too_late = at - nudge.next_at > LATEST or nudge.is_quiet(at)
        with as_person(nudge.person_id):
            letter = None if too_late else letter_of(nudge, nudge.next_at)
        if letter is not None:
            try:
                letter.send()
            except (SMTPRecipientsRefused, SMTPDataError) as refused:
                if not refused_for_good(refused):
                    raise
                letter = None
        Nudge.objects.filter(pk=nudge.pk).update(next_at=nudge.after(at))
        return letter is not None
