"""Every address of the place. One of the two places that know all four apps."""

from django.urls import include, path

urlpatterns = [
    path("", include("hls_platform.web.urls")),
    path("accounts/", include("relationships.account_urls")),
    # Before learning, whose circles/<slug>/ would take circles/begin/ and circles/found/ for circles.
    path("", include("relationships.urls")),
    path("", include("learning.urls")),
    path("", include("systems.urls")),
    path("", include("funders.urls")),
]
handler400 = "hls_platform.web.errors.bad_request"
handler403 = "hls_platform.web.errors.forbidden"
handler404 = "hls_platform.web.errors.not_found"
handler500 = "hls_platform.web.errors.server_error"
