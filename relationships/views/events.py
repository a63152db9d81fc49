"""Events: the public ones for everybody, those of a circle for its people, each for one's calendar too."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hls_platform.actions import Refused
from hls_platform.versions import kept
from hls_platform.web.paging import page_after
from relationships import access, community
from relationships.access import signed_in
from relationships.actions import events as announcing
from relationships.community_forms import ChangeEventForm, EventForm
from relationships.event_calendar import calendar_of
from relationships.models import Circle, Event

SOONEST_FIRST = ("starts_at", "id")
IN_A_CALENDAR = 200


@login_not_required
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """The public events to come, the soonest first."""
    page = page_after(Event.objects.public().to_come(), order=SOONEST_FIRST, after=request.GET.get("after"))
    return render(request, "relationships/community/events.html", {"page": page})


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The public events to come, as a calendar subscribes to them."""
    return _as_file(calendar_of(Event.objects.public().to_come().order_by(*SOONEST_FIRST)[:IN_A_CALENDAR]))


@login_not_required
@require_safe
def event(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One event."""
    person = community.reader(request)
    shown = get_object_or_404(community.events_for(person), pk=id)
    circle = Circle.objects.having_member(person).filter(pk=shown.circle_id).first() if person else None
    said = {
        "event": shown,
        "circle": circle,
        "tends": bool(person and circle and access.can_tend(person, circle)),
        "look": community.last_look(shown),
    }
    return render(request, "relationships/community/event.html", said)


@login_not_required
@require_safe
def event_calendar(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One event, for one's calendar."""
    return _as_file(calendar_of([get_object_or_404(community.events_for(community.reader(request)), pk=id)]))


def circle_events(request: HttpRequest, slug: str) -> HttpResponse:
    """The events of a circle of mine; posted, another one, by those who tend it."""
    person = signed_in(request)
    circle = get_object_or_404(Circle.objects.having_member(person), slug=slug)
    tends = access.can_tend(person, circle)
    form = EventForm(request.POST or None) if tends else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            announced = announcing.announce_event(by=person, circle=circle, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Announced."))
            return redirect(announced)
    page = page_after(
        Event.objects.filter(circle=circle).to_come(),
        order=SOONEST_FIRST,
        after=request.GET.get("after"),
    )
    return render(
        request,
        "relationships/community/circle_events.html",
        {"circle": circle, "page": page, "form": form},
        status=422 if form is not None and form.errors else 200,
    )


def _mine(request: HttpRequest, id: uuid.UUID) -> Event:
    mine = Circle.objects.having_member(signed_in(request))
    return get_object_or_404(Event.objects.filter(circle__in=mine).select_related("circle"), pk=id)


def change_event(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Move an event of a circle that I tend, or say something else of it."""
    person, shown = signed_in(request), _mine(request, id)
    form = ChangeEventForm(request.POST or None, now=kept(shown, Event.EDITED))
    if request.method == "POST" and form.is_valid():
        try:
            announcing.change_event(by=person, event=shown, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(shown)
    elif not access.can_tend(person, shown.circle):
        return redirect(shown)
    return render(
        request,
        "relationships/community/change_event.html",
        {"form": form, "event": shown},
        status=422 if form.errors else 200,
    )


@require_POST
def call_off_event(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Call an event of a circle that I tend off."""
    shown = _mine(request, id)
    announcing.call_off_event(by=signed_in(request), event=shown)
    messages.success(request, _("Called off. Calendars that have it say so."))
    return redirect(shown)


def _as_file(calendar: bytes) -> HttpResponse:
    return HttpResponse(
        calendar,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="events.ics"'},
    )
