"""My calendar: the private address under which it finds the conversations of my partnerships, made and ended."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from relationships.access import signed_in
from relationships.actions import calendars
from relationships.calendars import calendar_of, conversations_for
from relationships.forms import CalendarForm
from relationships.models import CalendarFeed, Person
from relationships.secret_addresses import at_a_secret_address


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


@at_a_secret_address("calendar", lambda hashed: CalendarFeed.objects.filter(secret_hash=hashed).first())
def calendar_feed(feed: CalendarFeed, reader: Person) -> HttpResponse:
    """The conversations of whoever made this address, as they may see them now."""
    return HttpResponse(
        calendar_of(feed, conversations_for(reader)),
        "text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="conversations.ics"'},
    )
