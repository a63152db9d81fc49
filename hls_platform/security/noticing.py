"""What the log says of safety: who signed in or could not, what was refused to whom. Ids and names of ours, no words."""

import logging
from collections.abc import Callable

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse

log = logging.getLogger("hls_platform.security")
REFUSED = frozenset({400, 401, 403, 429})


def note(what: str, request: HttpRequest | None, person: object = None, **facts: object) -> None:
    """Log that something happened that matters to safety: `what` in words, whose it was, from which address."""
    said = {"person": person, "from": request and get_client_ip(request), **facts}
    log.info("%s %s", what, " ".join(f"{name}={value}" for name, value in said.items() if value is not None))


class Noticing:
    """Middleware: what was refused is logged, with the name of the page and without its address, which can be a secret."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        person = getattr(request, "asked_by", None)
        if response.status_code in REFUSED or (person and response.status_code == 404):
            page = request.resolver_match.view_name if request.resolver_match else "none"
            note("refused", request, person, status=response.status_code, method=request.method, page=page)
        return response
