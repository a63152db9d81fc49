"""My tokens: making one, which is shown once, and revoking."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hls_platform.actions import Refused
from hls_platform.security.proving import recently_proven
from relationships.access import signed_in
from relationships.accounts.rules import proven_in
from relationships.actions.tokens import make_token
from relationships.actions.tokens import revoke_token as revoke
from relationships.forms import TokenForm
from relationships.models import ApiToken


@never_cache
@recently_proven
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens I made, newest first; and, posted, a new one with its secret, this once."""
    person = signed_in(request)
    form = TokenForm(request.POST or None)
    said: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            said["made"], said["secret"] = make_token(
                by=person, proven=proven_in(request), **form.cleaned_data
            )
            form = TokenForm()
        except Refused as refused:
            form.add_error(None, str(refused))
    said |= {"form": form, "tokens": ApiToken.objects.visible_to(person).order_by("-created_at")[:100]}
    return render(request, "relationships/tokens.html", said, status=422 if form.errors else 200)


@require_POST
def revoke_token(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(signed_in(request)), pk=id)
    revoke(by=signed_in(request), token=token)
    messages.success(request, _("Revoked. It does nothing now."))
    return redirect("relationships:tokens")
