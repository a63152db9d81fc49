"""What a browser keeps for when there is no network: one page that says so, and nothing of anybody's."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache


@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """The page itself, the same for everybody."""
    return HttpResponse(render_to_string("offline.html"))


@login_not_required
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the page; its text changes when the page does, so that browsers fetch it again."""
    version = hashlib.sha256(render_to_string("offline.html").encode()).hexdigest()[:12]
    script = render_to_string("service_worker.js", {"version": version})
    return HttpResponse(script, "text/javascript; charset=utf-8")
