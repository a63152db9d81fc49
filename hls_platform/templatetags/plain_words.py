"""Dates and hours as people say them, and the link to the next stretch of a list."""

import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hls_platform.spoken import once_in_each_language
from hls_platform.versions import kept, version_of

register = template.Library()
SAID_WHOLE = {
    Decimal("0.25"): gettext_lazy("a quarter of an hour"),
    Decimal("0.5"): gettext_lazy("half an hour"),
}


@register.filter
def read(thing: object, names: str) -> str:
    """The version of what a page shows of `thing` (the fields `names`, parted by spaces), for a form to carry along."""
    return version_of(kept(thing, names.split()))


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """The day in words: "today", "yesterday", "Tuesday 3 November", with the year when it is another."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localdate(value)
    return _day(value, timezone.localdate())


@once_in_each_language
def _day(value: datetime.date, today: datetime.date) -> str:
    if value == today:
        return _("today")
    if value == today - datetime.timedelta(days=1):
        return _("yesterday")
    if value == today + datetime.timedelta(days=1):
        return _("tomorrow")
    return formats.date_format(value, "l j F" if value.year == today.year else "l j F Y")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """The day and the time: "yesterday at 14:05"."""
    if value is None:
        return ""
    here = timezone.localtime(value)
    said = {"day": _day(here.date(), timezone.localdate()), "time": f"{here:%H:%M}"}
    return _moment() % said


@once_in_each_language
def _moment() -> str:
    return _("%(day)s at %(time)s")


@register.filter
def hours(value: Decimal) -> str:
    """So many hours as people say them: "half an hour", "3 hours"."""
    if not value:
        return _("no time")
    if value in SAID_WHOLE:
        return str(SAID_WHOLE[value])
    said = formats.number_format(value.normalize() if value % 1 else int(value))
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if value == 1 else 2) % {"hours": said}


@register.simple_tag(takes_context=True)
def querystring_after(context: template.Context, after: str) -> SafeString:
    """The page's own query with the cursor `after` in it."""
    query: Any = context["request"].GET.copy()
    query["after"] = after
    return format_html("{}", query.urlencode())
