"""What a browser keeps for when there is no network: a page for everybody with its scripts, and nothing of anybody's."""

import hashlib
import json
import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

SCRIPTS = settings.BASE_DIR / "static/js/outbox"
ASKED_FOR = re.compile(r"""(?:href|src|data-script)="(/static/[^"#]+)["#]""")
PAPER = "#faf7f0"


@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """The page itself, the same for everybody. What is somebody's is put in by the device that keeps it, encrypted."""
    return HttpResponse(render_to_string("offline.html"))


def shell() -> list[str]:
    """The addresses of the page and of all that it needs."""
    page = render_to_string("offline.html")
    scripts = [static(f"js/outbox/{each.name}") for each in SCRIPTS.glob("*.js")]
    return [reverse("offline"), *sorted({*ASKED_FOR.findall(page), *scripts, static("js/page.js")})]


@login_not_required
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the page; its text changes when the page or a script does, so that browsers fetch it again."""
    shown = hashlib.sha256(render_to_string("offline.html").encode())
    for script in sorted(SCRIPTS.glob("*.js")):
        shown.update(script.read_bytes())
    said = {
        "version": shown.hexdigest()[:12],
        "shell": json.dumps(shell()),
        "share_target": reverse("learning:from_elsewhere"),
    }
    return HttpResponse(render_to_string("service_worker.js", said), "text/javascript; charset=utf-8")


@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone or a computer needs to know to install the place as an app."""
    icons = [("192", "any"), ("512", "any"), ("maskable", "maskable")]
    said = {
        "id": "/",
        "name": settings.PLATFORM_NAME,
        "short_name": settings.PLATFORM_NAME,
        "description": _("A place to learn from our work together."),
        "lang": request.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [_icon(name, purpose) for name, purpose in icons],
        "shortcuts": [
            {"name": _("Reflect"), "url": reverse("learning:reflect"), "icons": [_icon("reflect", "any")]},
            {"name": _("What waits"), "url": reverse("learning:waiting")},
        ],
        "share_target": {
            "action": reverse("learning:from_elsewhere"),
            "method": "GET",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    return JsonResponse(said, content_type="application/manifest+json")


def _icon(name: str, purpose: str) -> dict[str, str]:
    size = {"192": "192", "reflect": "96"}.get(name, "512")
    return {
        "src": static(f"icons/{name}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }
