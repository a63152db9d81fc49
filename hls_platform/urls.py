"""Every address of the place. One of the two places that know all four apps."""

from django.urls import include, path

from funders.api import urls as funders
from hls_platform.api import urls as frame
from learning.api import urls as learning
from relationships.api import urls as relationships
from systems.api import urls as systems

api = [
    *frame.urlpatterns,
    *relationships.urlpatterns,
    *systems.urlpatterns,
    *learning.urlpatterns,
    *funders.urlpatterns,
]
urlpatterns = [
    path("", include("hls_platform.web.urls")),
    path("accounts/", include("relationships.account_urls")),
    path("api/", include((api, "api"))),
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
