"""The error pages, calm and without a stack trace; under /api/ the same as problem details."""

from django.http import HttpRequest, HttpResponse
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
    """Rendered without the request, so that it works while the database does not."""
    if request.path.startswith("/api/"):
        return plain_problem("our-fault", 500)
    return HttpResponse(render_to_string("500.html"), status=500)
