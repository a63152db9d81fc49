"""What a device keeps of a person, and what it has written without a network."""

import datetime
import json
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hls_platform.security.device_keys import keys_of
from learning.actions.arrivals import take_in
from learning.arriving import FORMAT, KINDS, Sent, stands_now
from learning.queries.on_device import on_device
from relationships.access import signed_in

LOCKED_AFTER = datetime.timedelta(minutes=10)
"""So long without a touch a device goes on showing what it keeps; then it forgets the key."""


def waiting(request: HttpRequest) -> HttpResponse:
    """What waits on this device: the frame of the page, which the device fills in."""
    return render(request, "learning/waiting.html")


def kept_here(request: HttpRequest) -> HttpResponse:
    """The keys that a signed-in page needs; with `?words`, also what it may keep for when there is no network."""
    person = signed_in(request)
    said: dict[str, Any] = {
        "person": str(person.pk),
        "keys": keys_of(person.pk),
        "csrf": get_token(request),
        "locked_after": int(LOCKED_AFTER.total_seconds()),
    }
    if "words" in request.GET:
        said["words"] = on_device(person)
    return JsonResponse(said)


@require_POST
def arrive(request: HttpRequest) -> HttpResponse:
    """Take in one entry that waited on a device, and answer what became of it; the same again is answered alike.

    409 when it is somebody else's (another person has signed in since), or written by a later release than this.
    """
    person = signed_in(request)
    try:
        with_file = request.content_type == "multipart/form-data"
        said = json.loads(request.POST.get("entry", "") if with_file else request.body)
        sent = Sent.read(said, request.FILES)
    except ValueError:
        return JsonResponse(
            {"outcome": "refused", "said": _("This could not be read."), "asks": []}, status=400
        )
    if sent.person != person.pk:
        return JsonResponse({"outcome": "not_yours"}, status=409)
    if sent.format > FORMAT:
        return JsonResponse({"outcome": "later"}, status=409)
    arrival = take_in(by=person, entry=sent.id, kind=sent.kind, do=partial(KINDS[sent.kind], person, sent))
    answer = {"outcome": arrival.outcome, "said": arrival.said, "asks": arrival.asks, "left": arrival.left}
    if arrival.outcome == arrival.Outcome.CHANGED:
        answer["now"] = stands_now(person, sent)
    return JsonResponse(answer)


def from_elsewhere(request: HttpRequest) -> HttpResponse:
    """What another app of the phone handed over, into the Reflect box: behind a #, which goes into no log.

    The service worker does the same before anything is sent; this is for a browser that has none yet.
    """
    handed = {name: request.GET[name] for name in ("title", "text", "url") if request.GET.get(name)}
    to = redirect("learning:reflect")
    to["Location"] += "#" + urlencode(handed)
    return to
