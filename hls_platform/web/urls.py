"""The frame's own addresses."""

from django.urls import path

from hls_platform.live.streams import stream
from hls_platform.watching.metrics import metrics
from hls_platform.web import health, offline
from hls_platform.web.components import components
from hls_platform.web.csp_reports import csp_reports
from hls_platform.web.one_touch import stop
from hls_platform.web.outbox import outbox

urlpatterns = [
    path("stop/<str:token>/", stop, name="stop"),
    path("outbox/", outbox, name="outbox"),
    path("components/", components, name="components"),
    path("offline/", offline.offline, name="offline"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("csp-reports/", csp_reports, name="csp_reports"),
    path("metrics", metrics, name="metrics"),
    path("live/<slug:kind>/<uuid:id>/", stream, name="stream"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
]
