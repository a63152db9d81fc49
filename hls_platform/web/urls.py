"""The frame's own addresses."""

from django.urls import path

from hls_platform.web.outbox import outbox

urlpatterns = [path("outbox/", outbox, name="outbox")]
