"""Having a circle's events sent to an address, ending that, and going on after it stopped."""

import base64
import datetime
from collections.abc import Collection

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotFound, Refused, action
from hls_platform.event_names import all_events
from hls_platform.models import AuditEntry
from hls_platform.outward import Unreachable, checked
from hls_platform.security import audit
from relationships import access
from relationships.actions.ending import must_go_on
from relationships.models import Circle, Person, Subscription

MOST_SUBSCRIPTIONS = 20


@action
def subscribe(
    *, by: Person, circle: Circle, url: str, events: Collection[str], at: datetime.datetime | None = None
) -> tuple[Subscription, str]:
    """Have `events` of a circle one is in sent to `url` from now on; the subscription and its secret, shown this once.

    Those in the circle read in its trail that it was begun. Raises NotFound outside the circle; Refused for an
    address that cannot be used, for an event that is none, and for the 21st.
    """
    if access.current_membership(by, circle) is None:
        raise NotFound
    must_go_on(circle)
    try:
        checked(url)
    except Unreachable as problem:
        raise Refused(str(problem)) from problem
    known = all_events()
    if not events or not set(events) <= set(known):
        raise Refused(_("Choose one or more events of the list."))
    if Subscription.objects.filter(person=by).count() >= MOST_SUBSCRIPTIONS:
        raise Refused(_("You have twenty subscriptions. End one that you do not need."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (now,) = cursor.fetchone()
    at = at or timezone.now()
    subscription = Subscription.objects.create(
        person=by,
        circle_id=circle.pk,
        url=url,
        events=[each for each in known if each in set(events)],
        created_at=at,
        after_transaction=now,
        next_try_at=at,
    )
    audit.record(by=by, verb="subscription.begun", subject=subscription, circle=circle)
    return subscription, secret_of(subscription)


def secret_of(subscription: Subscription) -> str:
    """The subscription's key as Standard Webhooks writes it."""
    return f"whsec_{base64.b64encode(subscription.key).decode()}"


@action
def end_subscription(*, by: Person, subscription: Subscription) -> None:
    """Send nothing more, and forget the address. Raises NotFound for another's."""
    subscription = _own(by, subscription)
    audit.record(by=by, verb="subscription.ended", subject=subscription, circle=subscription.circle_id)
    subscription.delete()


@action
def resume_subscription(
    *, by: Person, subscription: Subscription, skip: bool = False, at: datetime.datetime | None = None
) -> Subscription:
    """Go on after it stopped: with the event at which it stopped, or, with `skip`, with the one after that.

    One that did not stop goes on as it does. Raises NotFound for another's, Refused outside its circle.
    """
    subscription = _own(by, subscription)
    if subscription.stopped_at is None:
        audit.nothing_changed()
        return subscription
    if access.current_membership(by, subscription.circle) is None:
        raise Refused(_("You are not in this circle any more."))
    if skip and subscription.stopped_at_entry:
        failed = AuditEntry.objects.filter(pk=subscription.stopped_at_entry).first()
        if failed and failed.transaction:
            subscription.after_transaction, subscription.after_entry = failed.transaction, failed.pk
    subscription.stopped_at = subscription.stopped_at_entry = None
    subscription.failures, subscription.fault, subscription.next_try_at = 0, "", at or timezone.now()
    subscription.save()
    audit.record(by=by, verb="subscription.resumed", subject=subscription, circle=subscription.circle_id)
    return subscription


def _own(by: Person, subscription: Subscription) -> Subscription:
    mine = Subscription.objects.select_for_update().filter(pk=subscription.pk, person=by).first()
    if mine is None:
        raise NotFound
    return mine
