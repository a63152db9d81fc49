"""The frame's own addresses under /api/: the description of the API, for programs and for people."""

from django.urls import path

from hls_platform.api import docs

urlpatterns = [
    path("", docs.door, name="door"),
    path("docs/", docs.docs, name="docs"),
    path("docs/<slug:name>/", docs.noun, name="noun"),
    path("openapi.yaml", docs.openapi, name="openapi"),
]
