"""Nudges that I set for myself, my calendar, and my address for replies."""

import datetime
import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from learning.actions import nudges as actions
from learning.actions import replies
from learning.digest_forms import NudgeForm
from learning.models import Nudge, ReplyAddress
from learning.nudging.calendar import calendar_of
from learning.nudging.replies import address_for
from relationships.access import signed_in


def nudges(request: HttpRequest) -> HttpResponse:
    """Those I set, soonest first; and, posted, a new one."""
    person = signed_in(request)
    form = NudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_nudge(by=person, **form.cleaned_data)
            messages.success(request, _("It is set. Only you know of it."))
            return redirect("learning:nudges")
        except Refused as refused:
            form.add_error(None, str(refused))
    reply = ReplyAddress.objects.visible_to(person).first()
    said = {
        "form": form,
        "nudges": Nudge.objects.visible_to(person).order_by("next_at", "pk"),
        "takes_replies": bool(settings.REPLY_ADDRESS),
        "reply": reply,
        "reply_address": address_for(reply) if reply else "",
        "reflect": request.build_absolute_uri("/reflect/"),
    }
    return render(request, "learning/nudges.html", said, status=422 if form.errors else 200)


@require_POST
def stop(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    nudge = get_object_or_404(Nudge.objects.visible_to(signed_in(request)), pk=id)
    actions.stop_nudge(by=signed_in(request), nudge=nudge)
    messages.success(request, _("It is stopped. No more of these will come."))
    return redirect("learning:nudges")


@require_POST
def reply_address(request: HttpRequest) -> HttpResponse:
    """Have an address for replies, or have it lead nowhere from now on."""
    person = signed_in(request)
    try:
        if request.POST.get("wanted") == "yes":
            replies.make_reply_address(by=person)
            messages.success(request, _("You can reply to your nudges now. What you write becomes a draft."))
        else:
            replies.take_reply_address_away(by=person)
            messages.success(request, _("The address leads nowhere any more."))
    except Refused as refused:
        messages.info(request, str(refused))
    return redirect("learning:nudges")


def calendar(request: HttpRequest) -> HttpResponse:
    """A moment to reflect for my calendar, on the `days` at the time `at` of the address: working days at half past four, unless it says."""
    days, said = request.GET.get("days", "12345"), request.GET.get("at", "16:30")
    try:
        at = datetime.time.fromisoformat(said)
    except ValueError as error:
        raise Http404 from error
    if not days or not set(days) <= set("1234567") or at.tzinfo is not None:
        raise Http404
    return HttpResponse(
        calendar_of(days, at.replace(second=0, microsecond=0)),
        "text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="a-moment-to-reflect.ics"'},
    )
