"""Dates as people say them, and the link to the next stretch of a list."""

import datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hls_platform.spoken import once_in_each_language
from hls_platform.versions import kept, version_of

register = template.Library()


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
    return _("%(day)s at %(time)s") % {"day": day(value), "time": timezone.localtime(value).strftime("%H:%M")}


@register.simple_tag(takes_context=True)
def querystring_after(context: template.Context, after: str) -> SafeString:
    """The page's own query with the cursor `after` in it."""
    query: Any = context["request"].GET.copy()
    query["after"] = after
    return format_html("{}", query.urlencode())
