"""What every answer says to the browser about itself, beside what Django and django-csp say already."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

NOTHING_OF_THE_DEVICE = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "ambient-light-sensor", "autoplay", "battery", "bluetooth", "browsing-topics", "camera",
        "display-capture", "encrypted-media", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection",
        "magnetometer", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
PASSKEYS = "publickey-credentials-get=(self), publickey-credentials-create=(self)"
RECORDING = "microphone=(self)"
REPORTS = "/csp-reports/"
NOTHING_AT_ALL = "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
"""For answers that are no page: files of the look, redirects to https."""
USED = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Headers:
    """Middleware: nothing that a person sees is kept by a browser or a proxy, and no other site gets hold of it.

    A view that serves the same to everybody, for ever, says `public` in its own Cache-Control and is left as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refused = HttpResponseNotAllowed(USED) if request.method not in USED else None
        response = refused or self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", NOTHING_AT_ALL)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", f"{NOTHING_OF_THE_DEVICE}, {PASSKEYS}, {RECORDING}")
        response.headers.setdefault("Reporting-Endpoints", f'csp="{REPORTS}"')
        kept_by_design = request.path.startswith(settings.STATIC_URL) and response.status_code in (200, 304)
        if not kept_by_design and "public" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
        return response
