"""Where days begin."""

import datetime

from django.utils import timezone


def midnight(day: datetime.date) -> datetime.datetime:
    """The moment (in UTC) at which `day` begins here, also where the clock is put forward at midnight."""
    begins = datetime.datetime.combine(day, datetime.time.min, tzinfo=timezone.get_current_timezone())
    # In UTC, because Python compares two times of one zone by their faces and not by their moments.
    return begins.astimezone(datetime.UTC)
