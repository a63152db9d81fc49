"""A moment to reflect that comes back in one's own calendar (RFC 5545): a link to the empty box, and nobody's words."""

import datetime
import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.calendar_lines import folded, moment, text

DAYS = {"1": "MO", "2": "TU", "3": "WE", "4": "TH", "5": "FR", "6": "SA", "7": "SU"}


def calendar_of(days: str, at: datetime.time, *, today: datetime.date | None = None) -> bytes:
    """A calendar with one event on each of `days` ("135") at that time of day, wherever one is then (section 3.3.5, form 1)."""
    day = today or timezone.localdate()
    while str(day.isoweekday()) not in days:
        day += datetime.timedelta(days=1)
    link = settings.PUBLIC_URL + reverse("learning:reflect")
    begins = datetime.datetime.combine(day, at)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//hls-platform//moments//EN",
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid5(uuid.NAMESPACE_URL, f'{link} {days} {at}')}",
        f"DTSTAMP:{moment(timezone.now())}",
        f"DTSTART:{begins:%Y%m%dT%H%M%S}",
        "DURATION:PT10M",
        f"RRULE:FREQ=WEEKLY;BYDAY={','.join(DAYS[each] for each in sorted(days))}",
        f"SUMMARY:{text(_('A moment to reflect'))}",
        f"DESCRIPTION:{text(_('What happened that you want to think about?') + chr(10) + link)}",
        f"URL:{link}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(folded(line) for line in lines)
