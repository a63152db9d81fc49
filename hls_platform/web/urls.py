"""The frame's own addresses."""

from django.urls import path

from hls_platform.web import health
from hls_platform.web.outbox import outbox

urlpatterns = [
    path("outbox/", outbox, name="outbox"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
]
