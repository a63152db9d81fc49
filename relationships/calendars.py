"""A person's conversations as their own calendar reads them (RFC 5545): when, how long, moved, cancelled; no word of theirs."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from relationships.models import CalendarFeed, Conversation, Person

KEPT_FOR = datetime.timedelta(days=366)
"""What is longer ago than this leaves the calendar."""
MOST = 500
READ_AGAIN = datetime.timedelta(hours=1)


def conversations_for(person: Person, *, at: datetime.datetime | None = None) -> list[Conversation]:
    """Those of the last year and to come that `person` may see now, cancelled ones too; the furthest ahead first."""
    since = (at or timezone.now()) - KEPT_FOR
    seen = Conversation.objects.visible_to(person).filter(starts_at__gte=since)
    return list(seen.select_related("partnership").order_by("-starts_at", "-id")[:MOST])


def calendar_of(feed: CalendarFeed, conversations: Iterable[Conversation]) -> bytes:
    """The whole calendar. The same rows give the same bytes, so that a reader can tell whether anything changed."""
    calendar = Calendar()
    calendar.add("prodid", "-//hls-platform//conversations//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Conversations on %(place)s") % {"place": settings.PLATFORM_NAME})
    calendar.add("refresh-interval", READ_AGAIN, parameters={"value": "DURATION"})
    for conversation in conversations:
        calendar.add_component(_event(conversation, names=feed.names_partnerships))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(conversation: Conversation, *, names: bool) -> Event:
    """One conversation, under an id that never changes; `sequence` grows with each change (sections 3.8.4.7 and 3.8.7.4)."""
    zone = timezone.get_default_timezone()
    changed = (conversation.changed_at or conversation.starts_at).astimezone(datetime.UTC)
    link = settings.PUBLIC_URL + conversation.get_absolute_url()
    name = conversation.partnership.name if names else _("A conversation")
    event = Event()
    event.add("uid", str(conversation.pk))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", conversation.sequence)
    event.add("dtstart", conversation.starts_at.astimezone(zone))
    event.add("dtend", conversation.ends_at.astimezone(zone))
    event.add("status", "CANCELLED" if conversation.cancelled_at else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if conversation.cancelled_at else "OPAQUE")
    event.add("summary", _("Cancelled: %(what)s") % {"what": name} if conversation.cancelled_at else name)
    event.add("class", "PRIVATE")
    event.add("url", link)
    return event
