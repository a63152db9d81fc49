"""Every address of the platform, and the bare page that its pages are measured against."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from tests.bench.models import BareReflection


def bare(request: HttpRequest) -> HttpResponse:
    """Twenty rows of one indexed query, behind the same middleware and sign-in as every page."""
    return render(request, "bench/bare.html", {"rows": BareReflection.objects.order_by("pk")[:20]})


urlpatterns = [path("bare/", bare), path("", include("hls_platform.urls"))]
handler404 = "hls_platform.web.errors.not_found"
