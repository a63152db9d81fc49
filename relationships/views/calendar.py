"""My calendar: the private address under which it finds the conversations of my partnerships, made and ended."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hls_platform.security.asking import as_person
from hls_platform.web.measure import times_in_this_hour
from relationships.access import signed_in
from relationships.actions import calendars
from relationships.actions.memberships import hash_of
from relationships.calendars import calendar_of, conversations_for
from relationships.forms import CalendarForm
from relationships.models import CalendarFeed, Person

AN_HOUR = 60
"""How often a calendar is read in an hour, at most."""


@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    """Whether my calendar has an address; posted, a new one, shown this once."""
    person = signed_in(request)
    feed = CalendarFeed.objects.visible_to(person).first()
    form = CalendarForm(
        request.POST or None, initial={"names_partnerships": feed and feed.names_partnerships}
    )
    address = ""
    if request.method == "POST" and form.is_valid():
        secret = calendars.make_calendar(by=person, **form.cleaned_data)
        address = settings.PUBLIC_URL + reverse("relationships:calendar_feed", args=[secret])
        feed = CalendarFeed.objects.visible_to(person).first()
    said = {"feed": feed, "form": form, "address": address}
    return render(request, "relationships/calendar.html", said)


@require_POST
def end_calendar(request: HttpRequest) -> HttpResponse:
    """End the address of my calendar."""
    calendars.end_calendar(by=signed_in(request))
    messages.success(request, _("The address of your calendar leads nowhere now."))
    return redirect("relationships:calendar")


@never_cache
@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The conversations of whoever made this address, as they may see them now. Any other address leads nowhere."""
    hashed = hash_of(secret)
    if times_in_this_hour(f"calendar:{hashed}") > AN_HOUR:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "3600"})
    with as_person(None, token_hash=hashed):
        feed = CalendarFeed.objects.filter(secret_hash=hashed).first()
    if feed is None:
        raise Http404
    with as_person(feed.person_id):
        reader = get_object_or_404(Person, pk=feed.person_id, is_active=True)
        body = calendar_of(feed, conversations_for(reader))
    return HttpResponse(
        body,
        "text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="conversations.ics"'},
    )
