"""Sending the events of circles to the addresses that subscribed to them.

The audit trail is the outbox: its entries are written in the transaction of what they tell of, hold ids and no words,
and name no circle where that would name an author. They are read as the subscription's person, through both walls, at
the moment of sending. See docs/decisions/0014-api.md.
"""

import base64
import datetime
import hashlib
import hmac
import json
import uuid

from django.db.models import BigIntegerField, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.models import AuditEntry
from hls_platform.outward import Unreachable, post
from hls_platform.security.asking import as_job, as_person
from relationships.access import current_membership
from relationships.models import Subscription

MOST_TRIES = 8
FIRST_WAIT = datetime.timedelta(seconds=30)
AT_A_TIME = 100
SETTLED = RawSQL(
    """
    SELECT coalesce(min(running::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
    FROM pg_snapshot_xip(pg_current_snapshot()) running
    LEFT JOIN pg_locks held ON held.locktype = 'transactionid' AND held.granted
      AND held.mode = 'ExclusiveLock' AND held.transactionid = running::xid
    LEFT JOIN pg_stat_activity holder ON holder.pid = held.pid
    WHERE holder.datname IS NULL OR holder.datname = current_database()
    """,
    [],
    output_field=BigIntegerField(),
)
"""Every transaction of this database before this one has ended, so that no entry can still come in between."""


def due() -> list[uuid.UUID]:
    """The subscriptions that may be tried now."""
    with as_job("hls_post"):
        waiting = Subscription.objects.filter(stopped_at=None, next_try_at__lte=timezone.now())
        return list(waiting.order_by("next_try_at").values_list("pk", flat=True))


def send_waiting(subscription_id: uuid.UUID) -> int:
    """Send what waits for one subscription, in its order; how many events were sent. Two at once do not send twice."""
    with as_job("hls_post"):
        found = Subscription.objects.order_by("pk").filter(pk=subscription_id)
        person = found.values_list("person_id", flat=True).first()
    sent = 0
    while person is not None and sent < AT_A_TIME and _send_next(subscription_id, person):
        sent += 1
    return sent


def _send_next(subscription_id: uuid.UUID, person: uuid.UUID) -> bool:
    """Send the next event under the lock of its subscription; False when there is none, or it could not be sent.

    The place in the trail moves in the same transaction. Should the machine fail between the answer and the commit,
    the event goes again under the same id.
    """
    with as_person(person):
        subscription = (
            Subscription.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=subscription_id, stopped_at=None, next_try_at__lte=timezone.now())
            .select_related("person")
            .first()
        )
        if subscription is None:
            return False
        if (
            current_membership(subscription.person, subscription.circle) is None
            or not subscription.person.is_active
        ):
            _stop(subscription, None, _("You are not in this circle any more."))
            return False
        entry = _next_entry(subscription)
        if entry is None:
            return False
        try:
            status = post(subscription.url, *message(subscription, entry, timezone.now()))
        except Unreachable as problem:
            return _failed(subscription, entry, str(problem))
        if not 200 <= status < 300:
            return _failed(subscription, entry, _("The address answered %(status)s.") % {"status": status})
        subscription.after_transaction, subscription.after_entry = entry.transaction or 0, entry.pk
        subscription.last_sent_at, subscription.failures, subscription.fault = timezone.now(), 0, ""
        subscription.save()
        return True


def _next_entry(subscription: Subscription) -> AuditEntry | None:
    later = Q(transaction__gt=subscription.after_transaction)
    if subscription.after_entry:
        later |= Q(transaction=subscription.after_transaction, id__gt=subscription.after_entry)
    return (
        AuditEntry.objects.filter(later, circle_id=subscription.circle_id, verb__in=subscription.events)
        .filter(transaction__lt=SETTLED)
        .order_by("transaction", "id")
        .only("id", "at", "verb", "subject_type", "subject_id", "circle_id", "transaction")
        .first()
    )


def message(
    subscription: Subscription, entry: AuditEntry, at: datetime.datetime
) -> tuple[bytes, dict[str, str]]:
    """The body of an event, and its headers with the signature, in the form of Standard Webhooks."""
    body = json.dumps(
        {
            "type": entry.verb,
            "timestamp": entry.at.isoformat(),
            "data": {
                "circle": str(entry.circle_id),
                "noun": entry.subject_type.rpartition(".")[2],
                "id": entry.subject_id,
            },
        }
    ).encode()
    seconds = str(int(at.timestamp()))
    signed = hmac.new(subscription.key, f"{entry.pk}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return body, {
        "Content-Type": "application/json",
        "User-Agent": "hls-platform",
        "Webhook-Id": str(entry.pk),
        "Webhook-Timestamp": seconds,
        "Webhook-Signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def _failed(subscription: Subscription, entry: AuditEntry, fault: str) -> bool:
    """Note the fault and when to try again, each time four times later; after the last try, stop at this event."""
    subscription.failures += 1
    subscription.next_try_at = timezone.now() + FIRST_WAIT * 4 ** (subscription.failures - 1)
    if subscription.failures >= MOST_TRIES:
        _stop(subscription, entry, fault)
    else:
        subscription.fault = fault
        subscription.save()
    return False


def _stop(subscription: Subscription, entry: AuditEntry | None, fault: str) -> None:
    subscription.stopped_at, subscription.fault = timezone.now(), fault
    subscription.stopped_at_entry = entry.pk if entry else None
    subscription.save()
