"""The page that a letter's link to stop it leads to. Mail readers post to it themselves, without asking anybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hls_platform.one_touch import read


@csrf_exempt  # the link is the proof, and a mail reader has no cookie of ours
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether to stop (a mail reader may look at links by itself); posted, stops. Again is no harm."""
    touch = read(token)
    if touch is None:
        raise Http404
    if request.method == "POST":
        touch.stop()
    return render(request, "hls_platform/stop.html", {"touch": touch, "done": request.method == "POST"})
