"""Events as a calendar reads them (RFC 5545): stable ids; what was moved or called off says so."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from hls_platform.calendar_lines import folded, moment, text
from relationships.models import Event


def calendar_of(events: Iterable[Event]) -> bytes:
    """A calendar of these events. The same rows give the same bytes."""
    return b"".join(folded(line) for line in _lines(events))


def _lines(events: Iterable[Event]) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hls-platform//events//EN", "METHOD:PUBLISH")
    yield f"X-WR-CALNAME:{text(_('Events on %(place)s') % {'place': settings.PLATFORM_NAME})}"
    for event in events:
        yield from _entry(event)
    yield "END:VCALENDAR"


def _entry(event: Event) -> Iterator[str]:
    """One event: its id never changes, and SEQUENCE grows with each change (sections 3.8.4.7 and 3.8.7.4)."""
    off = event.called_off_at is not None
    yield "BEGIN:VEVENT"
    yield f"UID:{event.pk}"
    yield f"DTSTAMP:{moment(event.changed_at)}"
    yield f"LAST-MODIFIED:{moment(event.changed_at)}"
    yield f"SEQUENCE:{event.edition + off}"
    yield f"DTSTART:{moment(event.starts_at)}"
    yield f"DTEND:{moment(event.ends_at)}"
    yield f"STATUS:{'CANCELLED' if off else 'CONFIRMED'}"
    yield f"SUMMARY:{text(_('Called off: %(what)s') % {'what': event.title} if off else event.title)}"
    yield f"LOCATION:{text(event.place)}"
    if event.text:
        yield f"DESCRIPTION:{text(event.text)}"
    yield f"URL:{settings.PUBLIC_URL + event.get_absolute_url()}"
    yield "END:VEVENT"
