"""The page of a supported person for that person: behind an address that they were given, without an account."""

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.versions import kept
from relationships.actions.companions import companion_of, correct_own, end_own
from relationships.companion_forms import CorrectForm
from relationships.models import Companion


@login_not_required
@never_cache
def own(request: HttpRequest, key: str) -> HttpResponse:
    """What I said of myself, to be read, corrected and printed; or that it has ended."""
    if too_often := consume_or_429(request, action="open_invitation"):
        return too_often
    companion = companion_of(key)
    if companion is None or companion.ended_at is not None:
        over = {"ended": companion is not None}
        return render(request, "relationships/own_companion_over.html", over, status=404)
    form = CorrectForm(request.POST or None, now=kept(companion, Companion.WORDS))
    if request.method == "POST" and form.is_valid():
        try:
            correct_own(key=key, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("relationships:own_companion", key)
    said = {"companion": companion, "form": form, "key": key}
    return render(request, "relationships/own_companion.html", said, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_POST
def end(request: HttpRequest, key: str) -> HttpResponse:
    """End it: my words go."""
    if too_often := consume_or_429(request, action="open_invitation"):
        return too_often
    end_own(key=key)
    return redirect("relationships:own_companion", key)
