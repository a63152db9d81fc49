"""The error pages, calm and without a stack trace; under /api/ the same as problem details."""

import re
import sys
from typing import NamedTuple

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from hls_platform.api.problems import plain_problem


def _page(request: HttpRequest, status: int, kind: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return plain_problem(kind, status)
    return render(request, f"{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "not-valid")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "not-allowed")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a form whose token is missing or old; `reason` is for developers and not shown."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "not-found")


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke (500), or the database cannot be reached (503): with what was typed, ready to be sent again.

    Rendered without the request, so that it works while the database does not.
    """
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if away else 500
    if request.path.startswith("/api/"):
        response = plain_problem("away" if away else "our-fault", status)
    else:
        words = words_kept(request) if request.method == "POST" else None
        said = {"words": words, "to": request.get_full_path()}
        if words:
            said["csrf_token"] = get_token(request)
        response = HttpResponse(render_to_string(f"{status}.html", said), status=status)
    response["Cache-Control"] = "no-store"
    if away:
        response["Retry-After"] = "5"
    return response


SECRET = re.compile(r"password|secret|token|code|credential", re.IGNORECASE)
"""Fields that are never given back: what they hold is typed anew."""


class Said(NamedTuple):
    """One field as it was sent; `is_words` says whether somebody typed it as words, to be shown, or chose it."""

    name: str
    value: str
    is_words: bool


def words_kept(request: HttpRequest) -> list[Said] | None:
    """What was typed into the form that failed; None where nothing is to be given back.

    Nothing is taken from a form that did not come from a page of ours, and no secret.
    """
    ours = getattr(request, "csrf_processing_done", False) or (
        CsrfViewMiddleware(bad_request).process_view(request, bad_request, (), {}) is None
    )
    if not ours:
        return None
    try:
        sent = request.POST
    except (UnreadablePostError, MultiPartParserError, TooManyFieldsSent, RequestDataTooBig):
        return None
    return [
        Said(name, value, bool(re.search(r"\s", value.strip())) or len(value) > 40)
        for name, values in sent.lists()
        if not SECRET.search(name)
        for value in values
    ] or None
