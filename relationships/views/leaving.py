"""The page from which one leaves for an organisation's own sign-in."""

from functools import partial
from typing import cast

import requests
from allauth.socialaccount.providers.openid_connect.views import login
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hls_platform.security.proving import recently_proven
from relationships import queries
from relationships.models import Person


@login_not_required
def leave_for_the_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """allauth's page and its form. Whoever is about to connect an account shows first that it is them."""
    person = request.user
    connecting = isinstance(person, Person) and request.GET.get("process") == "connect"
    if connecting and not queries.is_connected(person, provider_id):  # type: ignore[arg-type]
        return recently_proven(_leave)(request, provider_id)
    return _leave(request, provider_id)


def _leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Browsers hold a form to where its answer sends them too, so this one may lead away from here."""
    away = ["https:", "http:"] if settings.PROVIDERS_INSIDE else ["https:"]
    try:
        return cast(
            HttpResponse, csp_update({"form-action": away})(partial(login, provider_id=provider_id))(request)
        )
    except requests.RequestException:
        return render(request, "socialaccount/authentication_error.html", status=502)
