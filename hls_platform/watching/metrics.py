"""The address that Prometheus asks."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from hls_platform.watching import counts
from hls_platform.watching.signs import Place

THIS_MACHINE = ("127.0.0.1", "::1")
OF_A_PROXY = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded")


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts and signs in Prometheus' text form, for whoever sends METRICS_SECRET; without one, for this machine alone."""
    if not _may(request):
        raise Http404
    registry = counts.registry()
    registry.register(Place())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may(request: HttpRequest) -> bool:
    if settings.METRICS_SECRET:
        sent = request.headers.get("Authorization", "")
        return constant_time_compare(sent, f"Bearer {settings.METRICS_SECRET}")
    through_a_proxy = any(name in request.headers for name in OF_A_PROXY)
    return request.META.get("REMOTE_ADDR") in THIS_MACHINE and not through_a_proxy
