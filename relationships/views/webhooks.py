"""My webhooks: where events of my circles are sent to, and going on after one stopped."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from relationships.access import signed_in
from relationships.actions import subscriptions as actions
from relationships.forms import WebhookForm
from relationships.models import Subscription


@never_cache
def webhooks(request: HttpRequest) -> HttpResponse:
    """My subscriptions; and, posted, a new one with its secret, this once."""
    person = signed_in(request)
    form = WebhookForm(request.POST or None, person=person)
    said: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            said["made"], said["secret"] = actions.subscribe(by=person, **form.cleaned_data)
            form = WebhookForm(person=person)
        except Refused as refused:
            form.add_error("url", str(refused))
    mine = Subscription.objects.visible_to(person).select_related("circle").order_by("-created_at")
    said |= {"form": form, "subscriptions": mine}
    return render(request, "relationships/webhooks.html", said, status=422 if form.errors else 200)


def _mine(request: HttpRequest, id: uuid.UUID) -> Subscription:
    return get_object_or_404(Subscription.objects.visible_to(signed_in(request)), pk=id)


@require_POST
def resume(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Go on, with the event at which it stopped or without it."""
    try:
        actions.resume_subscription(
            by=signed_in(request), subscription=_mine(request, id), skip="skip" in request.POST
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It goes on."))
    return redirect("relationships:webhooks")


@require_POST
def end(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    actions.end_subscription(by=signed_in(request), subscription=_mine(request, id))
    messages.success(request, _("Ended. Nothing more is sent."))
    return redirect("relationships:webhooks")
