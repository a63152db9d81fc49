"""The frame's own addresses."""

from django.urls import path

from hls_platform.web import health
from hls_platform.web.csp_reports import csp_reports
from hls_platform.web.outbox import outbox

urlpatterns = [
    path("outbox/", outbox, name="outbox"),
    path("csp-reports/", csp_reports, name="csp_reports"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
]
